import { existsSync, statSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { Fault } from '../../domain/fault.js';
import { answering } from './answering.js';
import { holdsWholeFile, holdsWholeLog } from './whole.js';

interface Standing {
  path: string;
  inode: bigint;
  /** bytes */
  size: bigint;
  /** Whether it has all that belongs there, although it became smaller. May throw: then that is not known yet. */
  isWhole: () => boolean;
  /** It was once not whole: SQLite makes a file that was cut short as long as before, with nothing in it. */
  wasCut: boolean;
}

/**
 * Throws `Fault('store-unavailable')` once the file of an open database is no longer the one at its path, or was cut short: SQLite goes on writing
 * to a file that was deleted, and what it writes is lost. `log`: its log must stay in place as well, and what goes with that, which other processes
 * take their turns by: both are there after the first write. Ask before writing, too: what is written would hide that a log was cut short.
 * `path`: by which others open it, which may be a link that comes to name another file.
 */
export function createPlaceWatch(db: Database, { path, log }: { path: string; log: boolean }): () => void {
  const file = standingOf(path, holdsWholeFile(db));
  const beside = log ? [standingOf(`${db.name}-wal`, holdsWholeLog(db)), standingOf(`${db.name}-shm`, () => true)] : [];
  return () => { [file, ...beside].forEach(requireInPlace); };
}

function standingOf(path: string, isWhole: Standing['isWhole']): Standing {
  const found = find(path);
  if (found === undefined) throw gone(path);
  return { path, inode: found.ino, size: found.size, isWhole, wasCut: false };
}

function requireInPlace(standing: Standing): void {
  const { path, inode, size } = standing;
  const found = find(path);
  if (found?.ino !== inode) throw gone(path);
  if (found.size < size) standing.wasCut ||= answering('store-unavailable', () => isCut(standing));
  if (standing.wasCut) throw new Fault('store-unavailable', `\`${path}\` was cut short while it was open: put back what was there and start again`);
  standing.size = found.size;
}

/** Looked at more than once: another process may write in between. */
function isCut({ isWhole }: Standing): boolean {
  return !isWhole() && !isWhole();
}

/** Which file is at `path`: another one in its place would be told otherwise. Throws where there is none. */
export function identifyFile(path: string): string {
  return nameOf(statSync(path, { bigint: true }));
}

/**
 * Throws `Fault('store-unavailable')` where the file at `path` is no longer the one that was there when this was made, or that `identity` tells of. Made
 * before a file is opened and asked once it is watched, it makes sure that both are of one file; one that is only laid out then may be any.
 */
export function createSameFile(path: string, identity = identifyIfThere(path)): () => void {
  return () => {
    if (identity !== undefined && identifyIfThere(path) !== identity) {
      throw new Fault('store-unavailable', `\`${path}\` was moved, replaced or deleted meanwhile: put it back, or start again`);
    }
  };
}

function identifyIfThere(path: string): string | undefined {
  const found = existsSync(path) ? find(path) : undefined;
  return found === undefined ? undefined : nameOf(found);
}

function nameOf({ dev, ino }: { dev: bigint; ino: bigint }): string {
  return `${dev}:${ino}`;
}

function find(path: string): { dev: bigint; ino: bigint; size: bigint } | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false });
}

function gone(path: string): Fault {
  return new Fault('store-unavailable', `\`${path}\` was moved, replaced or deleted while it was open: put it back, or start again; where another is to take its place, stop first, and move away the \`-wal\` and \`-shm\` of the old one`);
}

const millisecondsBetween = 250;

/** The same, looked at no more often than a few times a second. */
export function atTimes(requireInPlace: () => void): () => void {
  let lookAt = 0;
  return () => {
    const now = performance.now();
    if (now < lookAt) return;
    requireInPlace();
    lookAt = now + millisecondsBetween;
  };
}
