import Database from 'better-sqlite3';

/**
 * Makes a transaction of what writes that answers `busy` at once where another process is writing: SQLite itself would wait asleep, and with it
 * everything else that this process does. Whoever has to wait asks again and again, so the error that tells is thrown without its stack, which costs
 * several times the question.
 */
export function withoutWaiting<Given extends unknown[], T>(db: Database.Database, write: (...given: Given) => T): (...given: Given) => T | 'busy' {
  const timeout = Number(db.pragma('busy_timeout', { simple: true }));
  const doNotWait = db.prepare('PRAGMA busy_timeout = 0');
  const waitAgain = db.prepare(`PRAGMA busy_timeout = ${timeout}`);
  const { stackTraceLimit } = Error;
  const transaction = db.transaction((...given: Given) => {
    Error.stackTraceLimit = stackTraceLimit;
    return write(...given);
  });
  return (...given) => {
    doNotWait.get();
    Error.stackTraceLimit = 0;
    try {
      return transaction.immediate(...given);
    } catch (cause) {
      if (isBusy(cause)) return 'busy';
      throw cause;
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
      waitAgain.get();
    }
  };
}

export function isBusy(cause: unknown): boolean {
  return cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY');
}
