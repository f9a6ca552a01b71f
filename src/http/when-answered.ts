import type { ServerResponse } from 'node:http';

/** What a response tells when its answer is given, whether or not it is taken: an own event, as none of Node's comes before it is written. */
export const answered = Symbol('answered');

/** Does it once the answer is given, or the caller gone. */
export function whenAnswered(response: ServerResponse, act: () => void): void {
  once(response, [answered, 'close'], act);
}

/** Does it once the answer is written out, or the caller gone. */
export function whenTaken(response: ServerResponse, act: () => void): void {
  once(response, ['close'], act);
}

/** Whether nobody is left to take the answer, also where it still waits for those before it. */
export function isGone(response: ServerResponse): boolean {
  return response.destroyed || response.req.socket.destroyed;
}

/** An answer that waits for those before it on its connection does not hear when the connection closes. */
function once(response: ServerResponse, events: readonly (string | symbol)[], act: () => void): void {
  const { socket } = response.req;
  const done = (): void => {
    for (const event of events) response.off(event, done);
    socket.off('close', done);
    act();
  };
  for (const event of events) response.once(event, done);
  if (response.socket === null) socket.setMaxListeners(0).once('close', done);
}
