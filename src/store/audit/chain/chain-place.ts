import type { Database } from 'better-sqlite3';
import { originLink } from '../../../audit/chain.js';
import type { Checkpoint } from '../../../audit/checkpoint.js';
import type { ChainPlace } from '../../../audit/panel-source.js';
import { answering } from '../../sqlite/answering.js';
import { headOf } from './head.js';

/** Behind which place the records begin that the store still has. */
export function beginOfChain(db: Database): ChainPlace {
  const pruned = db.prepare<[], ChainPlace>('SELECT seq, link FROM pruned').get();
  const head = headOf(db).findHead();
  return pruned ?? { seq: 0, link: head === undefined ? '' : originLink(head.origin) };
}

/** The link of a record that is there, or of the place behind which the records begin. */
export function findLink(db: Database, seq: number): string | undefined {
  const begin = beginOfChain(db);
  return seq === begin.seq ? begin.link : db.prepare<[number], string>('SELECT link FROM entry WHERE seq = ?').pluck().get(seq);
}

/** Where the chain stands now. Throws `Fault('audit-unavailable')` where the store does not answer. */
export function takeCheckpoint(db: Database, at: Date = new Date()): Checkpoint {
  const take = (): Checkpoint => {
    const head = headOf(db).findHead();
    return { store: head?.origin ?? null, seq: head?.seq ?? 0, link: head?.link ?? '', records: (head?.seq ?? 0) - beginOfChain(db).seq, at: at.toISOString() };
  };
  return answering('audit-unavailable', () => db.transaction(take)());
}
