import { eui64FromBigInt, eui64ToBigInt, readEui64 } from '../domain/eui64.js';
import { Fault } from '../domain/fault.js';
import type { EntityIdRange } from '../domain/party.js';

const EUI64_BITS = 64;
const PREFIX = /^(.*)\/([0-9]{1,2})$/s;

/** Reads one EUI-64, or all that share their first bits: `90-B3-D5-1F-30-02-00-00/48`. Throws `Fault('malformed-value')`. */
export function readEntityIds(text: string): EntityIdRange {
  const prefix = PREFIX.exec(text);
  const from = eui64ToBigInt(readEui64(prefix?.[1] ?? text));
  const bits = prefix === null ? EUI64_BITS : Number(prefix[2]);
  if (bits < 1 || bits > EUI64_BITS) {
    throw new Fault('malformed-value', `\`/${bits}\` is no prefix length: write 1 to 64`);
  }
  const last = (1n << BigInt(EUI64_BITS - bits)) - 1n;
  if ((from & last) !== 0n) {
    throw new Fault('malformed-value', `the bits after the first ${bits} must be zero: write ${eui64FromBigInt(from & ~last)}/${bits}`);
  }
  return { from, to: from | last };
}

/** Both ends included. Throws `Fault('malformed-value')`. */
export function readEntityIdRange(ends: { from: string; to: string }): EntityIdRange {
  const range = { from: eui64ToBigInt(readEui64(ends.from)), to: eui64ToBigInt(readEui64(ends.to)) };
  if (range.from > range.to) {
    throw new Fault('malformed-value', 'the range ends before it begins: write the lower EUI-64 as `from`');
  }
  return range;
}

/** One EUI-64, or `FROM to TO`. */
export function writeEntityIdRange({ from, to }: EntityIdRange): string {
  return from === to ? eui64FromBigInt(from) : `${eui64FromBigInt(from)} to ${eui64FromBigInt(to)}`;
}
