import type { Database } from 'better-sqlite3';

export interface Snapshot {
  inSnapshot: <T>(ask: () => T) => T;
  /** A question whose answer is the same for all who ask it of one state. */
  oncePerState: <T>(ask: () => T) => () => T;
}

/**
 * Lets all the questions of one turn of the event loop see one state of the file: a decision, whose look-ups follow each
 * other within a turn, never meets half of an import. It also halves their cost, which is mostly taking and giving back
 * SQLite's read lock. The state is let go before the next turn, so that no log grows behind it.
 * `before` comes before each of them, and may throw.
 */
export function createSnapshot(db: Database, before: () => void = () => undefined): Snapshot {
  const begin = db.prepare('BEGIN');
  const end = db.prepare('COMMIT');
  let isHeld = false;
  let states = 0;
  const letGo = () => {
    isHeld = false;
    tryTo(() => { if (db.open && db.inTransaction) end.run(); });
  };
  const inSnapshot = <T>(ask: () => T): T => {
    if (!isHeld) {
      before();
      if (db.inTransaction) end.run();
      begin.run();
      isHeld = true;
      states += 1;
      setImmediate(letGo);
    }
    return ask();
  };
  const oncePerState = <T>(ask: () => T): (() => T) => {
    let known: { state: number; answer: T } | undefined;
    return () => inSnapshot(() => {
      if (known?.state !== states) known = { state: states, answer: ask() };
      return known.answer;
    });
  };
  return { inSnapshot, oncePerState };
}

/** Nobody waits for it: the next question tries again, and tells. */
function tryTo(act: () => void): void {
  try {
    act();
  } catch {
    return;
  }
}
