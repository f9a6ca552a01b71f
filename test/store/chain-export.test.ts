import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import type { Checkpoint } from '../../src/audit/checkpoint.js';
import type { Span } from '../../src/audit/record.js';
import { auditSchema } from '../../src/store/audit/audit-schema.js';
import { takeCheckpoint } from '../../src/store/audit/chain/chain-place.js';
import { exportFromStore } from '../../src/store/audit/export/export-from-store.js';
import { listExportedFiles } from '../../src/store/audit/export/exported-files.js';
import { verifyFiles } from '../../src/store/audit/export/verify-files.js';
import { openChain } from '../../src/store/audit/chain/open-chain.js';
import { removePruned } from '../../src/store/audit/prune/remove-pruned.js';
import { verifyStore } from '../../src/store/audit/verify/verify-store.js';
import { entriesOf, someEvents } from './audit-history.js';
import { chainFiles, spoil, verify, writeEntries } from './chain-file.js';
import { caught } from './store-folder.js';

const events = someEvents(120);
const entries = entriesOf(events);
const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');

/** A second reading of the export, which knows nothing but what its help says: the records, or the line that does not hold. */
function readPlainly(text: string): { records: Record<string, unknown>[]; wrong: number | null } {
  const records: Record<string, unknown>[] = [];
  let before: string | undefined;
  for (const [index, line] of text.trimEnd().split('\n').entries()) {
    const cut = line.lastIndexOf(',"chain":');
    const { chain } = JSON.parse(line) as { chain: { seq: number; before: string; link: string; mpxn?: string; salt?: string } };
    const record = JSON.parse(`${line.slice(0, cut)}}`) as Record<string, unknown> & { evidence?: { mpxnCommitment?: string } };
    const isRight = sha256(`${chain.before}\n${line.slice(0, cut)}}`) === chain.link && (before ?? chain.before) === chain.before;
    const isCommitted = chain.mpxn === undefined || sha256(`${chain.salt}\n${chain.mpxn}`) === record.evidence?.mpxnCommitment;
    if (!isRight || !isCommitted) return { records, wrong: index + 1 };
    before = chain.link;
    records.push(record);
  }
  return { records, wrong: null };
}

