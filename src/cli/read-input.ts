import { readFile, stat } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { Fault } from '../domain/fault.js';

/** The bytes of a file, or of standard input for `-`. */
export async function readInput(file: string): Promise<Buffer> {
  if (file === '-') return buffer(process.stdin);
  try {
    return await readFile(file);
  } catch (cause) {
    throw new Fault('usage', `\`${file}\` cannot be read: ${whyNot(cause)}`, [], { cause });
  }
}

/** How many bytes a file has that is to be read piece by piece. */
export async function sizeOfInput(file: string): Promise<number> {
  const found = await stat(file).catch((cause: unknown) => {
    throw new Fault('usage', `\`${file}\` cannot be read: ${whyNot(cause)}`, [], { cause });
  });
  if (found.isDirectory()) throw new Fault('usage', `\`${file}\` cannot be read: it is a directory: name the files in it`);
  return found.size;
}

export function whyNot(cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException;
  const reasons: Record<string, string> = { ENOENT: 'there is no such file', EACCES: 'permission is denied', EISDIR: 'it is a directory' };
  return reasons[code ?? ''] ?? (cause instanceof Error ? cause.message : String(cause));
}
