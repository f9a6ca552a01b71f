/**
 * Holds requests back until no more come, or `mostMilliseconds` have passed, and then lets them go on together. Node takes up one new connection in
 * a turn of the event loop: were each request decided and recorded in the turn in which it came, callers with connections of their own would wait for
 * one write to the disk after the other, before they were even heard.
 */
export function createRounds(mostMilliseconds: number): () => Promise<void> {
  let gathered: (() => void)[] = [];
  let [seen, until] = [0, 0];

  function turn(): void {
    if (gathered.length > seen && performance.now() < until) {
      seen = gathered.length;
      setImmediate(turn);
      return;
    }
    const round = gathered;
    gathered = [];
    for (const goOn of round) goOn();
  }

  return () =>
    new Promise((resolve) => {
      if (gathered.push(resolve) > 1) return;
      [seen, until] = [0, performance.now() + mostMilliseconds];
      setImmediate(turn);
    });
}