describe('an export of the audit', () => {
  const files = chainFiles();
  let store = '';
  before(() => { store = files.write('whole.db', entries); });

  async function exportTo(file: string, span: Span = {}, clearMpxn = false): Promise<string> {
    const path = files.path(file);
    await exportFromStore(store, { span, clearMpxn, path, write: (text) => {
      const bytes = Buffer.from([...text].join(''));
      const written = file.endsWith('.gz') ? gzipSync(bytes) : bytes;
      writeFileSync(path, written);
      return Promise.resolve(sha256(written));
    } });
    return path;
  }

  it('holds by a plain reading, with every record in the order of writing and no MPxN', async () => {
    const { records, wrong } = readPlainly(readFileSync(await exportTo('plain.ndjson'), 'utf8'));
    expect([records.length, wrong]).to.deep.equal([120, null]);
    const read = records.map((record) => (record.decisionId !== undefined && record.kind === 'decision' ? record.decisionId : record.attemptId));
    expect(read).to.deep.equal(entries.map((entry) => (entry.kind === 'decision' ? entry.decisionId : entry.attemptId)));
    expect(JSON.stringify(records)).not.to.contain('0012345678901');
  });

  it('begins with what the chain of the store begins with', async () => {
    const first = JSON.parse(readFileSync(await exportTo('first.ndjson'), 'utf8').split('\n')[0]!) as { chain: { before: string } };
    expect(first.chain.before).to.equal(sha256(`slotguard audit ${(await verify(store)).store}`));
  });

  it('holds by sha256sum and sed alone', async () => {
    const path = await exportTo('shell.ndjson');
    const script = `tail -n 3 "$1" | while IFS= read -r line; do
      before=$(printf '%s' "$line" | sed -E 's/.*"before":"([0-9a-f]+)".*/\\1/'); link=$(printf '%s' "$line" | sed -E 's/.*"link":"([0-9a-f]+)".*/\\1/')
      text=$(printf '%s' "$line" | sed -E 's/(.*),"chain":.*/\\1}/'); found=$(printf '%s\\n%s' "$before" "$text" | sha256sum | cut -c1-64)
      [ "$found" = "$link" ] && echo holds || echo broken; done`;
    expect(execFileSync('bash', ['-c', script, 'bash', path]).toString()).to.equal('holds\nholds\nholds\n');
  });

  it('has MPxNs in clear only where asked for, and they are those that the records commit themselves to', async () => {
    const text = gunzipSync(readFileSync(await exportTo('clear.ndjson.gz', {}, true))).toString();
    expect(readPlainly(text).wrong).to.equal(null);
    expect(text.split('"mpxn":"0012345678901"').length - 1).to.equal(entries.filter((entry) => entry.kind === 'decision' && entry.evidence.mpxn !== null).length);
  });

  it('of a span goes from its first record to its last, and several continue each other', async () => {
    const middle = Date.parse('2026-04-01T00:00:00Z');
    const parts = [await exportTo('a.ndjson.gz', { to: middle }), await exportTo('b.ndjson', { from: middle })];
    const textOf = (path: string) => (path.endsWith('.gz') ? gunzipSync(readFileSync(path)) : readFileSync(path)).toString();
    const seqOf = (line: string) => (JSON.parse(line) as { chain: { seq: number } }).chain.seq;
    const numbers = parts.map((path) => textOf(path).trimEnd().split('\n').map(seqOf));
    const outside = (numbers[0] ?? []).filter((seq) => {
      const entry = entries[seq - 1]!;
      return Date.parse(entry.kind === 'decision' ? entry.decidedAt : entry.attemptedAt) >= middle;
    });
    expect(numbers[0]?.[0]).to.equal(1);
    expect(numbers[1]?.at(-1)).to.equal(120);
    expect(outside.length).to.be.below(20);
    const { records, wrong } = readPlainly(readFileSync(parts[1]!, 'utf8'));
    expect([records.length, wrong]).to.deep.equal([numbers[1]?.length, null]);
  });

  it('is read back, is noted as read back with SHA-256 of its bytes, and once more changes nothing', async () => {
    const [masked, clear] = [await exportTo('masked.ndjson'), await exportTo('all.ndjson.gz', {}, true)];
    for (const path of [masked, clear, clear]) expect((await verify(store, [path])).holds).to.equal(true);
    const db = openChain(store);
    const noted = listExportedFiles(db).filter(({ path }) => [masked, clear].includes(path));
    db.close();
    const told = noted.map(({ path, sha256: digest, first, last, hasMpxn, verifiedAt }) => [path, digest, first, last, hasMpxn, verifiedAt !== null]);
    expect(told.sort()).to.deep.equal([
      [clear, sha256(readFileSync(clear)), 1, 120, true, true], [masked, sha256(readFileSync(masked)), 1, 120, false, true],
    ].sort());
  });

  const lines = (change: (all: string[]) => string[]) => (text: string) => `${change(text.trimEnd().split('\n')).join('\n')}\n`;
  const changes: Record<string, [(text: string) => string, RegExp]> = {
    'a byte is changed': [(text) => text.replace('"via":"http"', '"via":"HTTP"'), /^line 1 is no whole line/],
    'a line is missing': [lines((all) => all.toSpliced(4, 1)), /^line 5, record 6, stands where record 5 belongs/],
    'a line is there twice': [lines((all) => all.toSpliced(4, 0, all[3]!)), /^line 5, record 4, stands where record 5 belongs/],
    'two lines are exchanged': [lines((all) => all.toSpliced(4, 2, all[5]!, all[4]!)), /^line 5, record 6, stands where/],
    'its last line does not end': [(text) => text.slice(0, -1), /^line 120 is no whole line/],
    'it is of another store': [(text) => reseal(text), /^line 1, record 1, is not what the store holds/],
    'a line has no end': [(text) => text + ' '.repeat(40_000_000), /^line 121 is no whole line/],
    'it is empty': [() => '', /holds no record/],
    'it is something else': [() => 'seq,link\n1,2\n', /^line 1 is no whole line/],
    'an MPxN is another': [(text) => text.replace('"mpxn":"0012345678901"', '"mpxn":"0012345678902"'), /carries an MPxN that is not/],
  };
  for (const [name, [change, problem]] of Object.entries(changes)) {
    it(`is not taken for one when ${name}`, async () => {
      const path = await exportTo('changed.ndjson', {}, true);
      writeFileSync(path, change(readFileSync(path, 'utf8')));
      const { holds, files: [file] } = await verify(store, [path]);
      expect(holds).to.equal(false);
      expect(file?.problem).to.match(problem);
    });
  }

  const [readme = ''] = /(?<=```python\n).*?(?=```)/s.exec(readFileSync('README.md', 'utf8')) ?? [];
  const isProvedByReadme = (text: string) => {
    writeFileSync(files.path('audit.ndjson.gz'), gzipSync(text));
    return spawnSync('python3', ['-c', readme], { cwd: dirname(store) }).status === 0;
  };

  it('holds by the lines of Python that the README gives, masked and in clear, and not where it is changed', async function () {
    if (spawnSync('python3', ['--version']).status !== 0) this.skip();
    const [masked, clear] = [readFileSync(await exportTo('by-hand.ndjson'), 'utf8'), readFileSync(await exportTo('by-hand-clear.ndjson', {}, true), 'utf8')];
    expect([masked, clear].map(isProvedByReadme)).to.deep.equal([true, true]);
    const altered = Object.entries({ ...changes, 'a number is another': [(text: string) => text.replace('"chain":{"seq":7,', '"chain":{"seq":8,')] as const });
    const missed = altered.filter(([, [change]]) => isProvedByReadme(change(clear))).map(([name]) => name);
    expect(missed).to.deep.equal(['it is of another store', 'it is empty']);
  });

  it('shows a store that was rewritten as a whole', async () => {
    const path = await exportTo('kept.ndjson');
    const other = files.write('other.db', entriesOf(someEvents(120)).map((entry, index) => (index === 60 ? { ...entry, via: 'cli' as const } : entry)));
    spoil(other, (db) => db.exec(`ATTACH '${store}' AS whole; UPDATE head SET origin = (SELECT origin FROM whole.head)`));
    expect((await verify(other, [path])).files[0]?.problem).to.match(/^line \d+, record \d+, is not what the store holds/);
  });

  it('shows the record that was altered in the store, whatever stands beside it', async () => {
    const path = await exportTo('before.ndjson');
    const copy = files.copy(store);
    spoil(copy, (db) => db.exec(`UPDATE entry SET record = replace(record, '"via":"http"', '"via":"cli"') WHERE seq = 70`));
    expect((await verify(copy, [path])).files[0]?.problem).to.equal('line 70, record 70, is not what the store holds under this number');
  });

  it('says of files that do not continue each other which it is, and of a broken gzip file that it is one', async () => {
    const all = readFileSync(await exportTo('one.ndjson'), 'utf8').trimEnd().split('\n');
    const [a, b] = [files.path('x.ndjson'), files.path('y.ndjson')];
    writeFileSync(a, `${all.slice(0, 10).join('\n')}\n`);
    writeFileSync(b, `${all.slice(11).join('\n')}\n`);
    const { files: told } = await verify(store, [b, a]);
    expect(told.map(({ problem }) => problem)).to.deep.equal([null, `does not continue \`${a}\`, which ends with record 10: it begins with record 12`]);
    writeFileSync(`${a}.gz`, gzipSync('nothing').subarray(0, 20));
    expect(await caught(() => verify(store, [`${a}.gz`]))).to.include({ code: 'data-invalid' });
  });

  it('holds beside others of the same records, with MPxNs masked and in clear, or of spans that overlap', async () => {
    const [masked, clear] = [await exportTo('masked.ndjson'), await exportTo('clear.ndjson', {}, true)];
    const lines = readFileSync(masked, 'utf8').split(/(?<=\n)/);
    const cut = (name: string, from: number, to: number): string => {
      const path = files.path(name);
      writeFileSync(path, lines.slice(from, to).join(''));
      return path;
    };
    const told = await verify(store, [cut('middle.ndjson', 20, 70), masked, clear, cut('start.ndjson', 0, 40)]);
    expect([told.holds, told.files.map(({ problem }) => problem)]).to.deep.equal([true, [null, null, null, null]]);
    const lacking = await verify(store, [cut('first.ndjson', 0, 50), cut('within.ndjson', 10, 20), cut('late.ndjson', 60, 120)]);
    expect(lacking.files.map(({ problem }) => problem)).to.deep.equal([null, null, `does not continue \`${files.path('first.ndjson')}\`, which ends with record 50: it begins with record 61`]);
  });

  it('is not disturbed by records that are written meanwhile', async () => {
    const busy = files.write('busy.db', entriesOf(someEvents(60)));
    const more = entriesOf(someEvents(90)).slice(60);
    let text = '';
    await exportFromStore(busy, { span: {}, clearMpxn: false, path: 'x', write: (parts) => {
      for (const part of parts) {
        text += part;
        writeEntries(busy, more.splice(0, 10));
      }
      return Promise.resolve(sha256(text));
    } });
    expect(readPlainly(text)).to.deep.include({ wrong: null }).and.to.have.property('records').with.length(60);
    expect((await verify(busy)).holds).to.equal(true);
  });

  it('is read back also where what it holds leaves the store meanwhile', async () => {
    const file = await exportTo('leaving.ndjson');
    const copy = files.copy(store);
    const db = openChain(copy);
    try {
      const reading = verifyFiles(db, [file]);
      spoil(copy, (pruning) => {
        pruning.exec('INSERT INTO pruned SELECT 1, 70, 0, origin FROM head');
        removePruned(pruning);
      });
      expect((await reading).files[0]).to.deep.include({ first: 1, last: 120, problem: undefined });
    } finally {
      db.close();
    }
  });

  it('and a checkpoint are gone through by the chain that they were taken of, and by no other', async () => {
    const db = openChain(store);
    const checkpoint = takeCheckpoint(db);
    db.close();
    const tell = async (given: Checkpoint) => (await verifyStore(store, { files: [], checkpoint: given })).checkpoint?.problem;
    expect(checkpoint).to.deep.include({ seq: 120, records: 120 });
    expect(await tell(checkpoint)).to.equal(null);
    const middle = JSON.parse(readFileSync(await exportTo('middle.ndjson'), 'utf8').split('\n')[49]!) as { chain: { link: string } };
    expect(await tell({ ...checkpoint, seq: 50, link: middle.chain.link })).to.equal(null);
    expect(await tell({ ...checkpoint, seq: 51, link: middle.chain.link })).to.match(/does not go through the checkpoint: record 51 .* altered since, or others were written in its place after an older backup was put back$/);
    expect(await tell({ ...checkpoint, seq: 121 })).to.match(/record 121 of the checkpoint is not there: the end of the chain was cut off, or an older backup was put back$/);
    expect(await tell({ ...checkpoint, store: 'f'.repeat(32) })).to.match(/of another store/);
    expect((await verifyStore(store, { files: [], checkpoint: 'is not signed' })).checkpoint).to.deep.equal({ seq: null, problem: 'is not signed' });
  });
});

