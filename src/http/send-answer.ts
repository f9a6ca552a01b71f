import type { IncomingMessage, ServerResponse } from 'node:http';
import { noteAnswered } from './when-answered.js';

export interface Answer {
  status: number;
  type: string;
  text: string | Buffer;
  headers?: Readonly<Record<string, string>>;
}

/** Nobody keeps an answer, or takes it for something else than it says it is. */
export const everyAnswer = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' } as const;

/** How long an answered caller may go on sending before the connection is cut, so that the answer can reach him. */
const lingerMilliseconds = 1000;

/**
 * Sends the answer, if there is still somebody to send it to; half an answer that was already on its way is cut off instead. `passOver`: what
 * is left of the body is read and forgotten, and the connection goes on.
 */
export function sendAnswer(response: ServerResponse, { status, type, text, headers }: Answer, { passOver = false } = {}): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const isUnread = !passOver && hasUnreadBody(response.req);
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(text),
    ...everyAnswer,
    ...headers,
    ...(isUnread && { Connection: 'close' }),
  });
  if (isUnread) endUnread(response, text);
  else response.end(text);
  noteAnswered(response);
}

/** Answers that there is nothing to say but the headers, and cuts off what is left of a body as any other answer does. */
export function sendNothing(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  const isUnread = hasUnreadBody(response.req);
  response.writeHead(204, { ...everyAnswer, ...headers, ...(isUnread && { Connection: 'close' }) });
  if (isUnread) {
    response.flushHeaders();
    endUnread(response, '');
  } else response.end();
  noteAnswered(response);
}

/** Whether a body has a known length that can be passed over; any other ends the connection. */
export function isBearable({ headers }: IncomingMessage, { maxBodyBytes }: { maxBodyBytes: number }): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= maxBodyBytes;
}

export function sendJson(response: ServerResponse, body: object, status = 200): void {
  sendAnswer(response, { status, type: 'application/json', text: JSON.stringify(body) });
}

/** A body that was announced and not read to its end: the next request cannot be told from it, so the connection must go. */
function hasUnreadBody(request: IncomingMessage): boolean {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
  return !request.complete && (encoding !== undefined || length !== '0');
}

/**
 * Ends an answer, and its connection, though the request is not read to its end. Closing at once would reset the connection, and with it the answer,
 * while the caller is still sending.
 */
export function endUnread(response: ServerResponse, text: string | Buffer): void {
  const { req: request } = response;
  if (text !== '') response.write(text);
  response.once('finish', () => request.socket.destroySoon());
  if (request.headers.expect !== undefined && request.readableFlowing === null) {
    response.end();
    return;
  }
  const end = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, lingerMilliseconds);
  request.removeAllListeners('data').once('end', end).once('close', end).resume();
}
