import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { type ChainLine, readChainLine } from '../../../audit/chain-line.js';
import { openSource } from '../../import/source.js';

const LINE_FEED = 0x0a;
/** bytes of a line that no record reaches */
const MOST_A_LINE = 16 * 1024 * 1024;

/** Reads an exported file, unpacked where it is gzip, line by line. `digest` tells SHA-256 of its bytes once all is read. */
export async function readExport(file: string): Promise<{ lines: AsyncGenerator<ChainLine | undefined>; digest: () => string }> {
  const digest = createHash('sha256');
  const source = await openSource(file, Readable.from(hashed(createReadStream(file, { highWaterMark: 1 << 18 }), digest)), () => undefined);
  return { lines: linesOf(source.chunks), digest: () => digest.digest('hex') };
}

async function* hashed(input: AsyncIterable<Buffer>, digest: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
  for await (const chunk of input) {
    digest.update(chunk);
    yield chunk;
  }
}

/** Undefined for a line that is no line of an export. One that does not end, does not count as one; behind one that is too long nothing is read. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<ChainLine | undefined> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let begin = 0;
    for (let end = rest.indexOf(LINE_FEED); end >= 0; end = rest.indexOf(LINE_FEED, begin)) {
      yield readChainLine(rest.toString('utf8', begin, end));
      begin = end + 1;
    }
    rest = rest.subarray(begin);
    if (rest.length > MOST_A_LINE) break;
  }
  if (rest.length > 0) yield undefined;
}