describe('a store whose pages make no sense', () => {
  const files = chainFiles();
  let store = '';
  before(() => { store = files.write('slotguard.db', entries); });

  /** Overwrites where a table begins. */
  function overwrite(table: string): string {
    const copy = files.copy(store);
    const bytes = readFileSync(copy);
    let page = 0;
    spoil(copy, (db) => { page = Number(db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(table)); });
    writeFileSync(copy, bytes.fill(0xff, (page - 1) * auditSchema.pageSize, page * auditSchema.pageSize));
    return copy;
  }

  it('is told as one when it is exported, read back, or its end is asked for', async () => {
    const told = { code: 'audit-unavailable' };
    const out = { clearMpxn: false, path: 'x', write: (text: Iterable<string>) => Promise.resolve(sha256([...text].join(''))) };
    for (const span of [{}, { from: 0 }]) expect(await caught(() => exportFromStore(overwrite('entry'), { span, ...out }))).to.include(told);
    const [spoilt, headless] = [openChain(overwrite('exported_file')), openChain(overwrite('head'))];
    expect(await caught(() => listExportedFiles(spoilt))).to.include(told);
    expect(await caught(() => takeCheckpoint(headless))).to.include(told);
    [spoilt, headless].forEach((db) => { db.close(); });
  });
});

/** The same records in a chain of their own. */
function reseal(text: string): string {
  let before = sha256('slotguard audit another');
  return text.trimEnd().split('\n').map((line) => {
    const cut = line.lastIndexOf(',"chain":');
    const { chain } = JSON.parse(line) as { chain: object };
    const place = { ...chain, before, link: sha256(`${before}\n${line.slice(0, cut)}}`) };
    before = place.link;
    return `${line.slice(0, cut)},"chain":${JSON.stringify(place)}}\n`;
  }).join('');
}
