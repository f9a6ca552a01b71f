import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, closeSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { hasDiskFailed } from '../domain/disk-failed.js';
import { Fault } from '../domain/fault.js';
import { whyNot } from './read-input.js';

/**
 * All of it or nothing: where writing fails, a file that was there is as it was, and a new one is not there.
 * Throws `Fault('usage')` where there can be no such file, or is one already and must not be; `Fault('not-written')` where writing failed.
 */
export function writeText(path: string, text: string, { isNew }: { isNew: boolean }): void {
  try {
    const old = isNew ? undefined : statSync(path, { throwIfNoEntry: false });
    if (old === undefined) writeNew(path, text, { flag: isNew ? 'wx' : 'w' });
    else if (old.isFile()) replace(realpathSync(path), text, old);
    else writeFileSync(path, text);
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

function writeNew(path: string, text: string, { flag, mode }: { flag: string; mode?: number }): void {
  const file = openSync(path, flag, mode);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } catch (cause) {
    rmSync(path);
    throw cause;
  } finally {
    closeSync(file);
  }
}

/** What a file is called until it is whole. No two have the same name: of whoever was killed it stays, and in a container every process has the same number. */
export function partialOf(path: string): string {
  return `${path}.${randomBytes(4).toString('hex')}.partial`;
}

/** Where another file can not take its place, as in a folder that takes none, it is written over. */
function replace(path: string, text: string, { mode, uid, gid }: Stats): void {
  const partial = partialOf(path);
  try {
    writeNew(partial, text, { flag: 'wx', mode });
    chownSync(partial, uid, gid);
    chmodSync(partial, mode);
    renameSync(partial, path);
  } catch (cause) {
    rmSync(partial, { force: true });
    if (hasDiskFailed(cause)) throw cause;
    writeFileSync(path, text);
  }
}

/** What another name mends. A full disk, or one that fails, it does not. */
const ofName: readonly (string | undefined)[] = ['ENOENT', 'ENOTDIR', 'EISDIR', 'EEXIST', 'ENAMETOOLONG', 'ELOOP', 'EACCES', 'EPERM', 'EROFS'];

const reasons: ReadonlyMap<string | undefined, string> = new Map([
  ['ENOENT', 'there is no such folder'],
  ['ENOTDIR', 'a part of its path is no folder'],
  ['EEXIST', 'it is there already: name a file that is not, or move it away'],
]);

export function cannotWrite(path: string, cause: unknown): Fault {
  const { code } = cause as NodeJS.ErrnoException;
  return new Fault(ofName.includes(code) ? 'usage' : 'not-written', `\`${path}\` cannot be written: ${reasons.get(code) ?? whyNot(cause)}`, [], { cause });
}
