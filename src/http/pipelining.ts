import type { RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { whenTaken } from './when-answered.js';

/** Requests that may come on one connection before the first of them is answered: more would be taken up at once, thousands of one write. */
const mostAhead = 16;

/** what is still to be answered on a connection */
interface Ahead {
  count: number;
  last: ServerResponse | undefined;
}

/**
 * Answers as many requests as may come ahead on one connection, and closes it then. What comes behind an answer that closes it is never taken up, and may
 * be sent again: Node would hand it on, and nobody would ever hear what came of it.
 */
export function limitPipelining(handle: RequestListener): RequestListener {
  const known = new WeakMap<Socket, Ahead>();
  return (request, response) => {
    const ahead = known.get(request.socket) ?? { count: 0, last: undefined };
    if (ahead.last !== undefined && isClosing(ahead.last)) {
      response.destroy();
      return;
    }
    ahead.count += 1;
    ahead.last = response;
    known.set(request.socket, ahead);
    if (ahead.count === mostAhead) response.setHeader('Connection', 'close');
    else whenTaken(response, () => { forget(ahead, response); });
    handle(request, response);
  };
}

function forget(ahead: Ahead, response: ServerResponse): void {
  ahead.count -= 1;
  // one that ends the connection stays the last: that ends a moment after it was taken
  if (ahead.last === response && !isClosing(response)) ahead.last = undefined;
}

/** Whether the connection ends with it, as it says, or will. */
function isClosing(response: ServerResponse & { _last?: boolean }): boolean {
  return response._last === true || response.getHeader('Connection') === 'close';
}
