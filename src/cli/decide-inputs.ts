import { createReadStream } from 'node:fs';
import { addAbortSignal } from 'node:stream';
import { Fault } from '../domain/fault.js';
import { createLineCutter } from '../http/lines.js';
import type { Item } from './decide-item.js';
import { endsIn, type InputFile } from './find-files.js';
import { readInput, readWhole, whyNot } from './read-input.js';

const chunkBytes = 262_144;

export interface Reading {
  /** whether every file, of whatever name, holds one request a line */
  isNdjson: boolean;
  maxLineBytes: number;
  /** called with the bytes that were read since */
  onBytes: (bytes: number) => void;
  /** ends waiting for standard input */
  signal: AbortSignal;
}

/**
 * The requests of all files in their order, some at a time, no faster than they are taken. A file of a folder that cannot be read, or one
 * that is far too large, says why; throws `Fault('usage')` where another cannot.
 */
export async function* readItems(files: readonly InputFile[], reading: Reading): AsyncGenerator<Item[]> {
  for (const { name, isOfFolder } of files) {
    try {
      yield* itemsOf(name, reading);
    } catch (cause) {
      if (!(cause instanceof Fault) || !(isOfFolder || cause.code === 'too-large')) throw cause;
      yield [{ file: name, bytes: undefined, unread: whyUnread(name, cause) }];
    }
  }
}

/** The folder has it, so that it is no misspelt name. */
function whyUnread(name: string, { message, cause }: Fault): string {
  return (cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT' && !name.includes('\uFFFD') ? `\`${name}\` is a link to a file that is not there, or was removed just now` : message;
}

async function* itemsOf(file: string, reading: Reading): AsyncGenerator<Item[]> {
  if (file === '-') yield* readStandardInput(reading);
  else if (reading.isNdjson || endsIn(file, '.ndjson')) yield* linesOf(file, chunksOf(file), reading);
  else yield [whole(file, await readInput(file), reading)];
}

function whole(file: string, bytes: Buffer, { onBytes }: Reading): Item {
  onBytes(bytes.length);
  return { file, bytes };
}

async function* chunksOf(file: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(file, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>;
  } catch (cause) {
    throw new Fault('usage', `\`${file}\` cannot be read: ${whyNot(cause)}`, [], { cause });
  }
}

async function* linesOf(file: string, chunks: AsyncIterable<Buffer>, { maxLineBytes, onBytes }: Reading): AsyncGenerator<Item[]> {
  const cutter = createLineCutter(maxLineBytes);
  const items = (lines: ReturnType<typeof cutter.cut>) => Array.from(lines, ({ number, bytes }): Item => ({ file, line: number, bytes }));
  for await (const chunk of chunks) {
    onBytes(chunk.length);
    yield items(cutter.cut(chunk));
  }
  yield items(cutter.rest());
}

/** One message, unless its first line is JSON by itself and something follows: then one a line. */
async function* readStandardInput(reading: Reading): AsyncGenerator<Item[]> {
  const chunks = addAbortSignal(reading.signal, process.stdin)[Symbol.asyncIterator]() as AsyncIterableIterator<Buffer>;
  let head: Buffer = Buffer.alloc(0);
  let hasLines = reading.isNdjson ? true : undefined;
  while (hasLines === undefined) {
    const next = await chunks.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
    hasLines = isOneALine(head, reading.maxLineBytes);
  }
  const all = following(head, chunks);
  if (hasLines === true) yield* linesOf('-', all, reading);
  else yield [whole('-', await readWhole('-', all), reading)];
}

/** Undefined: it cannot be told yet. */
function isOneALine(head: Buffer, maxLineBytes: number): boolean | undefined {
  const text = head.toString('latin1').replace(/^\u00EF\u00BB\u00BF/, '').trimStart();
  const end = text.indexOf('\n');
  if (end === -1) return text.startsWith('{') || text === '' ? unlessLong(head, maxLineBytes) : false;
  if (!isObject(text.slice(0, end))) return false;
  return text.slice(end).trim() !== '' || unlessLong(head, maxLineBytes);
}

/** What is longer than any line is not waited for. */
function unlessLong(head: Buffer, maxLineBytes: number): false | undefined {
  return head.length > 2 * maxLineBytes ? false : undefined;
}

function isObject(text: string): boolean {
  try {
    return text.startsWith('{') && typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

async function* following(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  yield* rest;
}
