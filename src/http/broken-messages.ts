import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { Fault } from '../domain/fault.js';
import { problemMediaType } from './answer-problem.js';
import type { Connections } from './connections.js';
import { type ProblemCode, problemOf, Refusal } from './problems.js';
import { everyAnswer } from './send-answer.js';

/** How long a refused caller may go on sending before the connection is cut. */
const lingerMilliseconds = 1000;

/** Answers what node's parser refuses, and what it never makes a request of; `onRefused` hears of it. */
export function refuseBrokenMessages(server: Server, connections: Connections, onRefused: (code: ProblemCode) => void): void {
  const broken = new WeakSet<Duplex>();
  const refuseRaw = (socket: Duplex, cause: Fault | Refusal): void => {
    onRefused(problemOf(cause).code);
    sendRaw(socket, cause);
  };
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const pending = connections.pendingOn(socket);
    if (!socket.writable || !isOfHttp(error)) {
      socket.destroy();
      return;
    }
    // so is each piece that comes after what was broken
    if (broken.has(socket)) return;
    broken.add(socket);
    if (pending === undefined) refuseRaw(socket, faultOf(error));
    // what is broken is the next request: the answers before it go first
    else if (pending.req.complete) pending.once('close', () => refuseRaw(socket, faultOf(error)));
    else breakOff(pending.req, faultOf(error));
  });
  server.on('connect', ({ method = '' }: IncomingMessage, socket: Duplex) => {
    refuseRaw(socket, new Refusal('method-not-allowed', `\`${method}\` is not for any path`, { Allow: 'GET, HEAD, POST, OPTIONS' }));
  });
}

/** Of a connection or of TLS it is otherwise, and nobody hears anything more on it. */
function isOfHttp({ code = '' }: NodeJS.ErrnoException): boolean {
  return code.startsWith('HPE_') || code.startsWith('ERR_HTTP_');
}

/** Whoever reads the body answers; where nobody does, the answer is on its way. */
function breakOff(request: IncomingMessage, fault: Fault | Refusal): void {
  if (request.listenerCount('error') > 0) request.emit('error', fault);
}

function faultOf({ code = '', message }: NodeJS.ErrnoException): Fault | Refusal {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Refusal('headers-too-large', 'the headers are larger than the 16 kB that are read');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Refusal('request-timeout', 'the headers were not complete in time: send them faster');
    default:
      return new Fault('not-well-formed', `the HTTP message is broken: ${message.replace(/^Parse Error: /, '').toLowerCase().slice(0, 60)}`);
  }
}

function sendRaw(socket: Duplex, cause: Fault | Refusal): void {
  const problem = problemOf(cause);
  const text = JSON.stringify(problem);
  const headers = {
    'Content-Type': problemMediaType,
    'Content-Length': String(Buffer.byteLength(text)),
    ...everyAnswer,
    Connection: 'close',
    ...(cause instanceof Refusal && cause.headers),
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}\r\n${head}\r\n${text}`);
  const timer = setTimeout(() => socket.destroy(), lingerMilliseconds);
  socket.once('close', () => clearTimeout(timer));
  socket.resume();
}
