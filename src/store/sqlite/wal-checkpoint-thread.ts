import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import type { WalCheckpointTask } from './wal-checkpoints.js';
import { identifyFile } from './in-place.js';
import { createThreadSignals } from './thread-signals.js';
import type { LogState } from './whole.js';

/** While it takes in what there is, more is written; what came last is little, and once all of it is in, the log begins anew. */
const MOST_TRIES = 4;

const { path, identity, room } = workerData as WalCheckpointTask;
const signals = createThreadSignals(room);
if (signals.begin()) {
  try {
    workOn(path);
  } finally {
    signals.letGo();
  }
}

function workOn(file: string): void {
  const db = new Database(file, { fileMustExist: true });
  try {
    // looked at while it is open and nothing is read: the log beside it, which is of the old one, would go into the new one
    if (identifyFile(file) !== identity) return;
    db.pragma('synchronous = FULL');
    parentPort?.postMessage('begun');
    while (signals.awaitWork()) takeIn(db);
  } finally {
    db.close();
  }
}

/** Never waits for anybody. Where it fails, the records stay safe in the log, and the next time tries again. */
function takeIn(db: Database.Database): void {
  try {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const [taken] = db.pragma('wal_checkpoint(PASSIVE)') as [LogState];
      if (taken.log === taken.checkpointed) return;
    }
  } catch {
    return;
  }
}
