import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readdirSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { nextTurn, storeFolder } from './store-folder.js';

const program = fileURLToPath(new URL('importing-process.ts', import.meta.url));
const count = 200_000;

/** Registrations that differ between the two files in every row, and in their order. */
async function writeFileOf(path: string, operator: string, step: number): Promise<void> {
  const file = createWriteStream(path);
  file.write('mpxn,network_operator,supplier,effective_from,effective_to\n');
  for (let from = 0; from < count; from += 1_000) {
    file.write(Array.from({ length: 1_000 }, (_, index) => `${1_000_000 + (((from + index) * step) % count)},${operator},,2024-01-01,\n`).join(''));
  }
  file.end();
  await finished(file);
}

/** Which operators' rows the store holds, and how many. */
function readState(path: string): [string, number][] {
  const db = new Database(path);
  try {
    expect(db.pragma('quick_check', { simple: true })).to.equal('ok');
    return db.prepare<[], [string, number]>('SELECT name, count(*) FROM registration JOIN participant ON code = network_operator GROUP BY name').raw().all();
  } finally {
    db.close();
  }
}

describe('an import in another process', function () {
  this.timeout(60_000);
  const folder = storeFolder();
  let children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
    children = [];
  });

  async function startImporting(): Promise<{ child: ChildProcess; lines: AsyncIterator<string> }> {
    const child = spawn(process.execPath, ['--import', 'tsx', program, `sqlite:${folder.path('slotguard.db')}`, folder.path('odd.csv'), folder.path('even.csv')], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    expect((await lines.next()).value).to.equal('ready');
    return { child, lines };
  }

  async function kill(child: ChildProcess): Promise<void> {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  beforeEach(async () => {
    await writeFileOf(folder.path('odd.csv'), 'ODD', 7_919);
    await writeFileOf(folder.path('even.csv'), 'EVEN', 104_729);
  });

  it('is never seen half done', async () => {
    const store = folder.store();
    const { child, lines } = await startImporting();
    await lines.next();
    const watch = { isOver: false };
    const twoMore = lines.next().then(() => lines.next()).then(() => { watch.isOver = true; });
    const seen = new Map<string, number>();
    while (!watch.isOver) {
      const operators = Array.from({ length: 100 }, (_, index) => store.reference.findRegistration(String(1_000_000 + index * 1_999)).map(({ networkOperator }) => networkOperator).join());
      const state = [...new Set(operators)].sort().join(' and ');
      seen.set(state, (seen.get(state) ?? 0) + 1);
      await nextTurn();
    }
    await twoMore;
    await kill(child);
    expect([...seen.keys()].sort()).to.deep.equal(['EVEN', 'ODD']);
  });

  it('leaves all of the old rows or all of the new ones, whenever it is killed, and nothing besides', async () => {
    const first = await startImporting();
    await first.lines.next();
    await kill(first.child);
    for (const wait of [0, 90, 180, 300, 420, 560, 700, 900]) {
      const { child } = await startImporting();
      await setTimeout(wait);
      await kill(child);
      const state = readState(folder.path('slotguard.reference.db'));
      expect(state.map(([, rows]) => rows), `killed after ${wait} ms: ${JSON.stringify(state)}`).to.deep.equal([count]);
    }
    const { child, lines } = await startImporting();
    await lines.next();
    await kill(child);
    expect(readState(folder.path('slotguard.reference.db')).map(([, rows]) => rows)).to.deep.equal([count]);
    expect(readdirSync(folder.path('.')).filter((name) => !/^(slotguard|odd|even)\./.test(name))).to.deep.equal([]);
    expect(statSync(folder.path('slotguard.reference.db')).size).to.be.lessThan(count * 19 * 2.5);
  });
});
