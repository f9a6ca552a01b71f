import { closeSync, constants, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { hasDiskFailed } from '../../../domain/disk-failed.js';

/**
 * Has files, and their names, on the disk: whoever wrote them, as a shell or a program that copies does, may have left that to the system, and records leave
 * the store because the files are there. Not every file system lets that be done, nor every folder. Answers why the disk did not take one; null: it took all.
 */
export function makeSafe(paths: readonly string[]): string | null {
  for (const path of paths) {
    try {
      sync(path);
      sync(dirname(path));
    } catch (cause) {
      if (hasDiskFailed(cause)) return `\`${path}\` cannot be made safe on its disk (${(cause as NodeJS.ErrnoException).code ?? ''})`;
    }
  }
  return null;
}

/** A pipe that was read to its end is not waited for. */
function sync(path: string): void {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
