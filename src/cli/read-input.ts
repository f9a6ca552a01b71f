import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Fault } from '../domain/fault.js';

/** As large as `server.maxBodyBytes` can be. */
const mostBytes = 16 * 1024 * 1024;

/** The bytes of a file, or of standard input for `-`. Throws `Fault('usage')` where it cannot be read, `Fault('too-large')` where it is no message. */
export async function readInput(file: string): Promise<Buffer> {
  if (file === '-') return readWhole(file, process.stdin);
  try {
    return await readWhole(file, createReadStream(file));
  } catch (cause) {
    throw cause instanceof Fault ? cause : new Fault('usage', `\`${file}\` cannot be read: ${whyNot(cause)}`, [], { cause });
  }
}

/** For what is read piece by piece: throws `Fault('usage')` unless there is such a file, and answers how many bytes it has. */
export async function requireFile(file: string): Promise<{ size: number }> {
  const found = await stat(file).catch((cause: unknown) => {
    throw new Fault('usage', `\`${file}\` cannot be read: ${whyNot(cause)}`, [], { cause });
  });
  if (found.isDirectory()) throw new Fault('usage', `\`${file}\` cannot be read: it is a directory: name the files in it`);
  return found;
}

/** What has no end, such as a device, is not waited for. Throws `Fault('too-large')`. */
export async function readWhole(file: string, chunks: AsyncIterable<unknown>): Promise<Buffer> {
  const read: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks as AsyncIterable<Buffer>) {
    read.push(chunk);
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Fault('too-large', `\`${file}\` has more than the ${mostBytes} bytes that are read: is it one message`);
  }
  return Buffer.concat(read);
}

export function whyNot(cause: unknown): string {
  const { code, path } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT' && path?.includes('\uFFFD') === true) return 'there is no such file, or its name is no UTF-8: rename it';
  const reasons: Record<string, string> = { ENOENT: 'there is no such file', EACCES: 'permission is denied', EISDIR: 'it is a directory' };
  return reasons[code ?? ''] ?? (cause instanceof Error ? cause.message : String(cause));
}
