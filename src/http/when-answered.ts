import type { ServerResponse } from 'node:http';

/** What is done once an answer is given, and once it is taken, or the caller gone. */
interface Awaiting {
  given: (() => void)[];
  taken: (() => void)[];
}

const awaiting = Symbol('awaiting');
type Followed = ServerResponse & { [awaiting]?: Awaiting };

/** Does it once the answer is given, or the caller gone. */
export function whenAnswered(response: ServerResponse, act: () => void): void {
  followed(response).given.push(act);
}

/** Does it once the answer is written out, or the caller gone. */
export function whenTaken(response: ServerResponse, act: () => void): void {
  followed(response).taken.push(act);
}

/** Tells that the answer is given, whether or not it is taken: none of Node's events comes before it is written. */
export function noteAnswered(response: ServerResponse): void {
  doAll(followed(response).given);
}

/** Whether nobody is left to take the answer, also where it still waits for those before it. */
export function isGone(response: ServerResponse): boolean {
  return response.destroyed || response.req.socket.destroyed;
}

/** One listener for all that is to be done: each of Node's own costs more than what it does. */
function followed(response: Followed): Awaiting {
  const known = response[awaiting];
  if (known !== undefined) return known;
  const begun = follow(response);
  response[awaiting] = begun;
  return begun;
}

/** An answer that waits for those before it on its connection does not hear when the connection closes. */
function follow(response: ServerResponse): Awaiting {
  const acts: Awaiting = { given: [], taken: [] };
  const { socket } = response.req;
  const isWaiting = response.socket === null;
  const end = (): void => {
    if (isWaiting) socket.off('close', end);
    doAll(acts.given);
    doAll(acts.taken);
  };
  response.once('close', end);
  if (isWaiting) socket.setMaxListeners(0).once('close', end);
  return acts;
}

function doAll(acts: (() => void)[]): void {
  for (const act of acts.splice(0)) act();
}
