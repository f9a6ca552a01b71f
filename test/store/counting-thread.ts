import { workerData } from 'node:worker_threads';
import { createThreadSignals } from '../../src/store/sqlite/thread-signals.js';

const { room, turns } = workerData as { room: SharedArrayBuffer; turns: Int32Array };
const signals = createThreadSignals(room);
if (signals.begin()) {
  while (signals.awaitWork()) Atomics.add(turns, 0, 1);
  signals.letGo();
}
