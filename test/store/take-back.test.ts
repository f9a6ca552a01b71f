import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { auditSchema } from '../../src/store/audit/audit-schema.js';
import { openDatabase, requireDurable } from '../../src/store/sqlite/database.js';
import { takingBack } from '../../src/store/sqlite/take-back.js';
import { caught, storeFolder } from './store-folder.js';
import '../support/product.js';

/** Writes to a log that begins anew, and is killed at once, whether that failed or not. */
const writeAndDie = `
  import { writeSync } from 'node:fs';
  import { auditSchema } from './dist/store/audit/audit-schema.js';
  import { openDatabase } from './dist/store/sqlite/database.js';
  import { takingBack } from './dist/store/sqlite/take-back.js';
  const db = openDatabase(process.argv[1], auditSchema, { busyTimeout: 100 });
  const write = (key) => takingBack(db, () => db.transaction(() => db.prepare('INSERT INTO rule_set VALUES (?, 1)').run(key)).immediate());
  write('before');
  db.pragma('wal_checkpoint(TRUNCATE)');
  writeSync(2, 'now');
  try { write('refused'); } catch (cause) { writeSync(2, ' ' + cause.code); }
  process.kill(process.pid, 'SIGKILL');
`;

describe('what is taken back', () => {
  const folder = storeFolder();

  it('tells why it failed, and what is written afterwards is as safe as before', async () => {
    const db = openDatabase(folder.path('slotguard.db'), auditSchema, { busyTimeout: 0 });
    const failed = new Database.SqliteError('disk I/O error', 'SQLITE_IOERR_FSYNC');
    expect(await caught(() => takingBack(db, () => { throw failed; }))).to.equal(failed);
    db.prepare('INSERT INTO rule_set VALUES (?, ?)').run('a', 'b');
    requireDurable(db);
    db.close();
  });

  it('leaves nothing of itself behind, also where the log was only just begun anew and no sync succeeds any more', function () {
    if (spawnSync('strace', ['-V']).error !== undefined) this.skip();
    const traced = (name: string, ...inject: string[]) => {
      const given = ['-f', '-o', folder.path('trace'), '-e', 'trace=fsync,fdatasync,write', ...inject, process.execPath, '--input-type=module', '-e', writeAndDie, folder.path(name)];
      return spawnSync('strace', given, { encoding: 'utf8' }).stderr;
    };
    expect(traced('counted.db')).to.contain('now').and.not.contain('SQLITE');
    const [before = ''] = readFileSync(folder.path('trace'), 'utf8').split('write(2, "now"');
    const syncs = before.match(/ f(?:data)?sync\(/g)?.length ?? 0;
    // the first one after that is for the beginning of the log, the second for what is written
    for (const failing of [1, 2]) {
      expect(traced(`failing-${failing}.db`, '-e', `inject=fsync,fdatasync:error=EIO:when=${syncs + failing}+`)).to.contain('now SQLITE_IOERR_FSYNC');
      const db = new Database(folder.path(`failing-${failing}.db`));
      expect(db.prepare('SELECT version FROM rule_set').pluck().all(), `from sync ${failing}`).to.deep.equal(['before']);
      db.close();
    }
  });
});
