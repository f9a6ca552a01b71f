import type { Readable } from 'node:stream';
import type { Place } from '../../domain/fault.js';

export const importKinds = ['parties', 'inventory', 'registration'] as const;
export type ImportKind = (typeof importKinds)[number];

export interface ImportRequest {
  kind: ImportKind;
  /** its name in messages; `-`: standard input */
  file: string;
  input: Readable;
  /** the file becomes the whole truth for its kind; otherwise its rows are added to what is there, or take its place by their key */
  replace: boolean;
  /** applies the good rows and writes the bad ones to `rejectedTo`; otherwise one bad row keeps the whole file out */
  skipBadRows: boolean;
  /** lets `replace` go on with no rows, or with fewer than half as many as before */
  force?: boolean;
  /** `FILE.rejected.csv` unless said otherwise */
  rejectedTo?: string;
  /** called now and then with the bytes taken from `input` and the rows read so far */
  onProgress?: (bytes: number, rows: number) => void;
  /** epoch milliseconds; the clock unless said otherwise */
  now?: () => number;
}

/** What became of a file. `applied` is 0 where bad rows kept it out, and then nothing in the store has changed. */
export interface ImportReport {
  /** applied + unchanged + rejected, unless the file was kept out */
  read: number;
  /** rows that were new or other than the stored ones */
  applied: number;
  unchanged: number;
  rejected: number;
  /** stored rows that the file did not name, in a replacement */
  removed: number;
  seconds: number;
  /** the first 100, in the order of the lines */
  problems: readonly Place[];
  problemCount: number;
  /** where the bad rows were written */
  rejectedTo: string | undefined;
}
