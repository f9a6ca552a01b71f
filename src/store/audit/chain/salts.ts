import { randomBytes } from 'node:crypto';

const BYTES = 16;
const AT_ONCE = 512;

/** Makes salts of 32 hex digits, at random. Randomness is fetched for many at once: one by one it costs more than the record's hash. */
export function createSalts(): () => string {
  let pool = '';
  return () => {
    if (pool === '') pool = randomBytes(BYTES * AT_ONCE).toString('hex');
    const salt = pool.slice(-BYTES * 2);
    pool = pool.slice(0, -BYTES * 2);
    return salt;
  };
}
