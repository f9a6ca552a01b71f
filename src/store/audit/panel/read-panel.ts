import type { Database } from 'better-sqlite3';
import type { Heading } from '../../../audit/heading.js';
import type { ChainPlace, CountedEntries, PanelAsking, PanelCounts, PanelSource, RepeatedRequest } from '../../../audit/panel-source.js';
import { addDays, dayInBritain, midnightInBritain } from '../../../domain/calendar.js';
import { Fault } from '../../../domain/fault.js';
import { findDayNumber } from '../../reference/day-number.js';
import { answering } from '../../sqlite/answering.js';
import { britishDayText } from '../counts/british-day.js';
import { countPart, type PartCounts } from './count-part.js';
import { isAltered } from '../rule-set-text.js';
import { createHeadings } from '../counts/headings.js';
import { readRejectedDevices } from './read-rejected-devices.js';

/** A span of whole days, as numbers, the last excluded, and what of it is a part of a day only, as instants. */
interface Split {
  days: readonly [number, number];
  parts: readonly (readonly [number, number])[];
}

/** Throws `Fault('malformed-value')` for a part of a day whose records have left the store, `Fault('audit-unavailable')` when it does not answer. */
export function panelSourceOf(db: Database): PanelSource {
  const headings = createHeadings(db);
  const read = db.transaction((asking: PanelAsking) => readPanel(db, headings.all(), asking));
  return { readPanel: (asking) => answering('audit-unavailable', () => read(asking)), readRuleSets: () => readRuleSets(db) };
}

/** of the newest records, in which one is looked for that was decided: there may be many that only sent a request again */
const newestRecords = 1_000;

/**
 * One at a time, as the first one tells almost everything: that by which the newest record was decided, as a record proves it; then the others, from the one
 * that was last in force. A text that is not what its version is the digest of tells nothing.
 */
function* readRuleSets(db: Database): Generator<string> {
  const deciding = db.prepare<[], string>(`
    SELECT record ->> '$.ruleSetVersion' FROM entry WHERE seq > (SELECT max(seq) FROM entry) - ${newestRecords} AND record ->> '$.kind' = 'decision' ORDER BY seq DESC LIMIT 1`).pluck();
  const versions = db.prepare<[string | null], string>(`
    SELECT version FROM rule_set LEFT JOIN (SELECT version, max(seq) AS last FROM rule_set_in_force GROUP BY version) USING (version)
    ORDER BY version IS ? DESC, last DESC NULLS LAST, rule_set.rowid DESC`).pluck();
  const files = db.prepare<[string], string>('SELECT text FROM rule_set WHERE version = ?').pluck();
  for (const version of answering('audit-unavailable', () => versions.all(deciding.get() ?? null))) {
    yield* answering('audit-unavailable', () => files.all(version)).filter((text) => !isAltered({ version, text }));
  }
}

function readPanel(db: Database, headings: ReadonlyMap<number, Heading>, asking: PanelAsking): PanelCounts {
  const { days, parts } = splitSpan(asking);
  const counted = [countDays(db, days, asking), ...parts.map((part) => countPart(db, part))];
  const nameOf = (heading: number): Heading => {
    const found = headings.get(heading);
    if (found === undefined) throw new Fault('audit-unavailable', `the store counts under heading ${heading}, which it does not have: run slotguard audit verify`);
    return found;
  };
  const devices = asking.devices === null ? { rejectedDevices: [], earlierDevices: [], devices: [] } : readRejectedDevices(db, nameOf, asking, asking.devices);
  return {
    entries: counted
      .flatMap(({ entries }) => entries)
      .map(({ day, heading, entries }): CountedEntries => ({ day: britishDayText(day), heading: nameOf(heading), entries })),
    repeated: counted
      .flatMap(({ repeated }) => repeated)
      .map(({ request, heading, entries }): RepeatedRequest => ({ request, heading: nameOf(heading), entries })),
    ...devices,
    since: findSince(db),
    through: db.prepare<[], ChainPlace>('SELECT seq, link FROM entry ORDER BY seq DESC LIMIT 1').get() ?? null,
  };
}

function findSince(db: Database): string | null {
  const day = db.prepare<[], number | null>('SELECT min(day) FROM tally').pluck().get() ?? null;
  return day === null ? null : britishDayText(day);
}

function splitSpan({ from, to }: PanelAsking): Split {
  const [firstDay, lastDay] = [dayInBritain(from), dayInBritain(to)];
  const first = midnightInBritain(firstDay) === from ? firstDay : addDays(firstDay, 1);
  if (midnightInBritain(first) >= to) return { days: [0, 0], parts: [[from, to]] };
  const parts = [[from, midnightInBritain(first)], [midnightInBritain(lastDay), to]] as const;
  const days = [findDayNumber(first) ?? 0, findDayNumber(lastDay) ?? 0] as const;
  return { days, parts: parts.filter(([begin, end]) => begin < end) };
}

function countDays(db: Database, days: readonly [number, number], { devices }: PanelAsking): PartCounts {
  const entries = db.prepare<[number, number], PartCounts['entries'][number]>('SELECT day, heading, sum(entries) AS entries FROM tally WHERE day >= ? AND day < ? GROUP BY day, heading');
  const repeated = db.prepare<[number, number], PartCounts['repeated'][number]>('SELECT request, heading, sum(entries) AS entries FROM repeated WHERE day >= ? AND day < ? GROUP BY request, heading');
  return { entries: entries.all(...days), repeated: devices === null ? [] : repeated.all(...days) };
}
