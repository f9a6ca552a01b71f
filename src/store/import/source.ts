import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Fault } from '../../domain/fault.js';
import { causeOf } from '../sqlite/answering.js';

/** The bytes of a file, unpacked where they were gzip. `head` holds the first few of them, for a look at what they are. */
export interface Source {
  head: Buffer;
  chunks: AsyncIterable<Buffer>;
}

const HEAD_BYTES = 64;
const UNPACKED_CHUNK = 262_144;

/** Throws `Fault('data-invalid')`, now or while `chunks` are read, when the file cannot be read or is no whole gzip file. */
export async function openSource(file: string, input: Readable, onBytes: (bytes: number) => void): Promise<Source> {
  const packed = await withHead(readable(file, countBytes(input, onBytes)));
  const source = isGzip(packed) ? await withHead(readable(file, unpack(file, packed.chunks))) : packed;
  if (isGzip(source)) throw new Fault('data-invalid', `\`${file}\` was packed twice: unpack it once`);
  if (source.head.toString('latin1', 0, 4) === 'PK\x03\x04') throw new Fault('data-invalid', `\`${file}\` is a zip archive, as a workbook (.xlsx) is, too: unpack it, or save it as CSV`);
  return source;
}

function isGzip({ head }: Source): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

async function* countBytes(input: Readable, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of input as AsyncIterable<Buffer | string>) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    onBytes(bytes.length);
    yield bytes;
  }
}

/** The stream that failed is told by the error: `pipeline` hands it on to the one that is read. Node reads nothing behind a zero that follows a member. */
async function* unpack(file: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: UNPACKED_CHUNK });
  const packed = noteContent(chunks);
  const isRead = new Promise((resolve) => { pipeline(Readable.from(packed.chunks), gunzip, resolve); });
  yield* gunzip as AsyncIterable<Buffer>;
  await isRead;
  if (packed.end() > gunzip.bytesWritten) throw new Fault('data-invalid', `\`${file}\` is no whole gzip file (something follows the zeros behind it): fetch it again`);
}

/** `end`: where the last byte stood that is not zero. */
function noteContent(chunks: AsyncIterable<Buffer>): { chunks: AsyncIterable<Buffer>; end: () => number } {
  let end = 0;
  async function* noted(): AsyncGenerator<Buffer> {
    let before = 0;
    for await (const chunk of chunks) {
      const last = chunk.findLastIndex((byte) => byte !== 0);
      if (last !== -1) end = before + last + 1;
      before += chunk.length;
      yield chunk;
    }
  }
  return { chunks: noted(), end: () => end };
}

async function* readable(file: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* chunks;
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    const isGzipFault = (cause as NodeJS.ErrnoException).code?.startsWith('Z_') === true;
    const message = isGzipFault ? `\`${file}\` is no whole gzip file (${causeOf(cause)}): fetch it again` : `cannot read \`${file}\`: ${causeOf(cause)}`;
    throw new Fault('data-invalid', message, [], { cause });
  }
}

async function withHead(chunks: AsyncGenerator<Buffer>): Promise<Source> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < HEAD_BYTES) {
    const next = await chunks.next();
    if (next.done === true) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  return { head, chunks: following(head, chunks) };
}

async function* following(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  yield* rest;
}

/** All of it at once, for files that are small by nature. Throws `Fault('data-invalid')` beyond `most` bytes. */
export async function readWhole(file: string, source: Source, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of source.chunks) {
    bytes += chunk.length;
    if (bytes > most) throw new Fault('data-invalid', `\`${file}\` is larger than ${most} bytes: split it`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
