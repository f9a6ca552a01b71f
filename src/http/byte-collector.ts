/** Joins pieces of unknown number up to `limit` bytes, without keeping the pieces: a million of one byte each cost one buffer. */
export interface ByteCollector {
  /** false: it would be more than `limit`, and everything collected is dropped */
  add(piece: Buffer): boolean;
  /** what was collected; the next piece begins anew */
  take(): Buffer;
  isEmpty(): boolean;
}

const firstSize = 4096;
const nothing = Buffer.alloc(0);

export function createByteCollector(limit: number): ByteCollector {
  let bytes: Buffer = nothing;
  let length = 0;

  const take = (): Buffer => {
    const taken = bytes.subarray(0, length);
    bytes = nothing;
    length = 0;
    return taken;
  };

  return {
    add: (piece) => {
      const total = length + piece.length;
      if (total > limit) {
        take();
        return false;
      }
      if (total > bytes.length) bytes = grown(bytes, length, Math.min(limit, Math.max(total, bytes.length * 2, firstSize)));
      piece.copy(bytes, length);
      length = total;
      return true;
    },
    take,
    isEmpty: () => length === 0,
  };
}

function grown(bytes: Buffer, length: number, size: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(size);
  bytes.copy(larger, 0, 0, length);
  return larger;
}
