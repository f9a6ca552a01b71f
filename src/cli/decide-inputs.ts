import { createReadStream, type Dirent, readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Fault } from '../domain/fault.js';
import { createLineCutter } from '../http/lines.js';
import type { Item } from './decide-item.js';
import { readInput, whyNot } from './read-input.js';

/** What is taken of a folder. */
const endings = ['.xml', '.json', '.ndjson'];
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

/** The files that are named, and in the place of a folder those in it and in its folders, by name. Throws `Fault('usage')` for a folder without any. */
export function findFiles(names: readonly string[]): string[] {
  return names.flatMap((name) => (isFolder(name) ? filesIn(name) : [name]));
}

function isFolder(name: string): boolean {
  return name !== '-' && statOf(name)?.isDirectory() === true;
}

/** Undefined where there is nothing to be seen: whoever reads it says why. */
function statOf(name: string): Stats | undefined {
  try {
    return statSync(name);
  } catch {
    return undefined;
  }
}

function filesIn(folder: string): string[] {
  const files = entriesIn(folder).filter((entry) => !entry.isDirectory() && endings.some((ending) => entry.name.endsWith(ending))).map((entry) => join(entry.parentPath, entry.name));
  if (files.length === 0) throw new Fault('usage', `\`${folder}\` holds no file whose name ends in ${endings.join(', ')}`);
  return files.sort();
}

function entriesIn(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch (cause) {
    throw unreadable(folder, cause);
  }
}

function unreadable(name: string, cause: unknown): Fault {
  return new Fault('usage', `\`${name}\` cannot be read: ${whyNot(cause)}`, [], { cause });
}

/** Of all files together, in bytes. */
export function sizeOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + (statOf(file)?.size ?? 0), 0);
}

/** The requests of all files in their order, some at a time, no faster than they are taken. Throws `Fault('usage')` where a file cannot be read. */
export async function* readItems(files: readonly string[], reading: Reading): AsyncGenerator<Item[]> {
  for (const file of files) {
    if (file === '-') yield* readStandardInput(reading);
    else if (reading.isNdjson || file.endsWith('.ndjson')) yield* linesOf(file, chunksOf(file), reading);
    else yield [whole(file, await readInput(file), reading)];
  }
}

function whole(file: string, bytes: Buffer, { onBytes }: Reading): Item {
  onBytes(bytes.length);
  return { file, bytes };
}

async function* chunksOf(file: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(file, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>;
  } catch (cause) {
    throw unreadable(file, cause);
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
  else yield [whole('-', await buffer(all), reading)];
}

/** Undefined: it cannot be told yet. */
function isOneALine(head: Buffer, maxLineBytes: number): boolean | undefined {
  const text = head.toString('latin1').trimStart();
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
