/** Lets whatever waits have its turn: long work in pieces keeps nobody waiting for longer than a piece. */
export function letOthers(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
