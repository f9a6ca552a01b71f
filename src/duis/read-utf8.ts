import { isAscii } from 'node:buffer';
import { Fault } from '../domain/fault.js';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Text of valid UTF-8 bytes, without a byte order mark. Throws `Fault('not-well-formed')`: nothing is ever replaced by U+FFFD. */
export function readUtf8(bytes: Uint8Array): string {
  if (isAscii(bytes)) {
    return bufferOver(bytes).toString('latin1');
  }
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new Fault('not-well-formed', 'the bytes are not valid UTF-8', [{ at: `line ${lineOfBadByte(bytes)}`, problem: 'send UTF-8 without stray bytes' }], { cause });
  }
}

/** 1 for the first line; lines end with a line feed. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let feed = text.indexOf('\n'); feed !== -1 && feed < offset; feed = text.indexOf('\n', feed + 1)) {
    line += 1;
  }
  return line;
}

/** Where decoded and encoded again the bytes become others, or go on: U+FFFD may also stand there by itself. */
function lineOfBadByte(bytes: Uint8Array): number {
  const source = bufferOver(bytes);
  const again = Buffer.from(source.toString('utf8'));
  const bad = source.findIndex((byte, index) => byte !== again[index]);
  return lineAt(source.toString('latin1'), bad === -1 ? source.length : bad);
}

function bufferOver(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
