import { expect } from 'chai';
import { beginOfChain } from '../../src/store/audit/chain/chain-place.js';
import { openChain } from '../../src/store/audit/chain/open-chain.js';
import { createWalkers, type Walkers } from '../../src/store/audit/verify/walkers.js';
import type { Stretch, Walked } from '../../src/store/audit/verify/walk-stretch.js';
import { entriesOf, someEvents } from './audit-history.js';
import { chainFiles, spoil } from './chain-file.js';

describe('walking a chain of many records', () => {
  const files = chainFiles();

  async function walkAll(path: string, records: number): Promise<{ walked: Walked[]; damage: string | undefined; atOnce: number }> {
    const db = openChain(path);
    const walkers: Walkers = createWalkers(db, records);
    try {
      const links = db.prepare<[], string>('SELECT link FROM entry ORDER BY seq').pluck().all();
      const stretches = [0, 40, 80, 120].map((first): Stretch => ({ first: first + 1, last: first + 40, before: first === 0 ? beginOfChain(db).link : (links[first - 1] ?? ''), isListed: true }));
      const damage = walkers.findDamage();
      return { walked: await Promise.all(stretches.map((stretch) => walkers.walk(stretch))), damage: await damage, atOnce: walkers.atOnce };
    } finally {
      walkers.close();
      db.close();
    }
  }

  it('finds in several processes what it finds in this one', async () => {
    const store = files.write('many.db', entriesOf(someEvents(160)));
    const [here, there] = [await walkAll(store, 160), await walkAll(store, 1_000_000)];
    expect([here.atOnce, there.atOnce > 1, there.damage]).to.deep.equal([1, true, undefined]);
    expect(there.walked).to.deep.equal(here.walked);
    expect(here.walked.map(({ last, broken }) => [last, broken])).to.deep.equal([[40, undefined], [80, undefined], [120, undefined], [160, undefined]]);
  });

  it('finds there, too, which record is not as it should be', async () => {
    const copy = files.copy(files.write('spoilt.db', entriesOf(someEvents(160))));
    spoil(copy, (db) => db.exec('UPDATE entry SET at = at + 1 WHERE seq = 90'));
    const { walked } = await walkAll(copy, 1_000_000);
    expect(walked.map(({ broken }) => broken)).to.deep.equal([undefined, undefined, { seq: 90, kind: 'beside', what: 'its time' }, undefined]);
  });

  it('says so when a process cannot begin', async () => {
    const store = files.write('gone.db', entriesOf(someEvents(20)));
    const db = openChain(store);
    const walkers = createWalkers({ name: `${store}-gone` } as typeof db, 1_000_000);
    const error = await walkers.findDamage().catch((cause: unknown) => cause);
    walkers.close();
    db.close();
    expect(error).to.include({ code: 'audit-unavailable' });
  });
});
