import { statSync } from 'node:fs';
import { Fault } from '../../domain/fault.js';

/** `size`, in bytes: what it never falls below while it is open; undefined: it may fall. */
interface Standing {
  path: string;
  inode: bigint;
  size: bigint | undefined;
}

/**
 * Throws `Fault('store-unavailable')` once the file of an open database is no longer the one at its path, or was cut short: SQLite goes on writing
 * to a file that was deleted, and what it writes is lost. `log`: its log must stay in place as well, which is there after the first write.
 */
export function createPlaceWatch(path: string, { log }: { log: boolean }): () => void {
  const standing: readonly Standing[] = [standingOf(path, true), ...(log ? [standingOf(`${path}-wal`, false)] : [])];
  return () => { standing.forEach(requireInPlace); };
}

function standingOf(path: string, hasSize: boolean): Standing {
  const found = find(path);
  if (found === undefined) throw gone(path);
  return { path, inode: found.ino, size: hasSize ? found.size : undefined };
}

function requireInPlace(standing: Standing): void {
  const { path, inode, size } = standing;
  const found = find(path);
  if (found?.ino !== inode) throw gone(path);
  if (size === undefined) return;
  if (found.size < size) throw new Fault('store-unavailable', `\`${path}\` was cut short while it was open: put back what was there and start again`);
  standing.size = found.size;
}

function find(path: string): { ino: bigint; size: bigint } | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false });
}

function gone(path: string): Fault {
  return new Fault('store-unavailable', `\`${path}\` was moved, replaced or deleted while it was open: put it back, or start again`);
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
