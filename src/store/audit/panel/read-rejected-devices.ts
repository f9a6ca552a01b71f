import type { Database } from 'better-sqlite3';
import type { Heading } from '../../../audit/heading.js';
import type { EarlierDevices, PanelCounts, RejectedDevice, RejectedDevices } from '../../../audit/panel-source.js';
import type { Span } from '../../../audit/record.js';
import { britishDay, britishDayText } from '../counts/british-day.js';

type DevicesRead = Pick<PanelCounts, 'rejectedDevices' | 'earlierDevices' | 'devices'>;

/** A device by the number of its first rejection since it was last right, and the heading of its first rejection within the span. */
type StandingRow = [since: number, heading: number, day: number, rightDay: number | null];
type AgainRow = [...StandingRow, firstHeading: number, firstAt: number];

interface DeviceRow {
  device: string;
  heading: number;
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
  const againOutstanding = createGroups(nameOf);
  const [outstanding, putRight]: [number[], number[]] = [[], []];
  const headings = new Map<number, number>();
  const take = (since: number, heading: number, day: number, rightDay: number | null): void => {
    rejected.add(heading, day, rightDay);
    (rightDay === null ? outstanding : putRight).push(since);
  };
  for (const row of rejectedFirst(db).iterate(span.from, span.to)) take(...row);
  for (const [since, heading, day, rightDay, firstHeading, firstAt] of rejectedAgain(db).iterate(span)) {
    if (headings.has(since)) continue;
    headings.set(since, heading);
    take(since, heading, day, rightDay);
    if (rightDay === null && firstAt < span.from) againOutstanding.add(firstHeading, day, null);
  }
  const inOrder = (list: number[]) => list.sort((a, b) => a - b).slice(0, most);
  return {
    rejectedDevices: rejected.all().map(({ heading, day, rightDay, devices }): RejectedDevices => ({
      heading, rejectedOn: britishDayText(day), putRightOn: rightDay === null ? null : britishDayText(rightDay), devices,
    })),
    earlierDevices: readEarlier(db, nameOf, span, againOutstanding.all()),
    devices: [...inOrder(outstanding), ...inOrder(putRight)].slice(0, most).map(tellDeviceOf(db, nameOf, headings)),
  };
}

/** Devices whose first rejection lies within the span. */
function rejectedFirst(db: Database) {
  return db.prepare<[number, number], StandingRow>('SELECT seq, heading, day, right_day FROM rejected_device INDEXED BY rejected_device_by_time WHERE at >= ? AND at < ?').raw();
}

/** Rejections within the span of devices whose first one lies before it or, where the clock went back, behind it; in the order of writing. */
function rejectedAgain(db: Database) {
  return db.prepare<[Required<Span>], AgainRow>(`
    SELECT device.seq, rejection.heading, device.day, device.right_day, device.heading, device.at
    FROM rejection INDEXED BY rejection_by_time CROSS JOIN rejected_device AS device ON device.seq = rejection.rejected_device
    WHERE rejection.at >= @from AND rejection.at < @to AND rejection.rejected_device <> rejection.seq AND NOT (device.at >= @from AND device.at < @to)
    ORDER BY rejection.seq`).raw();
}

/** Outstanding devices that were first rejected before the span, without those that were rejected again in it. */
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
  return before.all()
    .filter(({ devices }) => devices > 0)
    .map(({ heading, day, devices }): EarlierDevices => ({ heading, rejectedOn: britishDayText(day), devices }));
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

/** `headings`: of the first rejection within the span, where it is not the first one. */
function tellDeviceOf(db: Database, nameOf: (heading: number) => Heading, headings: ReadonlyMap<number, number>): (since: number) => RejectedDevice {
  const details = db.prepare<[number], DeviceRow>(`
    SELECT device, heading, decision_id, at, rejections, last_at, right_at, right_heading, right_decision_id FROM rejected_device WHERE seq = ?`);
  return (since) => {
    const row = details.get(since);
    if (row === undefined) throw new Error(`rejected device ${since} is not there any more`);
    return {
      device: row.device,
      heading: nameOf(headings.get(since) ?? row.heading),
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
