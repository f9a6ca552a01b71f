import Database from 'better-sqlite3';

/** Does something while whoever listens hears of every pragma, just before any connection carries it out. */
export async function hearingPragmas(hear: (db: Database.Database, pragma: unknown) => void, act: () => unknown): Promise<void> {
  const { pragma } = Database.prototype as { pragma: (this: Database.Database, ...given: unknown[]) => unknown };
  Object.assign(Database.prototype, {
    pragma(this: Database.Database, ...given: unknown[]) {
      hear(this, given[0]);
      return pragma.apply(this, given);
    },
  });
  try {
    await act();
  } finally {
    Object.assign(Database.prototype, { pragma });
  }
}
