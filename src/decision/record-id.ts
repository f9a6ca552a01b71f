import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const BYTES = 16;
const pool = new Uint8Array(BYTES * 256);
let next = pool.length;

/** A UUIDv7. Randomness is fetched for many at once: one by one it costs more than all else about an id. */
export function createRecordId(): string {
  if (next === pool.length) {
    randomFillSync(pool);
    next = 0;
  }
  const random = pool.slice(next, next + BYTES);
  next += BYTES;
  return v7({ random });
}
