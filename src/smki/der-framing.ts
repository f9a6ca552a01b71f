import { malformed } from './malformed.js';

const maxDepth = 16;
const maxElements = 256;
/** those of real certificates have 13 octets at most */
const maxIdentifierOctets = 32;
const objectIdentifier = 0x06;

interface Element {
  at: number;
  constructed: boolean;
  from: number;
  to: number;
}

/**
 * Throws `Fault('malformed-value')` unless the bytes are exactly one element framed as DER frames it (X.690, 8.1 and 10.1):
 * definite lengths in their shortest form, every element within its parent, nothing after the last. @peculiar/x509 reads BER
 * and copies some values as they came, so that encoding again does not find all of this; and it must meet neither bottomless nesting
 * nor object identifiers of thousands of arcs, on which it spends time that grows with their square.
 */
export function requireDerFraming(der: Uint8Array): void {
  if (der[0] !== 0x30) throw malformed(`the first byte is ${hex(der[0])}; a DER certificate begins with 0x30`);
  const outermost = readElement(der, 0, der.length);
  if (outermost.to !== der.length) {
    throw malformed(`${der.length - outermost.to} bytes follow the certificate, which ends at byte ${outermost.to}`);
  }
  if (countElements(der, outermost, 1) > maxElements) throw malformed(`the certificate has more than ${maxElements} elements`);
}

function countElements(der: Uint8Array, parent: Element, depth: number): number {
  if (depth > maxDepth) throw malformed(`byte ${parent.at}: elements are nested more than ${maxDepth} deep`);
  let count = 1;
  for (let at = parent.from; parent.constructed && at < parent.to; ) {
    const element = readElement(der, at, parent.to);
    count += countElements(der, element, depth + 1);
    at = element.to;
  }
  return count;
}

function readElement(der: Uint8Array, at: number, limit: number): Element {
  const tag = der[at] ?? 0;
  if ((tag & 0x1f) === 0x1f) throw malformed(`byte ${at}: a tag of several bytes, which no certificate has`);
  const { length, octets } = readLength(der, at + 1, limit);
  const from = at + 1 + octets;
  if (from + length > limit) {
    throw malformed(`byte ${at}: an element of ${length} bytes where ${Math.max(limit - from, 0)} are left; the certificate is cut short or a length is wrong`);
  }
  if (tag === objectIdentifier && length > maxIdentifierOctets) throw malformed(`byte ${at}: an object identifier of ${length} octets; at most ${maxIdentifierOctets} are expected`);
  return { at, constructed: (tag & 0x20) !== 0, from, to: from + length };
}

function readLength(der: Uint8Array, at: number, limit: number): { length: number; octets: number } {
  const first = der[at];
  if (first === undefined || at >= limit) throw malformed(`byte ${at}: a length is missing; the certificate is cut short`);
  if (first < 0x80) return { length: first, octets: 1 };
  if (first === 0x80) throw malformed(`byte ${at}: an indefinite length; DER asks for a definite one`);
  const size = first & 0x7f;
  if (size > 2) throw malformed(`byte ${at}: a length of ${size} bytes, more than any certificate here needs`);
  if (at + 1 + size > limit) throw malformed(`byte ${at}: a length is cut short`);
  const length = der.subarray(at + 1, at + 1 + size).reduce((sum, byte) => sum * 256 + byte, 0);
  if (length < (size === 1 ? 0x80 : 0x100)) throw malformed(`byte ${at}: a length of ${length} is not written in its shortest form`);
  return { length, octets: 1 + size };
}

function hex(byte: number | undefined): string {
  return byte === undefined ? 'missing' : `0x${byte.toString(16).padStart(2, '0')}`;
}
