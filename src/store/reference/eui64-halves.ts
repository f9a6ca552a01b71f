import type { Eui64 } from '../../domain/eui64.js';

/** The upper and lower 32 bits of an EUI-64 as signed integers: SQLite binds them without a BigInt. */
export type Eui64Halves = readonly [high: number, low: number];

/** SQL for the one 64-bit integer of two bound or stored halves. */
export const eui64FromHalves = (high: string, low: string) => `((${high} << 32) | (${low} & 4294967295))`;
/** SQL for the two halves of a stored EUI-64. */
export const eui64Halves = (column: string) => `${column} >> 32, ${column} & 4294967295`;

const HYPHEN = 45;
const digitValues = new Int8Array(128).fill(-1);
for (const [value, digits] of '0123456789ABCDEF'.split('').entries()) {
  digitValues[digits.charCodeAt(0)] = value;
  digitValues[digits.toLowerCase().charCodeAt(0)] = value;
}

/** Of eight hex pairs joined by `-`, in either case; undefined for anything else. */
export function findEui64Halves(text: string): Eui64Halves | undefined {
  if (text.length !== 23 || text.charCodeAt(11) !== HYPHEN) return undefined;
  const high = findFourPairs(text, 0);
  const low = findFourPairs(text, 12);
  return high === undefined || low === undefined ? undefined : [high, low];
}

/** Of a text in which `findEui64Halves` finds both. */
export function lowerHalfOf(text: string): number {
  return findFourPairs(text, 12) ?? 0;
}

function findFourPairs(text: string, start: number): number | undefined {
  let value = 0;
  for (let at = start; at < start + 11; at += 3) {
    const pair = ((digitValues[text.charCodeAt(at)] ?? -1) << 4) | (digitValues[text.charCodeAt(at + 1)] ?? -1);
    if (pair < 0 || (at < start + 9 && text.charCodeAt(at + 2) !== HYPHEN)) return undefined;
    value = (value << 8) | pair;
  }
  return value;
}

export function eui64OfHalves(high: number, low: number): Eui64 {
  return `${fourPairs(high)}-${fourPairs(low)}`;
}

function fourPairs(half: number): string {
  const hex = (half >>> 0).toString(16).toUpperCase().padStart(8, '0');
  return `${hex.slice(0, 2)}-${hex.slice(2, 4)}-${hex.slice(4, 6)}-${hex.slice(6, 8)}`;
}
