import type { Database } from 'better-sqlite3';
import { type ChainLine } from '../../../audit/chain-line.js';
import { isCommittedTo } from '../../../audit/chain.js';
import type { AuditEntry } from '../../../audit/record.js';
import { answering } from '../../sqlite/answering.js';
import { beginOfChain, findLink } from '../chain/chain-place.js';
import { listExportedFiles } from './exported-files.js';
import { readExport } from './read-export.js';

/** What was read back. */
export interface ReadBack {
  path: string;
  sha256: string;
  /** records, by number; 0 where there are none */
  first: number;
  last: number;
  /** of the record before the first, and of the last */
  before: string;
  link: string;
  hasMpxn: boolean;
  /** the first thing that is wrong with it */
  problem: string | undefined;
}

export interface ReadFiles {
  files: ReadBack[];
  /** the link of the record that was asked for, by the file that holds it */
  linkOfPlace: string | undefined;
}

interface StoredRow {
  record: string;
  link: string;
}

/**
 * Reads exported files back: each must hold together, leave no record out behind the ones before it, and be byte for byte what the store
 * holds. Of what has left the store the last link must be the one that the store's chain goes on from. `place`: the number of a record whose
 * link to tell.
 */
export async function verifyFiles(db: Database, paths: readonly string[], place?: number): Promise<ReadFiles> {
  const read: ReadFiles = { files: [], linkOfPlace: undefined };
  for (const path of paths) read.files.push(await readOne(db, path, ({ seq, link }) => { if (seq === place) read.linkOfPlace = link; }));
  read.files.sort((a, b) => a.first - b.first || a.last - b.last);
  const joined = joinFiles(read.files);
  return { ...read, files: proveWhatLeft(db, joined) };
}

async function readOne(db: Database, path: string, onLine: (line: ChainLine) => void): Promise<ReadBack> {
  const findStored = findStoredOf(db);
  const { lines, digest } = await readExport(path);
  const back: ReadBack = { path, sha256: '', first: 0, last: 0, before: '', link: '', hasMpxn: true, problem: undefined };
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (back.problem !== undefined) continue;
    const problem = line === undefined ? 'is no whole line of an export, or was altered' : problemOfLine(line, back, findStored(line));
    if (problem !== undefined) back.problem = `line ${number}${line === undefined ? '' : `, record ${line.seq},`} ${problem}`;
    if (line === undefined || problem !== undefined) continue;
    if (back.first === 0) Object.assign(back, { first: line.seq, before: line.before });
    Object.assign(back, { last: line.seq, link: line.link, hasMpxn: back.hasMpxn && isInClear(line) });
    onLine(line);
  }
  return { ...back, sha256: digest(), problem: back.problem ?? (number === 0 ? 'holds no record' : undefined) };
}

/** Answers the line itself where the record has left the store, also where it did so meanwhile. */
function findStoredOf(db: Database): (line: ChainLine) => StoredRow | ChainLine | undefined {
  const stored = db.prepare<[number], StoredRow>('SELECT record, link FROM entry WHERE seq = ?');
  let begin = beginOfChain(db);
  const findRow = (line: ChainLine): StoredRow | ChainLine | undefined => {
    const row = stored.get(line.seq);
    if (row === undefined) begin = beginOfChain(db);
    return row ?? (line.seq > begin.seq ? undefined : line);
  };
  return (line) => (line.seq > begin.seq ? answering('audit-unavailable', () => findRow(line)) : line);
}

function problemOfLine(line: ChainLine, { first, last, link }: ReadBack, stored: StoredRow | ChainLine | undefined): string | undefined {
  if (first !== 0 && line.seq !== last + 1) return `stands where record ${last + 1} belongs`;
  if (first !== 0 && line.before !== link) return 'does not follow the record before it';
  if (stored === undefined) return 'is not in the store';
  if (stored.link !== line.link || ('record' in stored && stored.record !== line.text)) return 'is not what the store holds under this number';
  if (line.sealed !== undefined && !isCommittedTo(JSON.parse(line.text) as AuditEntry, line.sealed)) return 'carries an MPxN that is not the one it commits itself to';
  return undefined;
}

function isInClear({ text, sealed }: ChainLine): boolean {
  return sealed !== undefined || isCommittedTo(JSON.parse(text) as AuditEntry, undefined);
}

/** Where two hold the same records, as with MPxNs masked and in clear, each is held against the store by itself. */
function joinFiles(files: readonly ReadBack[]): ReadBack[] {
  let furthest: ReadBack | undefined;
  return files.map((file) => {
    const before = furthest;
    if (before === undefined || file.last > before.last) furthest = file;
    const isJoined = before === undefined || file.first <= before.last || (file.first === before.last + 1 && file.before === before.link);
    return file.problem !== undefined || isJoined ? file : { ...file, problem: `does not continue \`${before.path}\`, which ends with record ${before.last}: it begins with record ${file.first}` };
  });
}

/** From the last file to the first: what has left is proven by what it is continued by, or by having been read back while it was there. */
function proveWhatLeft(db: Database, files: readonly ReadBack[]): ReadBack[] {
  const begin = beginOfChain(db);
  const known = new Set(listExportedFiles(db).flatMap(({ sha256, verifiedAt }) => (verifiedAt === null ? [] : [sha256])));
  const proven: ReadBack[] = [];
  for (const file of [...files].reverse()) {
    const isJoined = file.last >= begin.seq
      ? file.last > begin.seq || file.link === begin.link
      : proven.some((next) => next.problem === undefined && next.first === file.last + 1 && next.before === file.link);
    const problem = file.problem ?? (isJoined || known.has(file.sha256) ? undefined : `cannot be proved alone, as its records have left the store: name the files after it, too, up to record ${begin.seq}`);
    proven.unshift({ ...file, problem });
  }
  return proven;
}

/** Whether the chain goes through a place: by what the store holds, or else by a file that was read back. */
export function hasPlace(db: Database, { seq, link }: { seq: number; link: string }, linkOfPlace: string | undefined): 'yes' | 'no' | 'left' {
  const found = answering('audit-unavailable', () => findLink(db, seq)) ?? linkOfPlace;
  if (found === undefined) return seq < beginOfChain(db).seq ? 'left' : 'no';
  return found === link ? 'yes' : 'no';
}
