import { statSync } from 'node:fs';
import { Fault } from '../domain/fault.js';

/**
 * Before files are read again: a pipe that was read has nothing more to tell, which would pass for an empty file, and one that nobody writes to is waited
 * for without end. Throws `Fault('configuration-invalid')`.
 */
export function refuseOnceOnly(paths: readonly string[]): void {
  const places = paths.filter(isOnceOnly).map((at) => ({ at, problem: 'it is a pipe, a terminal or a device, which is read at the start alone: name a file, or start again' }));
  if (places.length > 0) throw new Fault('configuration-invalid', 'what is no file cannot be read again', places);
}

/** Of what cannot be looked at, whoever reads it says why. */
function isOnceOnly(path: string): boolean {
  try {
    const found = statSync(path);
    return !found.isFile() && !found.isDirectory();
  } catch {
    return false;
  }
}
