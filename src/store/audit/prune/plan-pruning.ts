import type { Database } from 'better-sqlite3';
import { addDays, dayInBritain, midnightInBritain } from '../../../domain/calendar.js';
import { shellWord } from '../../../domain/shell-word.js';
import { beginOfChain, findLink } from '../chain/chain-place.js';
import { type ExportedFile, listExportedFiles, standardOutput } from '../export/exported-files.js';
import { findStretch } from '../listing/find-stretch.js';
import { headOf } from '../chain/head.js';
import type { Stretch } from '../listing/listing-filters.js';

/** Which records are to leave, and whether they may. */
export interface PruningPlan {
  /** the last record that is to leave; undefined: nothing is so old */
  through: number | undefined;
  months: MonthPlan[];
  /** SHA-256 of the files that hold what leaves */
  exports: string[];
}

/** Records of a calendar month in Great Britain. */
export interface MonthPlan extends Stretch {
  /** `YYYY-MM` */
  month: string;
  /** what stands in the way, and the commands that clear it; undefined: nothing */
  missing: { problem: string; commands: string[] } | undefined;
}

export interface PruningRequest {
  /** `YYYY-MM-DD`: whole months before this day leave, never the present one */
  before: string;
  /** epoch milliseconds */
  now: number;
  /** whether files without MPxNs will do */
  withoutMpxn: boolean;
}

/** Only a beginning of the chain can leave: up to the first record that is of a later month, and never the newest one. */
export function planPruning(db: Database, request: PruningRequest): PruningPlan {
  const [month = ''] = [request.before.slice(0, 7), dayInBritain(request.now).slice(0, 7)].sort();
  const end = midnightInBritain(`${month}-01`);
  const begin = beginOfChain(db).seq;
  const newest = headOf(db).findHead()?.seq ?? 0;
  const through = (findStretch(db, { from: end })?.first ?? newest) - 1;
  if (through <= begin) return { through: undefined, months: [], exports: [] };
  const files = listExportedFiles(db);
  const leaving = monthsOf(db, { first: begin + 1, last: through }, end);
  const months = leaving.map((month): MonthPlan => ({ ...month, missing: whatIsMissing(db, month, files, request) }));
  const exports = files.filter((file) => mayStandIn(db, file, request) && file.last > begin && file.first <= through).map(({ sha256 }) => sha256);
  return { through, months, exports };
}

function monthsOf(db: Database, { first, last }: Stretch, end: number): Omit<MonthPlan, 'missing'>[] {
  const oldest = db.prepare<[number, number], number | null>('SELECT min(at) FROM entry NOT INDEXED WHERE seq >= ? AND seq <= ?').pluck().get(first, last) ?? end;
  const months: Omit<MonthPlan, 'missing'>[] = [];
  for (let month = dayInBritain(oldest).slice(0, 7); midnightInBritain(`${month}-01`) < end; month = monthAfter(month)) {
    const found = findStretch(db, { from: midnightInBritain(`${month}-01`), to: midnightInBritain(`${monthAfter(month)}-01`) });
    const stretch = found && { first: Math.max(found.first, first), last: Math.min(found.last, last) };
    if (stretch !== undefined && stretch.first <= stretch.last) months.push({ month, ...stretch });
  }
  return months;
}

function monthAfter(month: string): string {
  return addDays(`${month}-28`, 4).slice(0, 7);
}

/** A file that was read back and holds what is asked of it, and whose last record is still where the chain has it, or gone. */
function mayStandIn(db: Database, { verifiedAt, hasMpxn, last, link }: ExportedFile, { withoutMpxn }: PruningRequest): boolean {
  return verifiedAt !== null && (hasMpxn || withoutMpxn) && (findLink(db, last) ?? link) === link;
}

function whatIsMissing(db: Database, month: Omit<MonthPlan, 'missing'>, files: readonly ExportedFile[], request: PruningRequest): MonthPlan['missing'] {
  if (isCovered(month, files.filter((file) => mayStandIn(db, file, request)))) return undefined;
  const option = request.withoutMpxn ? '' : ' --clear-mpxn';
  const file = `audit-${month.month}.ndjson.gz`;
  const again = [
    `slotguard audit export --from ${month.month}-01 --to ${monthAfter(month.month)}-01${option} --out ${file}`,
    `slotguard audit verify ${file}`,
  ];
  const unread = files.filter(({ verifiedAt, hasMpxn, first, last }) =>
    verifiedAt === null && (hasMpxn || request.withoutMpxn) && last >= month.first && first <= month.last);
  if (unread.length > 0 && isCovered(month, [...unread, ...files.filter((each) => mayStandIn(db, each, request))])) {
    const paths = [...new Set(unread.map(({ path }) => path))];
    const hasUnnamed = paths.includes(standardOutput);
    return {
      problem: `was exported, but the export was not read back${hasUnnamed ? ' (FILE: where standard output went)' : ''}`,
      commands: paths.map((path) => `slotguard audit verify ${path === standardOutput ? 'FILE' : shellWord(path)}`),
    };
  }
  const isMasked = isCovered(month, files.filter((each) => mayStandIn(db, each, { ...request, withoutMpxn: true })));
  return { problem: isMasked ? 'was exported with MPxNs masked, and would lose them (--without-mpxn lets it)' : 'was not exported as a whole', commands: again };
}

function isCovered({ first, last }: Stretch, files: readonly Stretch[]): boolean {
  let next = first;
  for (const file of [...files].sort((a, b) => a.first - b.first)) if (file.first <= next) next = Math.max(next, file.last + 1);
  return next > last;
}
