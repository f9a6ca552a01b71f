import type { Database } from 'better-sqlite3';
import type { Heading } from '../../audit/heading.js';
import type { EarlierDevices, PanelCounts, RejectedDevice, RejectedDevices } from '../../audit/panel-source.js';
import type { Span } from '../../audit/record.js';
import { britishDay, britishDayText } from './british-day.js';

type DevicesRead = Pick<PanelCounts, 'rejectedDevices' | 'earlierDevices' | 'devices'>;

/** One counted rejection, and how the device stands that was rejected: `since` is the number of the first rejection since it was last right. */
type RejectionRow = [since: number, heading: number, firstHeading: number, day: number, rightDay: number | null, at: number];

interface DeviceRow {
  device: string;
  decision_id: string;
  at: number;
  rejections: number;
  last_at: number;
  right_at: number | null;
  right_heading: number | null;
  right_decision_id: string | null;
}

/** The same for the same sender, operator and days. */
interface Group {
  heading: Pick<Heading, 'supplier' | 'responsible'>;
  day: number;
  rightDay: number | null;
  devices: number;
}

export function readRejectedDevices(db: Database, nameOf: (heading: number) => Heading, span: Required<Span>, most: number): DevicesRead {
  const rejected = createGroups(nameOf);
  const again = createGroups(nameOf);
  const known = new Set<number>();
  const [outstanding, putRight]: [RejectionRow[], RejectionRow[]] = [[], []];
  for (const row of rejectionsOf(db).iterate(span.from, span.to)) {
    const [since, heading, firstHeading, day, rightDay, at] = row;
    if (known.has(since)) continue;
    known.add(since);
    rejected.add(heading, day, rightDay);
    if (rightDay === null && at < span.from) again.add(firstHeading, day, null);
    (rightDay === null ? outstanding : putRight).push(row);
  }
  const bySince = (a: RejectionRow, b: RejectionRow) => a[0] - b[0];
  const tell = tellDeviceOf(db, nameOf);
  return {
    rejectedDevices: rejected.all().map(({ heading, day, rightDay, devices }): RejectedDevices => ({
      heading, rejectedOn: britishDayText(day), putRightOn: rightDay === null ? null : britishDayText(rightDay), devices,
    })),
    earlierDevices: readEarlier(db, nameOf, span, again.all()),
    devices: [...outstanding.sort(bySince), ...putRight.sort(bySince)].slice(0, most).map(tell),
  };
}

function rejectionsOf(db: Database) {
  return db.prepare<[number, number], RejectionRow>(`
    SELECT rejection.rejected_device, rejection.heading, standing.heading, standing.day, standing.right_day, standing.at
    FROM rejection INDEXED BY rejection_by_time CROSS JOIN rejected_device AS standing INDEXED BY standing_of_device ON standing.seq = rejection.rejected_device
    WHERE rejection.at >= ? AND rejection.at < ? ORDER BY rejection.at, rejection.seq`).raw();
}

/** Outstanding devices that were first rejected before the span, without those that were rejected `again` in it. */
function readEarlier(db: Database, nameOf: (heading: number) => Heading, { from }: Required<Span>, again: readonly Group[]): EarlierDevices[] {
  const before = createGroups(nameOf);
  const days = db.prepare<[number], [heading: number, day: number, devices: number]>(`
    SELECT heading, day, count(*) FROM rejected_device INDEXED BY outstanding_by_day WHERE right_seq IS NULL AND day < ? GROUP BY day, heading`).raw();
  const partOfDay = db.prepare<[number, number], [heading: number, day: number]>(`
    SELECT heading, day FROM rejected_device INDEXED BY outstanding_by_day WHERE right_seq IS NULL AND day = ? AND at < ?`).raw();
  const first = britishDay(from);
  for (const [heading, day, devices] of days.iterate(first)) before.add(heading, day, null, devices);
  for (const [heading, day] of partOfDay.iterate(first, from)) before.add(heading, day, null);
  for (const { heading, day, devices } of again) before.take(heading, day, devices);
  return before.all().filter(({ devices }) => devices > 0).map(({ heading, day, devices }): EarlierDevices => ({ heading, rejectedOn: britishDayText(day), devices }));
}

/** Adds up by sender, operator and days. */
function createGroups(nameOf: (heading: number) => Heading) {
  const numbers = new Map<string, number>();
  const concerns: Group['heading'][] = [];
  const numberOf = ({ supplier, responsible }: Group['heading']): number => {
    const key = JSON.stringify([supplier, responsible]);
    const found = numbers.get(key);
    if (found !== undefined) return found;
    numbers.set(key, concerns.length);
    return concerns.push({ supplier, responsible }) - 1;
  };
  const ofHeading = new Map<number, number>();
  const groups = new Map<string, Group>();
  const keyOf = (concern: number, day: number, rightDay: number | null) => `${concern} ${day} ${rightDay ?? ''}`;
  return {
    add: (heading: number, day: number, rightDay: number | null, devices = 1): void => {
      const concern = ofHeading.get(heading) ?? numberOf(nameOf(heading));
      ofHeading.set(heading, concern);
      const key = keyOf(concern, day, rightDay);
      const group = groups.get(key);
      if (group !== undefined) group.devices += devices;
      else groups.set(key, { heading: concerns[concern] ?? { supplier: null, responsible: null }, day, rightDay, devices });
    },
    take: (heading: Group['heading'], day: number, devices: number): void => {
      const group = groups.get(keyOf(numberOf(heading), day, null));
      if (group !== undefined) group.devices -= devices;
    },
    all: (): Group[] => [...groups.values()],
  };
}

function tellDeviceOf(db: Database, nameOf: (heading: number) => Heading): (row: RejectionRow) => RejectedDevice {
  const details = db.prepare<[number], DeviceRow>(`
    SELECT device, decision_id, at, rejections, last_at, right_at, right_heading, right_decision_id FROM rejected_device WHERE seq = ?`);
  return ([since, heading]) => {
    const row = details.get(since);
    if (row === undefined) throw new Error(`rejected device ${since} is not there any more`);
    return {
      device: row.device,
      heading: nameOf(heading),
      rejectedAt: row.at,
      decisionId: row.decision_id,
      rejections: row.rejections,
      lastRejectedAt: row.last_at,
      putRight: row.right_at === null || row.right_decision_id === null || row.right_heading === null
        ? null
        : { at: row.right_at, decisionId: row.right_decision_id, supplier: nameOf(row.right_heading).supplier },
    };
  };
}
