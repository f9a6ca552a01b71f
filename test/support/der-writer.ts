/** Writes DER, or anything near it: a test says the tag and the content, the length follows in its shortest form. */
export function tlv(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

export const sequence = (...items: readonly Uint8Array[]): Buffer => tlv(0x30, ...items);
export const set = (...items: readonly Uint8Array[]): Buffer => tlv(0x31, ...items);
export const integer = (hex: string): Buffer => tlv(0x02, bytes(hex));
export const utf8String = (text: string): Buffer => tlv(0x0c, Buffer.from(text));
export const printableString = (text: string): Buffer => tlv(0x13, Buffer.from(text));
export const bmpString = (text: string): Buffer => tlv(0x1e, Buffer.from(text, 'utf16le').swap16());
export const octetString = (content: Uint8Array): Buffer => tlv(0x04, content);
export const utcTime = (text: string): Buffer => tlv(0x17, Buffer.from(text));
export const generalizedTime = (text: string): Buffer => tlv(0x18, Buffer.from(text));
export const critical = Buffer.from('0101ff', 'hex');

export function bitString(content: Uint8Array, unused = 0): Buffer {
  return tlv(0x03, Buffer.from([unused]), content);
}

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...arcs] = dotted.split('.').map(Number);
  return tlv(0x06, Buffer.from([first * 40 + second, ...arcs.flatMap(base128)]));
}

export function bytes(hex: string): Buffer {
  return Buffer.from(hex.replace(/\s/g, ''), 'hex');
}

function base128(arc: number): number[] {
  const digits = [arc & 0x7f];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  return length < 0x100 ? Buffer.from([0x81, length]) : Buffer.from([0x82, length >> 8, length & 0xff]);
}
