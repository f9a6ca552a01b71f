import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { nextTurn, storeFolder } from '../store/store-folder.js';
import { chance, describeFaults, isFull } from './describe-faults.js';
import { noteFigures } from './figures.js';
import type { PlantName } from './plants.js';

const count = isFull ? 200_000 : 20_000;
const kills = isFull ? 60 : 3;
/** by chance none of a few kills comes while there is anything to see */
const killsToCatch = isFull ? 60 : 30;

describeFaults('an import in another process', () => {
  const folder = storeFolder();
  const children = new Set<ChildProcess>();
  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
    children.clear();
  });

  interface Importing {
    /** Resolves when one more import has ended. */
    seeOne: () => Promise<unknown>;
    kill: () => Promise<void>;
  }

  /** Replaces all registrations by others, for ever. */
  async function startImporting(...plants: PlantName[]): Promise<Importing> {
    const preload = plants.length > 0 ? ['--import', './test/faults/plants.ts'] : [];
    const program = ['--import', 'tsx', ...preload, 'test/faults/importing-process.ts', `sqlite:${folder.path('slotguard.db')}`, folder.path('odd.csv'), folder.path('even.csv')];
    const child = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, FAULTS_PLANTS: plants.join() } });
    children.add(child);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    expect((await lines.next()).value).to.equal('ready');
    return {
      seeOne: () => lines.next(),
      kill: async () => {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      },
    };
  }

  /** How many registrations the store holds, operator by operator. */
  function readState(): string {
    const db = new Database(folder.path('slotguard.reference.db'));
    try {
      expect(db.pragma('quick_check', { simple: true })).to.equal('ok');
      return db.prepare<[], [string, number]>('SELECT name, count(*) FROM registration JOIN participant ON code = network_operator GROUP BY name').raw().all().map(([name, rows]) => `${rows} ${name}`).join(' and ');
    } finally {
      db.close();
    }
  }

  /** What the store holds after each kill, once whole imports are there; no more kills once it `isEnough`. */
  async function killHalfWay(plants: readonly PlantName[], most: number, isEnough: (state: string) => boolean): Promise<string[]> {
    const { next } = chance();
    const first = await startImporting(...plants);
    // the first one of a process, which takes longest: each kill is of a new process
    const began = performance.now();
    await first.seeOne();
    const taken = performance.now() - began;
    await first.seeOne();
    await first.kill();
    const states: string[] = [];
    while (states.length < most && !states.some(isEnough)) {
      const importing = await startImporting(...plants);
      await pause(next() * 2 * taken);
      await importing.kill();
      states.push(readState());
    }
    return states;
  }

  const whole = [`${count} EVEN`, `${count} ODD`];

  beforeEach(async () => {
    await writeFileOf(folder.path('odd.csv'), 'ODD', 7_919);
    await writeFileOf(folder.path('even.csv'), 'EVEN', 104_729);
  });

  it('is never seen half done', async () => {
    const store = folder.store();
    const importing = await startImporting();
    await importing.seeOne();
    const watch = { isOver: false };
    const twoMore = importing.seeOne().then(importing.seeOne).then(() => { watch.isOver = true; });
    const seen = new Set<string>();
    while (!watch.isOver) {
      const mpxns = Array.from({ length: 100 }, (_, index) => String(1_000_000 + index * (count / 100 - 1)));
      const operators = mpxns.map((mpxn) => store.reference.findRegistration(mpxn).map(({ networkOperator }) => networkOperator).join());
      seen.add([...new Set(operators)].sort().join(' and '));
      await nextTurn();
    }
    await twoMore;
    await importing.kill();
    expect([...seen].sort()).to.deep.equal(['EVEN', 'ODD']);
  });

  it('leaves all of the old rows or all of the new ones, whenever it is killed, and nothing besides', async () => {
    const states = await killHalfWay(['slow-import'], kills, () => false);
    expect(states.filter((state) => !whole.includes(state))).to.deep.equal([]);
    expect(leftIn(folder.path('.'))).to.deep.equal([]);
    const importing = await startImporting();
    await importing.seeOne();
    await importing.kill();
    expect(whole).to.include(readState());
    expect(statSync(folder.path('slotguard.reference.db')).size).to.be.lessThan(count * 19 * 2.5 + 200_000);
    noteFigures('survived', 'import killed half way', { rounds: kills, answered: 0, lost: 0, seen: `of ${count} rows replaced by others, all of the old or all of the new are there; the next import goes through` });
  });

  it('would be caught leaving half of its work where it is not one transaction', async () => {
    const isTorn = (state: string): boolean => !whole.includes(state);
    const states = await killHalfWay(['slow-import', 'import-without-transaction'], killsToCatch, (state) => !isFull && isTorn(state));
    const torn = states.filter(isTorn);
    expect(torn).not.to.be.empty;
    noteFigures('caught', 'an import that is not one transaction, killed half way', `${torn.length} of ${states.length} kills left something else: ${torn[0] === '' ? 'no rows' : String(torn[0])}`);
  });
});

/** Registrations that differ between two files in every row, and in their order. */
/** Neither of the store nor of the import. SQLite's temporary files lose their names as soon as they are made: killed in between, an empty one is left. */
function leftIn(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => !/^(slotguard|odd|even)\./.test(name))
    .filter((name) => !name.startsWith('etilqs_') || statSync(join(directory, name)).size > 0);
}

async function writeFileOf(path: string, operator: string, step: number): Promise<void> {
  const file = createWriteStream(path);
  file.write('mpxn,network_operator,supplier,effective_from,effective_to\n');
  for (let from = 0; from < count; from += 1_000) {
    file.write(Array.from({ length: 1_000 }, (_, index) => `${1_000_000 + (((from + index) * step) % count)},${operator},,2024-01-01,\n`).join(''));
  }
  file.end();
  await finished(file);
}
