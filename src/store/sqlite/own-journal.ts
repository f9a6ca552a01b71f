import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { Fault } from '../../domain/fault.js';

/** Where what is asked for stands in the first bytes of a journal, and of a file (SQLite file format 1.3 and 3). */
const ofJournal = { magic: 'd9d505f920a163d7', pages: 16, pageSize: 24 };
const ofFile = { writeVersion: 18, wal: 2 };
const bytesAsked = 28;

/**
 * Throws `Fault('store-unavailable')` where the rollback journal beside a file is of another one, as after a backup was put in the place of a file that
 * was only half laid out: SQLite would make the backup what that file was before, which is nothing. A file in WAL has no journal but that of its step to
 * WAL, which keeps its size, or began with it.
 */
export function requireOwnJournal(path: string): void {
  const journal = `${path}-journal`;
  if (!existsSync(path) || !existsSync(journal)) return;
  const start = readStart(journal);
  if (start.toString('hex', 0, 8) !== ofJournal.magic) return;
  // lets go of the locks that this process has on the file, of which there are none: whoever opened it in WAL did away with such a journal
  const isInWal = readStart(path).at(ofFile.writeVersion) === ofFile.wal;
  const { size } = statSync(path);
  const pages = start.readUInt32BE(ofJournal.pages);
  const pageSize = start.readUInt32BE(ofJournal.pageSize);
  if (!isInWal || size === pages * pageSize || (pages === 0 && size <= pageSize)) return;
  throw new Fault('store-unavailable', `\`${journal}\` is not of \`${path}\` but of a file that was there before, and nothing was changed: move it away`);
}

/** Empty where somebody just deleted it. */
function readStart(path: string): Buffer {
  const start = Buffer.alloc(bytesAsked);
  const file = openUnlessGone(path);
  if (file === undefined) return start;
  try {
    readSync(file, start, 0, start.length, 0);
    return start;
  } finally {
    closeSync(file);
  }
}

function openUnlessGone(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    if ((cause as { code?: unknown }).code === 'ENOENT') return undefined;
    throw cause;
  }
}
