import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { noteExportedFile } from '../../src/store/audit/export/exported-files.js';
import { exportFromStore } from '../../src/store/audit/export/export-from-store.js';
import { auditRecord } from './audit-records.js';
import { chainFiles, spoil, verify } from './chain-file.js';
import { exportingTo, prune } from './prune-and-export.js';

describe('a file of which the store knows nothing yet', () => {
  const files = chainFiles();
  let store = '';
  let masked: string[] = [];
  let clear: string[] = [];
  const nobody = { userRole: null, deviceType: null, deviceStatus: null, mpxn: null, registeredOperator: null, responsibleParty: null };

  async function linesOf(clearMpxn: boolean): Promise<string[]> {
    const path = files.path('exported.ndjson');
    await exportFromStore(store, { span: {}, clearMpxn, path, write: (text) => {
      writeFileSync(path, [...text].join(''));
      return Promise.resolve('f'.repeat(64));
    } });
    return readFileSync(path, 'utf8').split(/(?<=\n)/);
  }

  before(async () => {
    store = files.write('whole.db', [auditRecord(1), auditRecord(2, { evidence: nobody }), auditRecord(3)]);
    [masked, clear] = [await linesOf(false), await linesOf(true)];
  });

  const cases: readonly (readonly [what: string, lines: () => string[], told: object])[] = [
    ['with MPxNs where all are in clear', () => clear, { first: 1, last: 3, hasMpxn: true }],
    ['without MPxNs where all are masked', () => masked, { first: 1, last: 3, hasMpxn: false }],
    ['without MPxNs where the last is masked', () => [...clear.slice(0, 2), ...masked.slice(2)], { first: 1, last: 3, hasMpxn: false }],
    ['without MPxNs where the first is masked', () => [...masked.slice(0, 1), ...clear.slice(1)], { first: 1, last: 3, hasMpxn: false }],
    ['with MPxNs where there is none to mask', () => masked.slice(1, 2), { first: 2, last: 2, hasMpxn: true }],
  ];
  for (const [index, [what, lines, told]] of cases.entries()) {
    it(`is read back as one ${what}`, async () => {
      const path = files.path(`${index}.ndjson`);
      writeFileSync(path, lines().join(''));
      expect((await verify(store, [path])).files[0]).to.deep.include({ ...told, problem: null });
    });
  }
});

describe('a file of what has left the store', () => {
  const files = chainFiles();
  const exportAll = exportingTo(files);
  const recordsOf = (number: number) => ['2026-01-10', '2026-01-20', '2026-02-10'].map((day, index) => auditRecord(number + index, { at: Date.parse(day) }));
  let store = '';
  let lines: string[] = [];
  let forged: string[] = [];
  const cutUp = async (path: string): Promise<string[]> => readFileSync(await exportAll(path, { clearMpxn: false }), 'utf8').split(/(?<=\n)/);
  const alone = 'cannot be proved alone, as its records have left the store: name the files after it, too, up to record 2';

  before(async () => {
    store = files.write('left.db', recordsOf(1));
    [lines, forged] = [await cutUp(store), await cutUp(files.write('other.db', recordsOf(11)))];
    expect((await prune(store, { before: '2026-02-01', withoutMpxn: true })).removed).to.equal(2);
    spoil(store, () => undefined);
  });

  /** By a copy of the store, as it notes what was read back. */
  async function problemsOf(...texts: readonly (readonly string[])[]): Promise<unknown[]> {
    const paths = texts.map((text, index) => {
      writeFileSync(files.path(`${index}.ndjson`), text.join(''));
      return files.path(`${index}.ndjson`);
    });
    return (await verify(files.copy(store), paths)).files.map(({ problem }) => problem);
  }

  it('is proved by what the chain goes on from, or by the files after it', async () => {
    expect(await problemsOf(lines.slice(0, 2))).to.deep.equal([null]);
    expect(await problemsOf(lines.slice(1, 2))).to.deep.equal([null]);
    expect(await problemsOf(lines)).to.deep.equal([null]);
    expect(await problemsOf(lines.slice(0, 1), lines.slice(1))).to.deep.equal([null, null]);
    expect(await problemsOf(lines.slice(0, 1), lines.slice(1, 2))).to.deep.equal([null, null]);
  });

  it('is not proved where another chain has as many records, or what is between is not named', async () => {
    expect(await problemsOf(forged.slice(0, 2))).to.deep.equal([alone]);
    expect(await problemsOf(forged.slice(0, 1))).to.deep.equal([alone]);
    expect(await problemsOf(lines.slice(0, 1))).to.deep.equal([alone]);
    expect((await problemsOf(forged.slice(0, 1), lines.slice(1, 2))).every((problem) => problem === null)).to.equal(false);
    expect((await problemsOf(lines.slice(0, 1), forged.slice(1, 2))).every((problem) => problem !== null)).to.equal(true);
    expect((await problemsOf([...forged.slice(0, 2), ...lines.slice(2)]))[0]).to.match(/^line 3, record 3, does not follow the record before it$/);
  });

  it('is proved alone where it was read back while its records were there, and not where it was only exported then', async () => {
    const text = lines.slice(0, 1);
    const note = (verifiedAt: number | null): void => {
      const sha256 = createHash('sha256').update(text.join('')).digest('hex');
      spoil(store, (db) => { noteExportedFile(db, { sha256, path: '', first: 1, last: 1, link: '', hasMpxn: false, exportedAt: 1, verifiedAt }); });
    };
    note(null);
    expect(await problemsOf(text)).to.deep.equal([alone]);
    note(1);
    expect(await problemsOf(text)).to.deep.equal([null]);
  });
});
