import { pruneChain } from '../../src/store/audit/prune/prune-chain.js';

/** Prunes a store in a process of its own, which can be killed: `tsx pruning-process.ts PATH DAY`. */
const [path = '', before = ''] = process.argv.slice(2);
process.stdout.write('ready\n');
await pruneChain(path, { before, withoutMpxn: true, now: Date.UTC(2100, 0, 1) });
process.stdout.write('pruned\n');
