import Database from 'better-sqlite3';

/**
 * Runs what writes, and answers `busy` at once where another process is writing: SQLite itself would wait asleep, and with it everything
 * else that this process does.
 */
export function withoutWaiting(db: Database.Database): <T>(write: () => T) => T | 'busy' {
  const timeout = Number(db.pragma('busy_timeout', { simple: true }));
  const doNotWait = db.prepare('PRAGMA busy_timeout = 0');
  const waitAgain = db.prepare(`PRAGMA busy_timeout = ${timeout}`);
  return (write) => {
    doNotWait.get();
    try {
      return write();
    } catch (cause) {
      if (isBusy(cause)) return 'busy';
      throw cause;
    } finally {
      waitAgain.get();
    }
  };
}

/** Whether it could not begin, as another process is writing. */
export function isBusy(cause: unknown): boolean {
  return cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY');
}
