import type { Express } from 'express';
import { createServer, IncomingMessage, type Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { Fault } from '../domain/fault.js';
import { refuseBrokenMessages } from './broken-messages.js';
import { type Connections, followConnections } from './connections.js';
import { limitGreetings } from './greetings.js';
import { limitPipelining } from './pipelining.js';
import type { ProblemCode } from './problems.js';
import { hasTls, limitTls, renewTls, type TlsMaterial, tlsOptionsOf } from './tls.js';
import { limitUntaken } from './untaken-answers.js';

export interface ListenSettings {
  host: string;
  /** 0: any that is free */
  port: number;
  headersTimeoutSeconds: number;
  /** how long a connection may lie still in the middle of a request or an answer, but for what an answer takes to be made */
  requestTimeoutSeconds: number;
  /** how long `stop` waits for answers that are on their way */
  shutdownSeconds: number;
  /** undefined: no TLS */
  tls?: TlsMaterial | undefined;
  /** of all answers that were given and are not taken yet; undefined: any number */
  maxUntakenBytes?: number;
  /** hears of each connection that is taken up */
  onConnection?: () => void;
  /** hears of what was refused before it became a request */
  onRefused?: (code: ProblemCode) => void;
  /** hears why TLS did not come about on a connection, in a word */
  onTlsRefused?: (why: string) => void;
}

export interface Listening {
  /** `http://HOST:PORT` or `https://HOST:PORT` */
  url: string;
  /** Shows and believes other certificates on connections from now on; those that there are go on. */
  renewTls: (material: TlsMaterial) => void;
  connections: Pick<Connections, 'count' | 'keepAtMost'>;
  /** Accepts nothing more, lets what was begun be answered, and closes every connection. */
  stop(): Promise<void>;
}

/** Connections that may wait to be heard; the system may allow fewer. */
const mostUnheard = 4096;

/** For how much longer than a body may take a connection may lie still: whoever sends too slowly is told so before it is closed. */
const tellMilliseconds = 100;

/** Throws `Fault('configuration-invalid')` when it cannot listen there. */
export async function listen(app: Express, settings: ListenSettings): Promise<Listening> {
  const server = createAppServer(app, settings);
  const onTlsRefused = settings.onTlsRefused ?? (() => undefined);
  if (hasTls(server) && settings.tls?.callerCertificates !== 'off') limitGreetings(server, onTlsRefused);
  const connections = followConnections(server);
  if (settings.maxUntakenBytes !== undefined) limitUntaken(server, settings.maxUntakenBytes);
  refuseBrokenMessages(server, connections, settings.onRefused ?? (() => undefined));
  server.on('timeout', (socket: Socket) => { hangUpUnlessWaiting(socket, connections); });
  if (hasTls(server)) limitTls(server, onTlsRefused);
  if (settings.onConnection !== undefined) server.on('connection', settings.onConnection);
  await startListening(server, settings);
  let stopped: Promise<void> | undefined;
  return {
    url: urlOf(server, settings.host),
    renewTls: (material) => {
      if (hasTls(server)) renewTls(server, material);
    },
    connections,
    stop: () => (stopped ??= stop(server, connections, settings.shutdownSeconds)),
  };
}

/**
 * No `requestTimeout`: an honest batch may take hours, so that whoever reads a body says how long it may take, and only silence is
 * limited here.
 */
export function createAppServer(app: Express, { headersTimeoutSeconds, requestTimeoutSeconds, tls }: Pick<ListenSettings, 'headersTimeoutSeconds' | 'requestTimeoutSeconds' | 'tls'>): Server {
  const headersTimeout = Math.ceil(headersTimeoutSeconds * 1000);
  const options = {
    ...messageClassesOf(app),
    headersTimeout,
    requestTimeout: 0,
    connectionsCheckingInterval: Math.ceil(Math.min(1000, headersTimeout / 2)),
    requireHostHeader: false,
  };
  const answer = limitPipelining(app);
  const server = tls === undefined
    ? createServer(options, answer)
    : createTlsServer({ ...options, ...tlsOptionsOf(tls), allowHalfOpen: true, handshakeTimeout: headersTimeout }, answer);
  server.timeout = Math.ceil(requestTimeoutSeconds * 1000) + tellMilliseconds;
  server.maxHeadersCount = 0;
  // whoever says that he has nothing more to send may still be waiting for the answer
  Object.assign(server, { httpAllowHalfOpen: true });
  return server.on('checkContinue', answer).on('checkExpectation', answer);
}

/**
 * Requests and responses that are born with the prototypes that express would give them: changing the prototype of an object that is in use
 * costs more than all else that express does (expressjs/express#5998).
 */
function messageClassesOf(app: Express) {
  class AppRequest extends IncomingMessage {}
  class AppResponse extends ServerResponse<AppRequest> {}
  Object.setPrototypeOf(AppRequest.prototype, app.request);
  Object.setPrototypeOf(AppResponse.prototype, app.response);
  Object.assign(app, { request: AppRequest.prototype, response: AppResponse.prototype });
  return { IncomingMessage: AppRequest, ServerResponse: AppResponse };
}

function startListening(server: Server, { host, port }: ListenSettings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(new Fault('configuration-invalid', `cannot listen on ${host}, port ${port} (${cause.code ?? cause.message}): choose another server.host or server.port`, [], { cause }));
    });
    server.listen({ host, port, backlog: mostUnheard }, resolve);
  });
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `${hasTls(server) ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function stop(server: Server, connections: Connections, shutdownSeconds: number): Promise<void> {
  return new Promise((resolve) => {
    const deadline = setTimeout(() => connections.closeAll(), shutdownSeconds * 1000);
    server.close(() => {
      clearTimeout(deadline);
      resolve();
    });
    connections.closeWhenAnswered();
  });
}

/** A caller who waits for what is being made is looked at again, as he may go away; one who has nothing more to say may be gone. */
function hangUpUnlessWaiting(socket: Socket, connections: Connections): void {
  if (connections.isWaitingOn(socket) && !socket.readableEnded) socket.setTimeout(socket.timeout ?? 0);
  else socket.destroy();
}
