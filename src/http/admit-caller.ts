import type { IncomingMessage } from 'node:http';
import type { Caller } from '../access/caller.js';
import type { Gate } from '../access/gate.js';
import type { Scope } from '../access/scope.js';
import { type Answer, withAnswer } from '../domain/answer.js';
import { Fault } from '../domain/fault.js';
import { callerGone } from './body-chunks.js';
import type { Answering, Asked, HttpParts } from './http-parts.js';
import { certificateShownOn } from './peer-certificate.js';
import { Refusal } from './problems.js';

/** The scope without which nobody may do something; `anybody`: none is needed. */
export type Needs = Scope | 'anybody';

/**
 * Who asks, before anything of the body is read: at once, but for a token that is new and for a caller whose requests are counted. Throws or rejects with
 * `Refusal('not-identified' | 'scope-missing' | 'too-many-requests')`.
 */
export function admitCaller({ gate }: Pick<HttpParts, 'gate'>, needs: Needs, request: Asked, response: Answering): Caller | Promise<Caller> {
  const inForce = gate();
  const caller = inForce.identify({ certificate: certificateShownOn(request.socket), token: readToken(request.headers.authorization) });
  if (caller instanceof Promise) return stillThere(request, response, caller.then((identified) => letIn(inForce, needs, identified, response)));
  const admitted = letIn(inForce, needs, caller, response);
  return admitted instanceof Promise ? stillThere(request, response, admitted) : admitted;
}

function letIn(gate: Gate, needs: Needs, caller: Caller, { locals }: Answering): Caller | Promise<Caller> {
  if (caller.name !== undefined) locals.caller = caller.name;
  if (caller.doubt !== undefined) locals.stranger = `${caller.doubt.of}: ${caller.doubt.why}`;
  if (needs === 'anybody') return caller;
  return withAnswer(caller.limit === undefined ? caller : takeOne(caller, caller.limit), () => {
    requireScope(gate, needs, caller);
    return caller;
  });
}

/** The same of somebody who was let in and goes on asking within one request, which counts as one: throws or rejects where he would not be let in now. */
export function requireStill({ gate }: Pick<HttpParts, 'gate'>, scope: Scope, { socket, headers }: Asked): Answer<void> {
  const inForce = gate();
  const caller = inForce.identify({ certificate: certificateShownOn(socket), token: readToken(headers.authorization) });
  return withAnswer(caller, (identified) => { requireScope(inForce, scope, identified); });
}

/** Throws `Refusal('not-identified')` where another identity could help, `Refusal('scope-missing')` where none can. */
export function requireScope(gate: Gate, scope: Scope, caller: Caller): void {
  if (caller.scopes.has(scope)) return;
  if (caller.name === undefined) throw notIdentified(gate, caller);
  throw new Refusal('scope-missing', `\`${caller.name}\` lacks the scope \`${scope}\`: whoever looks after slotguard can add it in access.callers`);
}

/** What was wrong with a certificate or a token is for the log alone: it would help whoever tries to make one. */
function notIdentified({ ways }: Gate, { doubt }: Caller): Refusal {
  const challenge = ways.certificate && !ways.token ? 'ClientCertificate realm="slotguard"' : `Bearer realm="slotguard"${doubt?.of === 'token' ? ', error="invalid_token"' : ''}`;
  // a certificate is shown once, when a connection begins: another needs another
  return new Refusal('not-identified', sayHow(ways, doubt?.of), { 'WWW-Authenticate': challenge, ...(doubt?.of === 'certificate' && { Connection: 'close' }) });
}

function sayHow(ways: Gate['ways'], doubted: NonNullable<Caller['doubt']>['of'] | undefined): string {
  switch (doubted) {
    case 'token':
      return 'the token is not of a caller who is known here: send a good one as `Authorization: Bearer TOKEN`';
    case 'certificate':
      return 'the client certificate is not of a caller who is known here: connect with one that is';
    case 'both':
      return 'the client certificate and the token are not of the same caller: show either, or two of one caller';
    case undefined:
      break;
  }
  const how = [...(ways.certificate ? ['connect with a client certificate'] : []), ...(ways.token ? ['send `Authorization: Bearer TOKEN`'] : [])];
  return how.length > 0 ? `say who you are: ${how.join(', or ')}` : 'no caller is known here: whoever looks after slotguard can name some in access.callers, or let anybody in by access.anonymous';
}

async function takeOne(caller: Caller, { requests, seconds, take }: NonNullable<Caller['limit']>): Promise<Caller> {
  const milliseconds = await take();
  if (milliseconds === 0) return caller;
  const wait = Math.ceil(milliseconds / 1000);
  throw new Refusal('too-many-requests', `\`${caller.name ?? ''}\` sent more than ${requests} requests in ${Number(seconds.toFixed(3))} s: send again in ${wait} s`, { 'Retry-After': String(wait) });
}

/** undefined: none was sent; '': what was sent is no token. */
function readToken(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined;
  return /^Bearer +([\w.~+/-]+=*) *$/i.exec(authorization)?.[1] ?? '';
}

/** What happens to a request that nobody reads yet would be heard by nobody. */
async function stillThere<T>(request: IncomingMessage, response: Answering, promised: Promise<T>): Promise<T> {
  let broken: Error | undefined;
  const note = (cause: Error): void => {
    broken = cause;
  };
  request.on('error', note);
  try {
    const kept = await promised;
    if (broken instanceof Fault || broken instanceof Refusal) throw broken;
    if (broken !== undefined || response.destroyed) throw callerGone;
    return kept;
  } finally {
    request.off('error', note);
  }
}
