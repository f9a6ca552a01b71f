import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { rebuildCounts } from '../../src/store/audit/counts/rebuild-counts.js';
import { entriesOf, someEvents } from './audit-history.js';
import { chainFiles, dump, verify } from './chain-file.js';
import { day, exportingTo } from './prune-and-export.js';
import { caught } from './store-folder.js';

describe('counting again beside a pruning', () => {
  const files = chainFiles();
  const exportAll = exportingTo(files);

  const message = 'records were pruned while the chain was walked: run it again';
  const entries = entriesOf(someEvents(2_600));
  for (const [name, before] of [['that it has walked', day], ['that it comes to', '2030-09-01']] as const) {
    it(`mends nothing by records ${name} and that left meanwhile, and tells that they did`, async () => {
      const store = files.write(`${before}.db`, entries);
      await exportAll(store);
      let pruned: string | undefined;
      const pruneMeanwhile = (): void => {
        if (pruned !== undefined) return;
        spawnSync(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('./pruning-process.ts', import.meta.url)), store, before]);
        pruned = dump(store);
      };
      expect(await caught(() => rebuildCounts(store, pruneMeanwhile))).to.deep.include({ code: 'audit-unavailable', message });
      expect(dump(store) === pruned, 'nothing was mended').to.equal(true);
      const verified = await verify(store);
      expect(verified).to.deep.include({ holds: true, otherProblems: [] });
      expect(verified.pruned).to.be.above(500);
    });
  }
});
