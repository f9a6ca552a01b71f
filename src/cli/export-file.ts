import { createHash } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PassThrough, Readable, Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Fault } from '../domain/fault.js';
import { cannotWrite, partialOf } from './write-file.js';

/** Writes text to standard output, no faster than it is read there. Answers SHA-256 of its bytes, hex. */
export async function streamOut(text: Iterable<string>, output: Writable = process.stdout): Promise<string> {
  const { digest, through } = hashing();
  await pipeline(Readable.from(text), through, output, { end: false });
  return digest();
}

/**
 * Writes text to a file that is not there yet, packed where its name ends in `.gz`; it has its name only once it is whole and on the disk,
 * and keeps it in a power cut. Answers SHA-256 of its bytes, hex. Throws `Fault('usage')`, or `Fault('not-written')` where writing failed.
 */
export async function writeNewFile(path: string, text: Iterable<string>): Promise<string> {
  requireNew(path);
  const partial = partialOf(path);
  const { digest, through } = hashing();
  try {
    const output = createWriteStream(partial, { flags: 'wx' });
    await pipeline(Readable.from(text), path.endsWith('.gz') ? createGzip() : new PassThrough(), through, output);
    await sync(partial);
    requireNew(path);
    await rename(partial, path);
    // not every file system lets that be done, nor every folder
    await sync(dirname(path)).catch(() => undefined);
  } catch (cause) {
    // where the path itself is wrong, removing fails as writing did
    await rm(partial, { force: true }).catch(() => undefined);
    throw cause instanceof Fault ? cause : cannotWrite(path, cause);
  }
  return digest();
}

/** Of a folder: the names in it. */
async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  await file.sync().finally(() => file.close());
}

function requireNew(path: string): void {
  if (existsSync(path)) throw new Fault('usage', `\`${path}\` is there already: name a file that is not, or move it away`);
}

function hashing(): { digest: () => string; through: Transform } {
  const hash = createHash('sha256');
  const through = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  return { digest: () => hash.digest('hex'), through };
}
