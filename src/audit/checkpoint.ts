import type { ChainPlace } from './panel-source.js';

/** Where the chain of a store stood at some time: kept elsewhere, it shows later that nothing up to there was altered since. */
export interface Checkpoint extends ChainPlace {
  /** what the chain of this store begins with; null: it is not begun */
  store: string | null;
  /** records that the store holds, and does not only count */
  records: number;
  /** RFC 3339, UTC, milliseconds */
  at: string;
}

/** Undefined where it is none. */
export function readCheckpoint(json: string): Checkpoint | undefined {
  try {
    const { store, seq, link, records, at } = JSON.parse(json) as Record<keyof Checkpoint, unknown>;
    const isOne = (typeof store === 'string' || store === null) && Number.isSafeInteger(seq) && typeof link === 'string' && Number.isSafeInteger(records) && typeof at === 'string';
    return isOne ? { store, seq: Number(seq), link, records: Number(records), at } : undefined;
  } catch {
    return undefined;
  }
}
