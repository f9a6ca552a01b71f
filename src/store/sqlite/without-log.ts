import { closeSync, openSync, readSync } from 'node:fs';
import Database from 'better-sqlite3';

/** The tables that a file was laid out with begin within so many bytes, in one that was vacuumed as well. */
const bytesRead = 512 * 1024;
const header = { pageSize: 16, writeVersion: 18, readVersion: 19, pages: 28 };
/** of a file that has no log */
const rollback = 1;

/**
 * What the beginning of a file itself says, as if no log lay beside it; undefined where that cannot be told, as of tables that are in the log only. SQLite
 * always reads both as one.
 */
export function readWithoutLog<T>(path: string, ask: (db: Database.Database) => T): T | undefined {
  try {
    const db = new Database(asWhole(readBeginning(path)));
    try {
      return ask(db);
    } finally {
      db.close();
    }
  } catch {
    return undefined;
  }
}

function readBeginning(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(bytesRead);
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(file);
  }
}

/** SQLite reads no file that has more pages than there are. */
function asWhole(bytes: Buffer): Buffer {
  const pageSize = bytes.readUInt16BE(header.pageSize);
  const pages = Math.floor(bytes.length / pageSize);
  const whole = Buffer.from(bytes.subarray(0, pages * pageSize));
  whole[header.writeVersion] = rollback;
  whole[header.readVersion] = rollback;
  whole.writeUInt32BE(pages, header.pages);
  return whole;
}
