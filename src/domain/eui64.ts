import { Fault } from './fault.js';

/** An EUI-64 in its one spelling here: eight upper-case hex pairs joined by `-` (DUIS writes either case). */
export type Eui64 = string;

const lowerCase = /[a-f]/;
const EUI64 = /^[0-9A-Fa-f]{2}(-[0-9A-Fa-f]{2}){7}$/;

export function readEui64(text: string): Eui64 {
  if (!EUI64.test(text)) {
    throw new Fault('malformed-value', `\`${text.slice(0, 60)}\` is no EUI-64: write eight hex pairs joined by \`-\`, such as 90-B3-D5-1F-30-01-00-00`);
  }
  return lowerCase.test(text) ? text.toUpperCase() : text;
}

export function eui64ToBigInt(eui64: Eui64): bigint {
  return BigInt(`0x${eui64.replaceAll('-', '')}`);
}

/** `value` is an unsigned 64-bit integer. */
export function eui64FromBigInt(value: bigint): Eui64 {
  const hex = value.toString(16).toUpperCase().padStart(16, '0');
  return (hex.match(/../g) ?? []).join('-');
}
