import type { Chance } from './describe-faults.js';

/** Something that was done to a file, or (`sync` of a folder) to the names in it. */
export type DiskEvent =
  | { kind: 'write'; path: string; at: number; bytes: Buffer }
  | { kind: 'truncate'; path: string; length: number }
  | { kind: 'create' | 'unlink'; path: string }
  /** a sync makes safe what was done before it began: without `sync-begin` of the same thread it took no time */
  | { kind: 'sync-begin' | 'sync'; path: string; thread: string }
  | { kind: 'rename'; path: string; to: string };

type Change = Extract<DiskEvent, { kind: 'write' | 'truncate' }>;

interface File {
  /** what a power cut leaves for certain */
  safe: Buffer;
  /** what was done since, in order */
  pending: Change[];
  /** of each thread that is syncing: what was pending when it began */
  begun: Map<string, ReadonlySet<Change>>;
}

/** A disk that keeps for certain only what was synced: of a file its content, of a folder the names in it. */
export interface Disk {
  names: Map<string, File>;
  safeNames: Map<string, File>;
  /** how the names stood after each change since */
  pendingNames: Map<string, File>[];
}

const SECTOR = 512;

/** A disk on which everything is safe. */
export function diskOf(files: ReadonlyMap<string, Buffer>): Disk {
  const names = new Map([...files].map(([path, safe]): [string, File] => [path, fileOf(safe)]));
  return { names, safeNames: names, pendingNames: [] };
}

function fileOf(safe: Buffer): File {
  return { safe, pending: [], begun: new Map() };
}

export function happen(disk: Disk, event: DiskEvent): void {
  const file = disk.names.get(event.path);
  switch (event.kind) {
    case 'write':
    case 'truncate':
      file?.pending.push(event);
      return;
    case 'sync-begin':
      file?.begun.set(event.thread, new Set(file.pending));
      return;
    case 'sync':
      if (file === undefined) makeNamesSafe(disk);
      else makeSafe(file, event.thread);
      return;
    case 'create':
      if (file === undefined) rename(disk, (names) => names.set(event.path, fileOf(Buffer.alloc(0))));
      return;
    case 'unlink':
      rename(disk, (names) => names.delete(event.path));
      return;
    case 'rename':
      rename(disk, (names) => {
        names.delete(event.path);
        if (file !== undefined) names.set(event.to, file);
      });
  }
}

function rename({ names, pendingNames }: Disk, change: (names: Map<string, File>) => void): void {
  change(names);
  pendingNames.push(new Map(names));
}

function makeNamesSafe(disk: Disk): void {
  disk.safeNames = new Map(disk.names);
  disk.pendingNames = [];
}

function makeSafe(file: File, thread: string): void {
  const begun = file.begun.get(thread);
  const isSafe = (change: Change): boolean => begun?.has(change) ?? true;
  file.safe = changed(file.safe, file.pending.filter(isSafe));
  file.pending = file.pending.filter((change) => !isSafe(change));
  file.begun.delete(thread);
}

/** The files after a power cut: what was synced, and with `luck` some of the rest, each write whole, torn between sectors, or not at all. */
export function cutPower({ safeNames, pendingNames }: Disk, luck?: Chance): Map<string, Buffer> {
  const names = [safeNames, ...pendingNames][luck?.between(0, pendingNames.length) ?? 0] ?? safeNames;
  return new Map([...names].map(([path, { safe, pending }]) => [path, luck === undefined ? safe : changed(safe, survivors(pending, luck))]));
}

function survivors(pending: readonly Change[], { next, between }: Chance): Change[] {
  return pending.filter(() => next() < 0.5).flatMap((each) => {
    if (each.kind === 'truncate' || next() < 0.5) return [each];
    const sectors = Array.from({ length: Math.ceil(each.bytes.length / SECTOR) }, (_, index) => index * SECTOR).filter(() => between(0, 1) === 1);
    return sectors.map((from) => ({ ...each, at: each.at + from, bytes: each.bytes.subarray(from, from + SECTOR) }));
  });
}

/** A copy with all of it done: what a power cut leaves is never changed by what happens after it. */
function changed(content: Buffer, changes: readonly Change[]): Buffer {
  const most = changes.reduce((length, each) => Math.max(length, endOf(each)), content.length);
  const copy = Buffer.alloc(most);
  content.copy(copy);
  let length = content.length;
  for (const each of changes) {
    if (each.kind === 'write') each.bytes.copy(copy, each.at);
    else copy.fill(0, each.length);
    length = each.kind === 'write' ? Math.max(length, endOf(each)) : each.length;
  }
  return copy.subarray(0, length);
}

function endOf(each: Change): number {
  return each.kind === 'write' ? each.at + each.bytes.length : each.length;
}
