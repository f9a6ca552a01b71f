// What the audit costs as it grows: writing (beside a bare table of the same texts, with no chain and no counts), the Panel's report,
// looking up, verifying and exporting.
//   node bench/audit.mjs --records 10000000 --folder /somewhere/with/room     (about 30 GB; --keep leaves the store there)
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { openStore } from '../dist/store/open-store.js';
import { openStoreToRead } from '../dist/store/open-to-read.js';
import { entryMaker } from './audit-records.mjs';

const { values: options } = parseArgs({
  options: {
    records: { type: 'string', default: '1000000' },
    folder: { type: 'string', default: tmpdir() },
    keep: { type: 'boolean', default: false },
    store: { type: 'string' },
  },
});
const records = Number(options.records);
const group = 64;
const from = Date.UTC(2026, 6, 31, 23);
const to = Date.UTC(2026, 10, 1);
const atOf = (number) => from + Math.floor(((to - from) * number) / records);
const folder = mkdtempSync(join(options.folder, 'slotguard-bench-'));
const path = options.store ?? join(folder, 'audit.db');

try {
  if (!existsSync(path)) await fill();
  await ask();
} finally {
  if (!options.keep) rmSync(folder, { recursive: true, force: true });
}

async function fill() {
  const store = openStore(`sqlite:${path}`);
  const make = entryMaker();
  const bare = openBare(join(folder, 'bare.db'));
  console.log('records      us CPU a record   beside a bare table   ratio   bytes a record');
  for (let number = 0; number < records;) {
    const end = Math.min(records, number + Math.max(100_000, Math.floor(records / 10)));
    const measured = Math.min(number + 50_000, end);
    const groups = [];
    for (; number < measured;) groups.push(Array.from({ length: Math.min(group, measured - number) }, () => make(number, atOf(number++))));
    const ours = cpuOf(() => { for (const each of groups) store.audit.append(each); }) / groups.flat().length;
    const theirs = cpuOf(() => { for (const each of groups) bare(each); }) / groups.flat().length;
    for (; number < end;) store.audit.append(Array.from({ length: Math.min(1_024, end - number) }, () => make(number, atOf(number++))));
    console.log(`${String(number).padEnd(12)} ${ours.toFixed(1).padStart(8)} ${theirs.toFixed(1).padStart(18)} ${(ours / theirs).toFixed(2).padStart(20)} ${(statSync(path).size / number).toFixed(0).padStart(12)}`);
  }
  store.close();
}

/** The texts alone, found by id and by request: no chain, no counts, nothing to list by. */
function openBare(file) {
  const db = new Database(file);
  for (const pragma of ['page_size = 8192', 'journal_mode = WAL', 'synchronous = FULL']) db.pragma(pragma);
  db.exec('CREATE TABLE entry (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, originator TEXT, counter TEXT, record TEXT NOT NULL) STRICT; CREATE INDEX of_request ON entry (originator, counter)');
  const insert = db.prepare('INSERT INTO entry (id, originator, counter, record) VALUES (?, ?, ?, ?)');
  const all = db.transaction((entries) => {
    for (const entry of entries) {
      const id = entry.decisionId === undefined || entry.kind === 'attempt' ? entry.attemptId : entry.decisionId;
      const { originator, requestKey } = entry.request;
      insert.run(id, originator, requestKey.split(':').at(-1), JSON.stringify(entry));
    }
  });
  return (entries) => all.immediate(entries);
}

async function ask() {
  const store = openStore(`sqlite:${path}`);
  const read = openStoreToRead(`sqlite:${path}`);
  const [monthFrom, monthTo] = [Date.UTC(2026, 8, 30, 23), Date.UTC(2026, 10, 1)];
  const panel = (name, span) => show(name, () => {
    const { entries, repeated, rejectedDevices } = read.audit.readPanel({ ...span, devices: 1_000 });
    return `${entries.reduce((sum, each) => sum + each.entries, 0)} entries under ${entries.length} day-headings, ${repeated.length} sent again, ${rejectedDevices.reduce((sum, each) => sum + each.devices, 0)} devices`;
  });
  console.log('\nthe Panel: what a report is counted from');
  panel('October', { from: monthFrom, to: monthTo });
  panel('half a day less at both ends', { from: monthFrom + 43_200_000, to: monthTo - 43_200_000 });
  console.log('\nlooking up: a page of 100');
  const list = (name, query) => show(name, () => `${store.audit.listDecisions({ limit: 100, ...query }).decisions.length} found`);
  list('newest', {});
  list('of a large Supplier', { supplier: 'supplier-1' });
  list('of a small Supplier', { supplier: 'supplier-40' });
  list('of a small Supplier, rejected', { supplier: 'supplier-40', decision: 'reject' });
  list('of a reason', { reason: 'unverified' });
  list('of no Supplier', { supplier: 'nobody' });
  list('a Supplier, a reason, a day in August', { supplier: 'supplier-20', reason: 'wrong-network-operator', from: Date.UTC(2026, 7, 10), to: Date.UTC(2026, 7, 11) });
  list('rejected, before September', { decision: 'reject', to: Date.UTC(2026, 8, 1) });
  const deep = store.audit.listDecisions({ limit: 1_000, decision: 'reject' }).nextCursor;
  list('rejected, the eleventh hundred', { decision: 'reject', cursor: deep });
  read.close();
  store.close();
}

/** First and median of 9, in milliseconds. */
function show(name, act) {
  const times = [];
  let told;
  for (let round = 0; round < 9; round += 1) {
    const before = performance.now();
    told = act();
    times.push(performance.now() - before);
  }
  console.log(`${name.padEnd(40)} first ${times[0].toFixed(1).padStart(7)} ms   median ${times.sort((a, b) => a - b)[4].toFixed(1).padStart(7)} ms   ${told}`);
}

function cpuOf(act) {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
