import { isAscii, isUtf8 } from 'node:buffer';
import { Fault } from '../../domain/fault.js';

/** One line without its end. `problem`: why its text cannot be trusted. */
export interface Line {
  number: number;
  text: string;
  problem?: string;
}

const FEED = 10;
const RETURN = 13;
const MOST_BYTES = 65_536;

/** What is said of the line ends of old Macintosh programs. */
export const returnsAlone = 'its lines end in a carriage return alone (CR): save the file with line ends LF or CRLF';

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** Cuts bytes into lines, which end with LF or CRLF. No line break is part of a field here: no field can hold one. */
export function createLineCutter(file: string): { cut(chunk: Buffer): Line[]; end(): Line[] } {
  let rest: Buffer = Buffer.alloc(0);
  let number = 0;
  const linesOf = (whole: Buffer) => {
    const lines = isAscii(whole) && !whole.includes(0) ? plainLines(whole, number) : doubtfulLines(whole, number);
    number += lines.length;
    return lines;
  };
  return {
    cut: (chunk) => {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const end = bytes.lastIndexOf(FEED);
      rest = bytes.subarray(end + 1);
      if (rest.length > MOST_BYTES) throw tooLong(file, number, rest);
      return end === -1 ? [] : linesOf(withoutByteOrderMark(bytes.subarray(0, end), number));
    },
    end: () => (rest.length === 0 ? [] : linesOf(withoutByteOrderMark(rest, number))),
  };
}

function tooLong(file: string, number: number, bytes: Buffer): Fault {
  return new Fault('data-invalid', `line ${number + 1} of \`${file}\` has more than ${MOST_BYTES} bytes: ${bytes.subarray(0, -1).includes(RETURN) ? returnsAlone : 'is it a CSV file'}`);
}

function plainLines(bytes: Buffer, before: number): Line[] {
  const texts = bytes.toString('latin1').split('\n');
  return texts.map((text, index) => ({ number: before + index + 1, text: withoutReturn(text) }));
}

function doubtfulLines(bytes: Buffer, before: number): Line[] {
  const lines: Line[] = [];
  for (let from = 0; from <= bytes.length;) {
    const feed = bytes.indexOf(FEED, from);
    const to = feed === -1 ? bytes.length : feed;
    lines.push(doubtfulLine(bytes.subarray(from, to), before + lines.length + 1));
    from = to + 1;
  }
  return lines;
}

function doubtfulLine(bytes: Buffer, number: number): Line {
  const text = withoutReturn(bytes.toString('utf8'));
  if (!isUtf8(bytes)) return { number, text, problem: 'not UTF-8: save the file as UTF-8' };
  if (bytes.includes(0)) return { number, text, problem: 'holds a NUL byte: is it text' };
  return { number, text };
}

function withoutReturn(text: string): string {
  return text.charCodeAt(text.length - 1) === RETURN ? text.slice(0, -1) : text;
}

function withoutByteOrderMark(bytes: Buffer, before: number): Buffer {
  return before === 0 && bytes.subarray(0, 3).equals(byteOrderMark) ? bytes.subarray(3) : bytes;
}
