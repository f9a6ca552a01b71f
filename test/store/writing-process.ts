import { openStore } from '../../src/store/open-store.js';
import { auditRecord } from './audit-records.js';

/** Writes records to a store, a few at a time, until it is told to end; then says how many, and how often it could not: `tsx writing-process.ts PATH`. */
const store = openStore(`sqlite:${process.argv[2] ?? ''}`);
const told = { written: 0, failed: 0, isOver: false };
process.once('message', () => { told.isOver = true; });
process.send?.('ready');
while (!told.isOver) {
  try {
    const appended = store.audit.append(Array.from({ length: 5 }, (_, index) => auditRecord(1_000_000 + told.written + index)));
    if (appended !== 'busy') told.written += 5;
  } catch {
    told.failed += 1;
  }
  await new Promise((resolve) => setImmediate(resolve));
}
store.close();
process.send?.(told, () => process.exit());
