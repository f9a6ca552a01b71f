/**
 * For how long the present turn of the event loop has been at work, in milliseconds, since it first asked. Node takes up what arrived together one after
 * the other, and answers in between: whatever comes late in a turn has waited for all that came before it.
 */
export function createTurnClock(): () => number {
  let began: number | undefined;
  const end = (): void => { began = undefined; };
  return () => {
    const now = performance.now();
    if (began === undefined) {
      began = now;
      setImmediate(end);
    }
    return now - began;
  };
}
