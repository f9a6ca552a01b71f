import { pruneChain } from '../../src/store/audit/prune/prune-chain.js';

/** Prunes a store in a process of its own, which can be killed: `tsx pruning-process.ts PATH DAY`. */
const [path = '', before = ''] = process.argv.slice(2);
process.stdout.write('ready\n');
await pruneChain(path, { before, withoutMpxn: true });
process.stdout.write('pruned\n');
