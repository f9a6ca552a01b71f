import { openChain } from '../chain/open-chain.js';
import { findDamage } from './find-damage.js';
import { type Stretch, walkStretchOf } from './walk-stretch.js';

/** Walks stretches, or looks for damage of the file, over a connection of its own, for the process that started it. */
const db = openChain(process.argv[2] ?? '');
db.pragma('mmap_size = 1099511627776');
const walk = walkStretchOf(db);
process.on('message', (task: Stretch | 'damage') => process.send?.({ answer: task === 'damage' ? findDamage(db) : walk(task) }));
process.on('disconnect', () => process.exit());
