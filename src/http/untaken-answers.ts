import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { isGone, whenAnswered, whenTaken } from './when-answered.js';

/**
 * Answers that were given and not taken yet hold memory: beyond so many bytes of them, those that have waited for longest go, with their connections;
 * one alone may be larger.
 */
export function limitUntaken(server: Server, mostBytes: number): void {
  const untaken = new Map<ServerResponse, number>();
  let held = 0;

  function forget(response: ServerResponse): void {
    held -= untaken.get(response) ?? 0;
    untaken.delete(response);
  }

  function hold(response: ServerResponse): void {
    const bytes = response.writableLength;
    if (bytes === 0 || isGone(response)) return;
    untaken.set(response, bytes);
    held += bytes;
    whenTaken(response, () => { forget(response); });
    for (const oldest of untaken.keys()) {
      if (held <= mostBytes || oldest === response) return;
      forget(oldest);
      oldest.req.socket.destroy();
    }
  }

  const follow = (_: IncomingMessage, response: ServerResponse): void => {
    whenAnswered(response, () => { hold(response); });
  };
  for (const event of ['request', 'checkContinue', 'checkExpectation']) server.prependListener(event, follow);
}
