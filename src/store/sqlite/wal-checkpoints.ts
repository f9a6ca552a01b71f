import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import { identifyFile } from './in-place.js';
import { createThreadSignals, roomForSignals } from './thread-signals.js';

/** Has the log of an open database taken into its file by a thread of its own, so that no record waits for that: it takes as long as several commits. */
export interface WalCheckpoints {
  /** Call it when so many records were committed. */
  follow: (records: number) => void;
  /** Call it before the database is closed. Returns when the thread has let go of the file. */
  end: () => void;
}

export interface WalCheckpointTask {
  path: string;
  /** the only file that is to be opened there, as `identifyFile` told it */
  identity: string;
  room: SharedArrayBuffer;
}

/** Pages of the log after which it goes into the file: a few, so that nobody waits long for that, and both stay where they are quick to reach. */
export const CHECKPOINT_PAGES = 250;
/** The same for whoever writes, while there is a thread to do it: as many as there may be where the thread finds no processor. */
const CHECKPOINT_PAGES_BESIDE_THREAD = 1_000;
/** What a commit writes, more or less, beside less than a page for each record. */
const PAGES_OF_COMMIT = 6;

/** The thread is started when there is enough to do for the first time. Where it cannot be, or fails, whoever writes goes on doing it. */
export function createWalCheckpoints(db: Database): WalCheckpoints {
  const room = roomForSignals();
  const identity = identifyFile(db.name);
  const signals = createThreadSignals(room);
  let pages = 0;
  let isStarted = false;

  function startThread(): void {
    const workerData: WalCheckpointTask = { path: db.name, identity, room };
    const thread = new Worker(new URL(`./wal-checkpoint-thread${extname(import.meta.url)}`, import.meta.url), { workerData });
    thread.unref();
    thread.once('message', () => { leave(CHECKPOINT_PAGES_BESIDE_THREAD); });
    thread.once('error', () => undefined);
    thread.once('exit', () => {
      signals.letGo();
      leave(CHECKPOINT_PAGES);
    });
  }

  function leave(mostPages: number): void {
    if (db.open) db.pragma(`wal_autocheckpoint = ${mostPages}`);
  }

  return {
    follow: (records) => {
      pages += PAGES_OF_COMMIT + records;
      if (pages < CHECKPOINT_PAGES) return;
      pages = 0;
      if (!isStarted) unlessItFails(startThread);
      isStarted = true;
      signals.ask();
    },
    end: signals.end,
  };
}

/** What was committed is committed, whatever becomes of the thread. */
function unlessItFails(start: () => void): void {
  try {
    start();
  } catch {
    return;
  }
}
