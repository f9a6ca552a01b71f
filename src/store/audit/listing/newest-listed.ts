import type { Database } from 'better-sqlite3';

export interface ListedSearch {
  /** strands, by number */
  wanted: ReadonlySet<number>;
  /** User ID: those of no party are looked for by it alone */
  user: string | undefined;
  /** numbers of records, both included */
  first: number;
  last: number;
  /** epoch milliseconds: from, included, and to, excluded */
  times: readonly [number, number];
  limit: number;
}

/** What is listed of one strand, or in it of one User ID of no party, some at a time. */
interface Strand {
  more: (upTo: number) => number[];
  /** newest last, so that it can be taken off the end */
  waiting: number[];
}

const WALKED = 4096;
const AT_ONCE = 64;

/**
 * Answers the newest listed records of any of the strands, newest first. Where they are frequent, walking back from the end finds them at once;
 * where not, the strands are asked one by one, which costs a look-up each, however many records lie between.
 */
export function newestListed(db: Database): (search: ListedSearch) => number[] {
  const walk = db.prepare<[number, number], { seq: number; at: number; strand: number; stranger: string | null }>(`
    SELECT seq, at, strand, stranger FROM listing NOT INDEXED WHERE seq >= ? AND seq <= ? ORDER BY seq DESC LIMIT ${WALKED}`);
  const ofStrand = db.prepare<[number, number, number, number, number], number>(`
    SELECT seq FROM listing INDEXED BY listing_by_strand WHERE strand = ? AND seq >= ? AND seq <= ? AND at >= ? AND at < ? ORDER BY seq DESC LIMIT ${AT_ONCE}`).pluck();
  const ofStranger = db.prepare<[string, number, number, number, number, number], number>(`
    SELECT seq FROM listing INDEXED BY listing_by_stranger WHERE stranger = ? AND strand = ? AND seq >= ? AND seq <= ? AND at >= ? AND at < ?
    ORDER BY seq DESC LIMIT ${AT_ONCE}`).pluck();
  const strangers = db.prepare<[number], number>('SELECT is_of_strangers FROM heading WHERE id = ?').pluck();
  const isOfStrangers = (strand: number): boolean => strangers.get(strand) === 1;

  function gather({ wanted, user, first, last, times, limit }: ListedSearch): number[] {
    const asked = [...wanted].map((number) => {
      const stranger = isOfStrangers(number) ? user : undefined;
      return (upTo: number): number[] =>
        (stranger === undefined ? ofStrand.all(number, first, upTo, ...times) : ofStranger.all(stranger, number, first, upTo, ...times)).reverse();
    });
    const strands = asked.map((more): Strand => ({ more, waiting: more(last) })).filter(({ waiting }) => waiting.length > 0);
    const found: number[] = [];
    strands.sort(byNewest);
    while (found.length < limit) {
      const newest = strands.pop();
      const seq = newest?.waiting.pop();
      if (newest === undefined || seq === undefined) break;
      found.push(seq);
      const rest = newest.waiting.length > 0 ? newest : { more: newest.more, waiting: newest.more(seq - 1) };
      if (rest.waiting.length > 0) insertSorted(strands, rest);
    }
    return found;
  }

  return (search) => {
    const { wanted, user, first, last, times: [from, to], limit } = search;
    if (limit <= 0 || wanted.size === 0 || last < first) return [];
    const walked = walk.all(first, last);
    const found = walked
      .filter(({ at, strand, stranger }) =>
        wanted.has(strand) && at >= from && at < to && (user === undefined || stranger === null || stranger === user))
      .map(({ seq }) => seq)
      .slice(0, limit);
    const reached = walked.at(-1);
    if (found.length === limit || walked.length < WALKED || reached === undefined) return found;
    return [...found, ...gather({ ...search, last: reached.seq - 1, limit: limit - found.length })];
  };
}

function newestOf({ waiting }: Strand): number {
  return waiting.at(-1) ?? 0;
}

function byNewest(a: Strand, b: Strand): number {
  return newestOf(a) - newestOf(b);
}

/** Into strands that are sorted, the newest last. */
function insertSorted(strands: Strand[], strand: Strand): void {
  const place = strands.findLastIndex((each) => newestOf(each) < newestOf(strand));
  strands.splice(place + 1, 0, strand);
}
