import { once } from 'node:events';
import { copyFileSync, existsSync, readFileSync, renameSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import workerThreads, { type Worker } from 'node:worker_threads';
import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { auditSchema } from '../../src/store/audit/audit-schema.js';
import { openDatabase } from '../../src/store/sqlite/database.js';
import { type WalCheckpoints, createWalCheckpoints } from '../../src/store/sqlite/wal-checkpoints.js';
import { auditRecord } from './audit-records.js';
import { storeFolder } from './store-folder.js';

describe('the log of a store', () => {
  const folder = storeFolder();
  let db: Database.Database;
  let checkpoints: WalCheckpoints;
  let rows = 0;
  beforeEach(() => {
    db = openDatabase(folder.path('audit.db'), auditSchema, { busyTimeout: 1_000 });
    checkpoints = createWalCheckpoints(db);
    rows = 0;
  });
  afterEach(() => {
    checkpoints.end();
    db.close();
  });

  /** Each commits a page or two. */
  function write(count: number): void {
    const insert = db.prepare('INSERT INTO rule_set VALUES (?, ?)');
    for (let left = count; left > 0; left -= 1) {
      insert.run(String((rows += 1)), 'x'.repeat(6_000));
      checkpoints.follow(1);
    }
  }

  const pagesLeftToItself = () => db.pragma('wal_autocheckpoint', { simple: true });

  async function until(what: string, is: () => boolean): Promise<void> {
    for (const end = Date.now() + 15_000; !is(); await setTimeout(5)) expect(Date.now(), what).to.be.below(end);
  }

  async function startThread(): Promise<void> {
    write(40);
    await until('the thread is at work', () => pagesLeftToItself() === 1_000);
  }

  /** What the file holds without its log. */
  function rowsInFile(): number {
    const copy = folder.path('copy.db');
    copyFileSync(db.name, copy);
    const file = new Database(copy);
    try {
      return file.prepare<[], number>('SELECT count(*) FROM rule_set').pluck().get() ?? 0;
    } catch {
      return 0; // caught in the middle of being written
    } finally {
      file.close();
    }
  }

  it('goes into the file beside whoever writes', async () => {
    await startThread();
    db.pragma('wal_autocheckpoint = 0');
    write(200);
    await until('rows come into the file', () => { write(1); return rowsInFile() >= 200; });
  });

  it('begins anew when it is in the file', async () => {
    await startThread();
    const logged = () => (db.pragma('wal_checkpoint(NOOP)') as [{ log: number }])[0].log;
    let most = 0;
    for (let turns = 0; turns < 60; turns += 1) {
      write(20);
      await setTimeout(2);
      most = Math.max(most, logged());
    }
    expect(rows).to.equal(1_240);
    expect(most).to.be.below(2 * 1_240);
    await until('the log is short again', () => { write(1); return logged() < 250; });
  });

  it('is left to whoever writes once the thread has died, which holds nobody up', async () => {
    const threads = await threadsOf(startThread);
    const died = once(threads[0]!, 'exit');
    await threads[0]!.terminate();
    await died;
    expect(pagesLeftToItself()).to.equal(250);
    write(200);
    expect(rowsInFile()).to.be.at.least(100);
    const begin = performance.now();
    checkpoints.end();
    expect(performance.now() - begin).to.be.below(1_000);
  });

  it('is left to whoever writes where no thread can be started', () => {
    const { Worker } = workerThreads;
    workerThreads.Worker = function refuse() { throw new Error('no more threads'); } as unknown as typeof Worker;
    syncBuiltinESMExports();
    try {
      write(200);
    } finally {
      workerThreads.Worker = Worker;
      syncBuiltinESMExports();
    }
    expect(pagesLeftToItself()).to.equal(250);
    expect(rowsInFile()).to.be.at.least(100);
  });

  it('is left to whoever writes where the thread finds no file', async () => {
    db.pragma('wal_autocheckpoint = 0');
    renameSync(db.name, folder.path('away.db'));
    write(40);
    await until('the thread has failed', () => pagesLeftToItself() === 250);
  });

  it('is let go of at once, also where a reader keeps it from the file', async () => {
    await startThread();
    const reader = new Database(db.name, { readonly: true });
    reader.exec('BEGIN; SELECT count(*) FROM rule_set');
    write(80);
    await setTimeout(50);
    const begin = performance.now();
    checkpoints.end();
    expect(performance.now() - begin).to.be.below(1_000);
    reader.close();
  });

  it('is let go of at once, also by a thread that was only just started', async () => {
    write(40);
    checkpoints.end();
    db.close();
    await setTimeout(200);
    expect(existsSync(folder.path('audit.db-wal'))).to.equal(false);
  });

  it('is left alone by a thread that finds another file in the place of its own', async () => {
    write(1);
    db.pragma('wal_checkpoint(TRUNCATE)');
    copyFileSync(db.name, folder.path('backup.db'));
    db.pragma('wal_autocheckpoint = 0');
    write(40);
    renameSync(db.name, folder.path('old.db'));
    copyFileSync(folder.path('backup.db'), db.name);
    await until('the thread has begun, or has left it', () => pagesLeftToItself() !== 0);
    expect(pagesLeftToItself()).to.equal(250);
    checkpoints.end();
    expect(existsSync(`${db.name}-wal`)).to.equal(true);
    expect(readFileSync(db.name).equals(readFileSync(folder.path('backup.db')))).to.equal(true);
  });

  it('goes into the file by a thread in every store that records many decisions, and in no other', async () => {
    const store = folder.store();
    expect(await threadsOf(() => { store.audit.append([auditRecord(1)]); })).to.have.length(0);
    let begun: Promise<unknown> | undefined;
    process.once('worker', (thread: Worker) => { begun = once(thread, 'message'); });
    const threads = await threadsOf(() => {
      for (let number = 2; number < 100; number += 1) store.audit.append([auditRecord(number)]);
    });
    expect(threads).to.have.length(1);
    await begun;
    const gone = once(threads[0]!, 'exit');
    store.close();
    expect(existsSync(folder.path('slotguard.db-wal'))).to.equal(false);
    await gone;
  });

  async function threadsOf(act: () => unknown): Promise<Worker[]> {
    const threads: Worker[] = [];
    const note = (thread: Worker) => threads.push(thread);
    process.on('worker', note);
    await act();
    await setTimeout(1);
    process.off('worker', note);
    return threads;
  }
});
