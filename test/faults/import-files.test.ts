import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { type Desk, setUpDesk } from '../cli/run-command.js';
import { chance, describeFaults, isFull } from './describe-faults.js';
import { noteFigures } from './figures.js';

const header = 'mpxn,network_operator,supplier,effective_from,effective_to';
const rowsOf = (count: number, operator: string) => Array.from({ length: count }, (_, index) => `${1_000_000 + index},${operator},,2024-01-01,`);
const fileOf = (rows: readonly string[]) => Buffer.from([header, ...rows, ''].join('\n'));
const count = 1_000;
const cuts = isFull ? 200 : 10;

/** Files that must not take the place of the rows that are there. */
function badFiles(): (readonly [name: string, bytes: Buffer])[] {
  const { between } = chance();
  const rows = rowsOf(count, 'NEW');
  const whole = fileOf(rows);
  const packed = gzipSync(whole);
  const text = whole.toString();
  return [
    ...Array.from({ length: cuts }, (): readonly [string, Buffer] => ['cut short in the first half', whole.subarray(0, between(0, whole.length / 2 - 40))]),
    ...Array.from({ length: cuts }, (): readonly [string, Buffer] => ['gzip cut short', packed.subarray(0, between(1, packed.length - 1))]),
    ['UTF-16', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['Latin-1', Buffer.from(text.replace('NEW', 'N\xc9W'), 'latin1')],
    ['a key twice', fileOf([...rows, ...rows.slice(0, 1)])],
    ['two periods that overlap', fileOf([...rows, '1000000,NEW,,2025-01-01,'])],
    ['no rows', fileOf([])],
    ['nothing at all', Buffer.alloc(0)],
    ['fewer than half of the rows', fileOf(rows.slice(0, count / 2 - 1))],
    ['another kind of file', Buffer.from('device_id,device_type\nAA-AA-AA-AA-AA-AA-AA-AA,ESME\n')],
    ['semicolons', Buffer.from(text.replaceAll(',', ';'))],
    ['a page of HTML', Buffer.from('<html><body>Service unavailable</body></html>')],
  ];
}

describeFaults('a file that must not be imported', () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = setUpDesk();
    writeFileSync(join(desk.folder, 'old.csv'), fileOf(rowsOf(count, 'OLD')));
    expect((await desk.run('import', 'registration', join(desk.folder, 'old.csv'))).code).to.equal(0);
  });
  afterEach(() => { desk.remove(); });

  function readState(): string {
    const db = new Database(join(desk.folder, 'slotguard.reference.db'), { readonly: true });
    try {
      return JSON.stringify(['registration', 'participant', 'imported'].map((table) => db.prepare(`SELECT * FROM ${table}`).raw().all()));
    } finally {
      db.close();
    }
  }

  /** The files that changed something, or were not refused with 1 and a sentence. */
  async function findTaken(...options: string[]): Promise<string[]> {
    const file = join(desk.folder, 'new.csv');
    const taken: string[] = [];
    for (const [name, bytes] of badFiles()) {
      const before = readState();
      writeFileSync(file, bytes);
      const { code, err } = await desk.run('import', 'registration', file, '--replace', ...options);
      if (readState() !== before || code !== 1 || !err.includes('new.csv')) taken.push(name);
    }
    return taken;
  }

  it('changes nothing, exits 1 and is named', async () => {
    expect(await findTaken()).to.deep.equal([]);
    noteFigures('survived', 'import of bad files', { rounds: badFiles().length, answered: 0, lost: 0, seen: [...new Set(badFiles().map(([name]) => name))].join(', ') });
  });

  it('would be caught taking the place of more than it brings, and leaving out what it cannot read', async () => {
    const forced = await findTaken('--force');
    expect(forced).to.include.members(['no rows', 'fewer than half of the rows']);
    const skipping = await findTaken('--force', '--skip-bad-rows');
    expect(skipping).to.include.members(['a key twice', 'two periods that overlap', 'Latin-1']);
    noteFigures('caught', 'an import that is forced and leaves bad rows out without being told to', [...new Set([...forced, ...skipping])].join(', '));
  });
});
