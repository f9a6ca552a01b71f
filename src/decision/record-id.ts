import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const BYTES = 16;
const pool = new Uint8Array(BYTES * 256);
const words = new DataView(pool.buffer);
let next = pool.length;
let last = { msecs: Number.NaN, seq: 0 };

/**
 * A UUIDv7. Those of one millisecond are in order (RFC 9562, 6.2): the index over them then only grows at its end. Randomness is fetched for many at
 * once: one by one it costs more than all else about an id.
 */
export function createRecordId(): string {
  if (next === pool.length) {
    randomFillSync(pool);
    next = 0;
  }
  const random = pool.subarray(next, next + BYTES);
  next += BYTES;
  const msecs = Date.now();
  last = { msecs, seq: msecs === last.msecs ? last.seq + 1 : words.getUint32(random.byteOffset) >>> 1 };
  return v7({ random, ...last });
}
