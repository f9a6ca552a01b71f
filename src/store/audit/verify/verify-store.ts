import type { Checkpoint } from '../../../audit/checkpoint.js';
import { hasPlace, type ReadBack, type ReadFiles, verifyFiles } from '../export/verify-files.js';
import { makeSafe } from '../export/make-safe.js';
import { noteFiles } from '../export/note-files.js';
import type { Head } from '../chain/head.js';
import { createChainOpener, openChain } from '../chain/open-chain.js';
import type { ChainProblem } from './name-break.js';
import { type OnProgress, surveyChain } from './survey-chain.js';

export interface VerifyRequest {
  /** exports to read back */
  files: readonly string[];
  /** what the chain must go through; a text: why it cannot count */
  checkpoint: Checkpoint | string | undefined;
  onProgress?: OnProgress;
}

/** What `slotguard audit verify` tells. */
export interface Verified {
  holds: boolean;
  /** what the chain of this store begins with; null: nothing was ever written */
  store: string | null;
  /** records that are there, by number */
  records: number;
  first: number;
  last: number;
  /** SHA-256, hex, that holds all of them */
  link: string;
  /** records that left the store before */
  pruned: number;
  /** the first record that is not as it was written */
  problem: ChainProblem | null;
  /** what else does not agree with the records, each a sentence */
  otherProblems: string[];
  files: (Omit<ReadBack, 'problem'> & { problem: string | null })[];
  checkpoint: { seq: number | null; problem: string | null } | null;
  /** why it could not be noted in the store which files were read back; null: it is, or there are none */
  notNoted: string | null;
}

/** Throws `Fault('audit-unavailable')` when the store does not answer, `Fault('data-invalid')` for a file that cannot be read. */
export async function verifyStore(path: string, { files, checkpoint, onProgress }: VerifyRequest): Promise<Verified> {
  const openToWrite = createChainOpener(path);
  const db = openChain(path);
  try {
    const { told: { head, begin }, problem, otherProblems } = await surveyChain(db, onProgress);
    const place = typeof checkpoint === 'object' ? checkpoint.seq : undefined;
    const read = await verifyFiles(db, files, place);
    const isRead = read.files.every((file) => file.problem === undefined);
    const told = checkpoint === undefined ? null : tellCheckpoint(db, checkpoint, head, isRead ? read : undefined);
    const holds = problem === undefined && otherProblems.length === 0 && isRead && (told?.problem ?? null) === null;
    const sound = problem === undefined ? read.files.filter((file) => file.problem === undefined) : [];
    const noted = sound.map((file) => ({ ...file, exportedAt: null, verifiedAt: Date.now() }));
    const notNoted = makeSafe(noted.map((file) => file.path)) ?? noteFiles(openToWrite, noted);
    return {
      holds, store: head?.origin ?? null, records: (head?.seq ?? 0) - begin.seq, first: begin.seq + 1, last: head?.seq ?? 0, link: head?.link ?? '', pruned: begin.seq,
      problem: problem ?? null, otherProblems, files: read.files.map((file) => ({ ...file, problem: file.problem ?? null })), checkpoint: told, notNoted,
    };
  } finally {
    db.close();
  }
}

function tellCheckpoint(db: Parameters<typeof hasPlace>[0], checkpoint: Checkpoint | string, head: Head | undefined, read: ReadFiles | undefined): Verified['checkpoint'] {
  if (typeof checkpoint === 'string') return { seq: null, problem: checkpoint };
  const { seq, store } = checkpoint;
  const last = head?.seq ?? 0;
  if (store !== null && store !== head?.origin) return { seq, problem: 'the checkpoint is of another store, or the beginning of this one was changed' };
  if (seq === 0) return { seq, problem: null };
  const problems = {
    yes: null,
    no: seq > last
      ? `record ${seq} of the checkpoint is not there: the end of the chain was cut off, or an older backup was put back`
      : `the chain does not go through the checkpoint: record ${seq} is not the one that it tells of, so that this one or one before it was altered since, or others were written in its place after an older backup was put back`,
    left: `record ${seq} of the checkpoint has left the store: name the exports that hold it and all that left after it`,
  };
  return { seq, problem: problems[hasPlace(db, checkpoint, read?.linkOfPlace)] };
}
