import { type Dirent, readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { Fault, type FaultCode } from '../domain/fault.js';

/**
 * What lies in a folder and in its folders, without these folders. A link to a folder is listed and not followed, as it may lead round and round: a
 * recursive `readdirSync` follows it, in Node 22 and newer always. Throws as `readdirSync` does.
 */
export function listFolder(folder: string, isPassedOver: (name: string) => boolean = () => false): Dirent[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !isPassedOver(name))
    .flatMap((entry) => (entry.isDirectory() ? listFolder(join(folder, entry.name), isPassedOver) : [entry]));
}

/** What `list` finds. Where the user of this process may not look into a folder, throws `Fault(code)` with the message, which names it. */
export function unlessDenied<T>(list: () => T, code: FaultCode, message: string): T {
  try {
    return list();
  } catch (cause) {
    const { code: why, path } = cause as NodeJS.ErrnoException;
    if ((why !== 'EACCES' && why !== 'EPERM') || path === undefined) throw cause;
    throw new Fault(code, message, [{ at: path, problem: 'permission is denied: let slotguard look into the folder' }], { cause });
  }
}

export const isHidden = (name: string): boolean => name.startsWith('.');

export function pathOf({ parentPath, name }: Dirent): string {
  return join(parentPath, name);
}

/** Of what a link leads to; undefined where there is nothing to be seen: whoever reads it says why. */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** What is told of what is neither a file nor a folder: reading it could wait without end. */
export const notRead = 'a named pipe, a socket or a device is not read: put a file here, or move it elsewhere';
