import express, { type Express, type NextFunction } from 'express';
import { Fault } from '../domain/fault.js';
import { nearestName } from '../yaml/nearest-name.js';
import { admitCaller } from './admit-caller.js';
import { answerProblem } from './answer-problem.js';
import type { Answerer, Answering, Asked, Handler, HttpParts } from './http-parts.js';
import { refuseOddHeaders } from './odd-headers.js';
import { Refusal } from './problems.js';
import { type Route, routes, type Way } from './routes.js';
import { sendNothing } from './send-answer.js';
import { admitting } from './turn-away.js';
import { watchRequest } from './watch-request.js';

const forAnybody = { needs: 'anybody' } as const;

/** The HTTP interface as an express application: one router, and nothing that runs for every path before the right one is found. */
export function createApp(parts: HttpParts): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').enable('case sensitive routing').enable('strict routing');
  for (const route of routes) addRoute(app, parts, route);
  app.use(answering(parts, 'none', refusePath, forAnybody));
  app.use(answerUnreadablePath(parts));
  return app;
}

function addRoute(app: Express, parts: HttpParts, { path, get, post }: Route): void {
  const at = app.route(path);
  if (post !== undefined) at.post(admitting(parts, post.room, answering(parts, path, post.answer(parts), post)));
  if (get !== undefined) at.get(admitting(parts, get.room, answering(parts, path, get.answer(parts), get)));
  const methods = [...(get === undefined ? [] : ['GET', 'HEAD']), ...(post === undefined ? [] : ['POST']), 'OPTIONS'];
  at.all(answering(parts, path, refuseMethod(methods.join(', ')), forAnybody));
}

function answering(parts: HttpParts, route: string, answer: Answerer, { needs, room }: Pick<Way, 'needs' | 'room'>): Handler {
  return async (request, response) => {
    watchRequest(parts, route, request, response);
    parts.metrics.requestBegan();
    try {
      refuseOddHeaders(request);
      const caller = admitCaller(parts, needs, request, response);
      const admitted = caller instanceof Promise ? await caller : caller;
      // a Service Request is in once its body is there: who sends slowly takes no room
      if (room !== undefined && room !== 'decisions') parts.admission.enter(room, 1, response);
      await answer(request, response, admitted);
    } catch (cause) {
      answerProblem(parts, response, cause);
    } finally {
      parts.metrics.requestEnded();
    }
  };
}

/** OPTIONS is answered with what there is, any other method refused with it. */
function refuseMethod(allow: string): Answerer {
  return ({ method }, response) => {
    if (method !== 'OPTIONS') throw new Refusal('method-not-allowed', `\`${method}\` is not for this path: there are ${allow}`, { Allow: allow });
    sendNothing(response, { Allow: allow });
  };
}

const refusePath: Answerer = ({ path }) => {
  const paths = routes.map((route) => route.path.replace(/:(\w+)/g, '{$1}'));
  const nearest = nearestName(path, paths);
  const instead = nearest === undefined ? `there are ${paths.join(', ')}` : `did you mean ${nearest}`;
  throw new Fault('not-found', `there is no path \`${path.slice(0, 60)}\`: ${instead}`);
};

/** Only a path that cannot be decoded comes here: whoever answers keeps his errors to himself. */
function answerUnreadablePath(parts: HttpParts) {
  return (cause: unknown, request: Asked, response: Answering, next: NextFunction): void => {
    if (response.headersSent) {
      next(cause);
      return;
    }
    watchRequest(parts, 'none', request, response);
    answerProblem(parts, response, cause instanceof URIError ? new Fault('malformed-value', 'the path holds a `%` that encodes nothing: write %25', [], { cause }) : cause);
  };
}
