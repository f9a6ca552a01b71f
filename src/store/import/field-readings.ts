import { readEui64 } from '../../domain/eui64.js';
import { Fault } from '../../domain/fault.js';
import { maskDigits } from '../../domain/mpxn.js';
import { nearestName } from '../../yaml/nearest-name.js';
import { findDayNumber } from '../reference/day-number.js';
import { findEui64Halves, lowerHalfOf } from '../reference/eui64-halves.js';
import { findMpanKey, findMpxnKey } from '../reference/mpxn-key.js';
import type { Reading } from './table-kind.js';

const MOST_SHOWN = 60;

/** The upper half of an EUI-64. It tells what is wrong with the whole; `readLowerHalf` then answers anything. */
export function readUpperHalf(text: string): Reading {
  return findEui64Halves(text)?.[0] ?? whyNoEui64(text);
}

export function readLowerHalf(text: string): Reading {
  return lowerHalfOf(text);
}

export function readMpxnField(text: string): Reading {
  return findMpxnKey(text) ?? whyNoMpxn(text);
}

export function readMpanField(text: string): Reading {
  return findMpanKey(text) ?? whyNoMpan(text);
}

export function readDayField(text: string): Reading {
  return findDayNumber(text) ?? `\`${shown(text)}\` is no day of the calendar: write it as YYYY-MM-DD`;
}

export function readOneOf(codes: Readonly<Record<string, number>>): (text: string) => Reading {
  const known = new Map(Object.entries(codes));
  return (text) => known.get(text) ?? whyUnknown(text, [...known.keys()]);
}

function whyNoEui64(text: string): string {
  try {
    return `\`${readEui64(text)}\` is no EUI-64`;
  } catch (cause) {
    return cause instanceof Fault ? maskDigits(cause.message) : String(cause);
  }
}

function whyNoMpxn(text: string): string {
  return whyFullMpan(text) ?? `\`${shown(text)}\` is no MPxN: write 1 to 13 digits`;
}

function whyNoMpan(text: string): string {
  return whyFullMpan(text) ?? `\`${shown(text)}\` is no MPAN: write 13 digits`;
}

function whyFullMpan(text: string): string | undefined {
  return /^\d{21}$/.test(text) ? 'a full MPAN of 21 digits: its last 13 are the MPAN core to write here' : undefined;
}

function whyUnknown(text: string, names: readonly string[]): string {
  const nearest = nearestName(text, names);
  return `\`${shown(text)}\` is ${nearest === undefined ? '' : `not known (\`${nearest}\` perhaps): it is `}none of ${names.join(', ')}`;
}

/** The beginning of what was written, for a message. Columns that are shifted put an MPxN, which is personal data, into any field. */
export function shown(text: string): string {
  return maskDigits(text.slice(0, MOST_SHOWN));
}
