import type { Database } from 'better-sqlite3';
import { linkAfter } from '../../../audit/chain.js';
import type { ChainPlace } from '../../../audit/panel-source.js';
import { causeOf } from '../../sqlite/answering.js';
import type { Told } from './told.js';
import type { Broken } from './walk-stretch.js';

/** What is wrong with the records, and where it begins. */
export interface ChainProblem {
  kind: 'altered' | 'missing' | 'reordered' | 'added' | 'beside' | 'unreadable';
  /** the first record concerned */
  seq: number;
  /** null where it is not there, or cannot be read */
  decisionId: string | null;
  /** RFC 3339 */
  at: string | null;
  problem: string;
}

interface Row {
  seq: number;
  id: string;
  at: number;
  link: string;
  record: string;
}

/** Says what happened to the first record that is not as it should be; `before` is the link that it must follow. */
export function nameBreak(db: Database, broken: Broken, before: string, told: Told): ChainProblem {
  const { seq } = broken;
  try {
    const row = rowOf(db)(seq);
    if (broken.kind === 'beside') return problem('beside', row, `record ${seq} is as it was written, but ${broken.what}, which stands beside it, was changed`);
    if (broken.kind === 'unreadable') return problem('unreadable', row ?? { seq }, `record ${seq} cannot be read (${broken.what})`);
    return row === undefined ? nameGap(db, seq, told) : nameWrongLink(db, row, before, told);
  } catch (cause) {
    return problem('unreadable', { seq }, `record ${seq} cannot be read (${causeOf(cause)})`);
  }
}

function nameGap(db: Database, seq: number, { begin, head }: Told): ChainProblem {
  const last = head?.seq ?? seq;
  const next = db.prepare<[number, number], number | null>('SELECT min(seq) FROM entry WHERE seq > ? AND seq <= ?').pluck().get(seq, last) ?? null;
  const upTo = (next ?? last + 1) - 1;
  const those = upTo > seq ? `records ${seq} to ${upTo} are missing` : `record ${seq} is missing`;
  const where = next === null ? 'the end of the chain was cut off' : seq === begin.seq + 1 ? 'the beginning of the chain was cut off' : 'they were removed from within the chain';
  return problem('missing', { seq }, `${those}: ${upTo > seq || next === null ? where : where.replace('they were', 'it was')}`);
}

function nameWrongLink(db: Database, row: Row, before: string, { begin, head }: Told): ChainProblem {
  const { seq, link, record } = row;
  const follows = (place: string, next: number): boolean => {
    const found = rowOf(db)(next);
    return found === undefined ? place === head?.link : linkAfter(place, found.record) === found.link;
  };
  if (follows(linkAfter(before, record), seq + 1)) return problem('beside', row, `record ${seq} is as it was written, but its link, which stands beside it, was changed`);
  const rightful = findFollower(db, row, before);
  if (rightful !== undefined && rightful.isAlone && follows(rightful.link, rightful.seq + 1)) {
    return problem('added', row, `${rightful.seq > seq + 1 ? `records ${seq} to ${rightful.seq - 1} were` : `record ${seq} was`} added: record ${rightful.seq} follows what is before`);
  }
  if (rightful !== undefined) return problem('reordered', row, `the record that belongs at ${seq} stands at ${rightful.seq}: they were exchanged, or moved`);
  const followed = findFollowed(db, row, begin);
  if (followed !== undefined) {
    const others = followed + 2 < seq ? `with those after it, up to ${seq - 1}, ` : '';
    const place = followed === begin.seq ? 'the beginning' : `record ${followed}`;
    return addedRecord(db, followed + 1, `${others}behind ${place}, which record ${seq} follows`);
  }
  const last = db.prepare<[], { seq: number; link: string }>('SELECT seq, link FROM entry ORDER BY seq DESC LIMIT 1').get();
  if (last !== undefined && head !== undefined && last.seq < head.seq && last.link === head.link) {
    return problem('missing', { seq }, `${head.seq - last.seq} records are missing from ${seq} on, and those after took their numbers`);
  }
  const rewritten = seq === 1 ? 'that which the chain begins with was changed' : `record ${seq - 1} was rewritten together with its link`;
  return problem('altered', row, `record ${seq} does not follow the records before it: its text was altered${follows(link, seq + 1) ? ', as the records after it still follow its old one' : ''}, or ${rewritten}`);
}

/** The later record that follows what is before this one: by its own link, or by the link that stayed in its place. */
function findFollower(db: Database, { seq, link }: Row, before: string): { seq: number; link: string; isAlone: boolean } | undefined {
  const later = db.prepare<[number], Row>('SELECT seq, id, at, link, record FROM entry NOT INDEXED WHERE seq > ? ORDER BY seq');
  for (const row of later.iterate(seq)) {
    const right = linkAfter(before, row.record);
    if (right === row.link || right === link) return { seq: row.seq, link: row.link, isAlone: right === row.link };
  }
  return undefined;
}

/** The earlier record that this one follows, though others stand in between. */
function findFollowed(db: Database, { seq, link, record }: Row, begin: ChainPlace): number | undefined {
  const earlier = db.prepare<[number], { seq: number; link: string }>('SELECT seq, link FROM entry NOT INDEXED WHERE seq < ? ORDER BY seq DESC');
  for (const row of earlier.iterate(seq - 1)) if (linkAfter(row.link, record) === link) return row.seq;
  return seq > begin.seq + 1 && linkAfter(begin.link, record) === link ? begin.seq : undefined;
}

function rowOf(db: Database): (seq: number) => Row | undefined {
  const row = db.prepare<[number], Row>('SELECT seq, id, at, link, record FROM entry WHERE seq = ?');
  return (seq) => row.get(seq);
}

function problem(kind: ChainProblem['kind'], row: { seq: number; id?: string; at?: number } | undefined, sentence: string): ChainProblem {
  const at = row?.at === undefined || Math.abs(row.at) > 8.64e15 ? null : new Date(row.at).toISOString();
  return { kind, seq: row?.seq ?? 0, decisionId: row?.id ?? null, at, problem: sentence };
}

export function addedRecord(db: Database, seq: number, where: string): ChainProblem {
  return problem('added', rowOf(db)(seq) ?? { seq }, `record ${seq} was added ${where}`);
}

export function changedEnd(db: Database, seq: number): ChainProblem {
  return problem('beside', rowOf(db)(seq) ?? { seq }, `what the store tells of the end of the chain was changed, or record ${seq}, the last one, was rewritten together with its link`);
}
