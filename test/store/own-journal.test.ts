import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { openChain } from '../../src/store/audit/chain/open-chain.js';
import { openStoreToRead } from '../../src/store/open-to-read.js';
import { auditRecord } from './audit-records.js';
import { caught, storeFolder } from './store-folder.js';

const pageSize = 8_192;

describe('a rollback journal beside a file', () => {
  const folder = storeFolder();
  const audit = () => folder.path('slotguard.db');

  /** What is left where the write that it belongs to was broken off. */
  function leaveJournal(pages: number): void {
    const start = Buffer.alloc(512);
    start.write('d9d505f920a163d7', 'hex');
    start.writeUInt32BE(pages, 16);
    start.writeUInt32BE(512, 20);
    start.writeUInt32BE(pageSize, 24);
    writeFileSync(`${audit()}-journal`, start);
  }

  function layOut(records: number): void {
    const store = folder.open();
    for (let number = 0; number < records; number += 1) store.audit.append([auditRecord(number)]);
    store.close();
  }

  it('is refused where a backup was put in the place of a file that was only half laid out', async () => {
    layOut(40);
    leaveJournal(0);
    const before = readFileSync(audit());
    const told = /-journal` is not of .* but of a file that was there before, and nothing was changed: move it away$/;
    for (const open of [() => folder.open(), () => openStoreToRead(`sqlite:${audit()}`), () => openChain(audit())]) expect((await caught(open)).message).to.match(told);
    expect(readFileSync(audit()).equals(before)).to.equal(true);
  });

  it('undoes what was broken off while a file was laid out, and says so to whoever may only read', async () => {
    layOut(0);
    const half = readFileSync(audit());
    half.set([1, 1], 18);
    writeFileSync(audit(), half);
    truncateSync(audit(), 4 * pageSize);
    leaveJournal(0);
    expect((await caught(() => openStoreToRead(`sqlite:${audit()}`))).message).to.match(/only half written: start the service once, which takes that back/);
    expect(folder.open().audit.append([auditRecord(1)])).to.deep.equal([]);
    expect(existsSync(`${audit()}-journal`)).to.equal(false);
  });

  it('undoes a step to WAL that was broken off', () => {
    layOut(40);
    leaveJournal(statSync(audit()).size / pageSize);
    expect(folder.open().audit.listDecisions({ limit: 100 }).decisions).to.have.length(40);
  });

  /** One page, as a file is that was in WAL before anything was in it. */
  function leaveEmptyInWal(): void {
    const empty = new Database(audit());
    empty.pragma(`page_size = ${pageSize}`);
    empty.pragma('journal_mode = WAL');
    empty.close();
    expect(statSync(audit()).size).to.equal(pageSize);
  }

  it('undoes the step to WAL by which a file began', () => {
    leaveEmptyInWal();
    leaveJournal(0);
    expect(folder.open().audit.append([auditRecord(1)])).to.deep.equal([]);
  });

  it('is refused where it is of a larger file than one that only began', async () => {
    leaveEmptyInWal();
    leaveJournal(4);
    expect((await caught(() => folder.open())).message).to.contain('was there before, and nothing was changed');
  });

  it('undoes nothing where nothing was written to it', () => {
    layOut(40);
    writeFileSync(`${audit()}-journal`, '');
    expect(folder.open().audit.listDecisions({ limit: 100 }).decisions).to.have.length(40);
  });
});
