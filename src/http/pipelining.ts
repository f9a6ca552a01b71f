import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { whenTaken } from './when-answered.js';

/** Requests that may come on one connection before the first of them is answered: more would be taken up at once, thousands of one write. */
const mostAhead = 16;

/** Answers as many requests as may come ahead on one connection, and closes it then: what came after them was never taken up, and may be sent again. */
export function limitPipelining(handle: RequestListener): RequestListener {
  const ahead = new WeakMap<Socket, number>();
  return (request, response) => {
    const { socket } = request;
    const count = (ahead.get(socket) ?? 0) + 1;
    if (count > mostAhead) return;
    ahead.set(socket, count);
    if (count === mostAhead) response.setHeader('Connection', 'close');
    else whenTaken(response, () => { ahead.set(socket, (ahead.get(socket) ?? 1) - 1); });
    handle(request, response);
  };
}
