import { createByteCollector } from './byte-collector.js';

export interface Line {
  /** counted from 1, blank lines too */
  number: number;
  /** without its end; undefined: longer than the limit */
  bytes: Buffer | undefined;
}

/** Cuts a stream of bytes into its lines, LF or CRLF, and passes over blank ones; keeps one line of at most `limit` bytes at a time. */
export interface LineCutter {
  cut(chunk: Buffer): Generator<Line>;
  /** the last line, where it had no end */
  rest(): Generator<Line>;
  /** the number of the line that has not ended yet */
  line(): number;
}

const nothing = Buffer.alloc(0);
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

export function createLineCutter(limit: number): LineCutter {
  // one more for the CR of a longest line
  const begun = createByteCollector(limit + 1);
  let number = 1;
  let isTooLong = false;

  function joined(piece: Buffer): Buffer | undefined {
    if (begun.isEmpty()) return piece;
    return begun.add(piece) ? begun.take() : undefined;
  }

  function* endLine(piece: Buffer): Generator<Line> {
    const line = { number, bytes: withoutReturn(isTooLong ? undefined : joined(piece), limit) };
    isTooLong = false;
    number += 1;
    if (line.bytes === undefined || !isBlank(line.bytes)) yield line;
  }

  return {
    *cut(chunk) {
      let start = 0;
      for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
        yield* endLine(chunk.subarray(start, end));
        start = end + 1;
      }
      isTooLong ||= !begun.add(chunk.subarray(start));
    },
    *rest() {
      yield* endLine(nothing);
    },
    line: () => number,
  };
}

function withoutReturn(bytes: Buffer | undefined, limit: number): Buffer | undefined {
  const line = bytes?.at(-1) === carriageReturn ? bytes.subarray(0, -1) : bytes;
  return line === undefined || line.length > limit ? undefined : line;
}

/** nothing but blanks and tabs */
function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === carriageReturn);
}
