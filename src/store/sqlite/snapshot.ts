import type { Database } from 'better-sqlite3';

/**
 * Lets all the questions of one turn of the event loop see one state of the file: a decision, whose look-ups follow each
 * other within a turn, never meets half of an import. It also halves their cost, which is mostly taking and giving back
 * SQLite's read lock. The state is let go before the next turn, so that no log grows behind it.
 * `before` comes before each of them, and may throw.
 */
export function createSnapshot(db: Database, before: () => void = () => undefined): <T>(ask: () => T) => T {
  const begin = db.prepare('BEGIN');
  const end = db.prepare('COMMIT');
  let isHeld = false;
  const letGo = () => {
    isHeld = false;
    tryTo(() => { if (db.open && db.inTransaction) end.run(); });
  };
  return (ask) => {
    if (!isHeld) {
      before();
      if (db.inTransaction) end.run();
      begin.run();
      isHeld = true;
      setImmediate(letGo);
    }
    return ask();
  };
}

/** Nobody waits for it: the next question tries again, and tells. */
function tryTo(act: () => void): void {
  try {
    act();
  } catch {
    return;
  }
}
