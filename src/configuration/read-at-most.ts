import { closeSync, openSync, readSync } from 'node:fs';

/** The bytes of a file, `most` of them where it has more: what has no end, such as a device, is not waited for. Throws as `readFileSync` does. */
export function readAtMost(path: string, most: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(most);
    let length = 0;
    for (let read = -1; read !== 0 && length < most; length += read) read = readSync(file, bytes, length, most - length, null);
    return bytes.subarray(0, length);
  } finally {
    closeSync(file);
  }
}
