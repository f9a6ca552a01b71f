import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { exportFromStore } from '../../src/store/audit/export/export-from-store.js';
import { auditRecord } from './audit-records.js';
import { chainFiles, verify } from './chain-file.js';

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
