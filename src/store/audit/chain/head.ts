import type { Database } from 'better-sqlite3';
import { originLink } from '../../../audit/chain.js';
import type { ChainPlace } from '../../../audit/panel-source.js';
import { readOrigin } from './origin.js';

export interface Head extends ChainPlace {
  /** 32 hex digits: what the chain of this store begins with */
  origin: string;
}

/** Where the chain ends: kept apart from the entries, so that it shows when the last of them are gone. */
export function headOf(db: Database): { findHead: () => Head | undefined; head: () => Head; moveHead: (place: ChainPlace) => void } {
  const find = db.prepare<[], Head>('SELECT origin, seq, link FROM head');
  const begin = db.prepare<[string, string]>('INSERT INTO head (id, origin, seq, link) VALUES (1, ?, 0, ?)');
  const move = db.prepare<[number, string]>('UPDATE head SET seq = ?, link = ?');
  return {
    findHead: () => find.get(),
    head: () => find.get() ?? beginChain(),
    moveHead: ({ seq, link }) => { move.run(seq, link); },
  };

  function beginChain(): Head {
    const origin = readOrigin(db);
    const link = originLink(origin);
    begin.run(origin, link);
    return { origin, seq: 0, link };
  }
}
