import Database from 'better-sqlite3';
import { expect } from 'chai';
import { withoutWaiting } from '../../src/store/sqlite/without-waiting.js';
import { storeFolder } from './store-folder.js';

describe('writing without waiting', () => {
  const folder = storeFolder();
  let db: Database.Database;
  let other: Database.Database;
  beforeEach(() => {
    [db, other] = [new Database(folder.path('waiting.db'), { timeout: 400 }), new Database(folder.path('waiting.db'))];
    db.exec('PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS t (x UNIQUE); DELETE FROM t;');
  });
  afterEach(() => { for (const each of [db, other]) each.close(); });

  it('answers `busy` while another process is writing, and what was written once it is done', () => {
    const write = withoutWaiting(db, (x: number) => db.prepare('INSERT INTO t VALUES (?)').run(x).changes);
    other.exec('BEGIN IMMEDIATE');
    expect([write(1), write(2)]).to.deep.equal(['busy', 'busy']);
    other.exec('COMMIT');
    expect(write(3)).to.equal(1);
    expect(db.prepare('SELECT x FROM t').pluck().all()).to.deep.equal([3]);
  });

  it('writes all or nothing, and lets a defect be found where it was made', () => {
    const insert = db.prepare('INSERT INTO t VALUES (?)');
    const write = withoutWaiting(db, function writeTwice(x: number) { for (const each of [x, x]) insert.run(each); });
    let thrown: unknown;
    try {
      write(1);
    } catch (cause) {
      thrown = cause;
    }
    expect(thrown).to.be.instanceOf(Database.SqliteError);
    expect((thrown as Error).stack).to.include('writeTwice');
    expect(db.prepare('SELECT x FROM t').all()).to.deep.equal([]);
  });

  it('leaves everything else that is asked as patient as it was, and errors with their stacks', () => {
    const write = withoutWaiting(db, () => undefined);
    const { stackTraceLimit } = Error;
    other.exec('BEGIN IMMEDIATE');
    write();
    expect(Error.stackTraceLimit).to.equal(stackTraceLimit);
    expect(db.pragma('busy_timeout', { simple: true })).to.equal(400);
    other.exec('COMMIT');
  });
});
