import type { Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { Fault } from '../domain/fault.js';

const pieceBytes = 1 << 20;

/** The bytes of a file. Fails with `Fault('data-invalid')` behind the last of them where it was written to meanwhile: what was read may be but a part of it. */
export function readUnchanged(file: string): Readable {
  return Readable.from(piecesOf(file), { objectMode: false });
}

async function* piecesOf(file: string): AsyncGenerator<Buffer> {
  const handle = await open(file);
  try {
    const before = await handle.stat();
    yield* handle.createReadStream({ autoClose: false, highWaterMark: pieceBytes }) as AsyncIterable<Buffer>;
    if (before.isFile() && !isSame(before, await handle.stat())) {
      throw new Fault('data-invalid', `\`${file}\` was written to while it was read: import it again when it is whole`);
    }
  } finally {
    await handle.close();
  }
}

function isSame(before: Stats, after: Stats): boolean {
  return before.size === after.size && before.mtimeMs === after.mtimeMs;
}
