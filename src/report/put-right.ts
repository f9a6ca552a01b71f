import type { EarlierDevices, RejectedDevice, RejectedDevices } from '../audit/panel-source.js';
import { dayInBritain } from '../domain/calendar.js';
import type { PartyDirectory } from '../domain/party.js';
import { listBy, sum } from './count.js';
import { createOperatorCalendars, type OperatorCalendar } from './operator-calendar.js';
import type { PanelReport, PutRightFigures, RejectedDeviceTold } from './panel-report.js';
import type { ReportSettings } from './settings.js';
import { supplierName } from './supplier-key.js';

/** How rejected devices stand, and by when they had to be put right (SEC Appendix AC, 5.2(a)). */
export interface PutRight {
  figuresOf: (groups: readonly RejectedDevices[], earlier: readonly EarlierDevices[]) => PutRightFigures;
  byWorkingDays: (groups: readonly RejectedDevices[]) => PanelReport['putRight']['byWorkingDays'];
  tell: (device: RejectedDevice) => RejectedDeviceTold;
  /** up to when bank holidays are known for everyone */
  calendarUntil: string;
  /** whether bank holidays are known for all the time from a rejection until it is due, and until it was put right */
  knows: (groups: readonly RejectedDevices[]) => boolean;
}

interface Standing {
  state: RejectedDeviceTold['state'];
  workingDays: number;
  dueOn: string;
  calendar: OperatorCalendar;
  /** whether bank holidays are known for all days that it hangs on */
  isKnown: boolean;
}

type Rejected = Pick<RejectedDevices, 'rejectedOn' | 'putRightOn'> & { heading: { responsible: string | null } };

export function createPutRight(settings: ReportSettings, parties: PartyDirectory, now: number): PutRight {
  const { calendars, calendarOf } = createOperatorCalendars(settings, parties);
  const today = dayInBritain(now);
  const known = new Map<string, Standing>();
  const reckon = (calendar: OperatorCalendar, rejectedOn: string, putRightOn: string | null): Standing => {
    const dueOn = calendar.after(rejectedOn, settings.workingDays);
    const isInTime = (putRightOn ?? today) <= dueOn;
    const state = putRightOn === null ? (isInTime ? 'outstanding' : 'overdue') : isInTime ? 'in-time' : 'late';
    const isKnown = [rejectedOn, dueOn, putRightOn ?? today].every((day) => calendar.knows(day));
    return { state, workingDays: calendar.between(rejectedOn, putRightOn ?? today), dueOn, calendar, isKnown };
  };
  /** Reckoned once for the same days: there are many devices, and few pairs of days. */
  const standingOf = ({ heading, rejectedOn, putRightOn }: Rejected): Standing => {
    const calendar = calendarOf(heading.responsible);
    const key = `${calendar.name} ${rejectedOn} ${putRightOn ?? ''}`;
    const standing = known.get(key) ?? reckon(calendar, rejectedOn, putRightOn);
    known.set(key, standing);
    return standing;
  };
  return {
    figuresOf: (groups, earlier) => {
      const standings = groups.map((group) => ({ devices: group.devices, state: standingOf(group).state }));
      const count = (wanted: Standing['state']) => sum(standings, ({ state, devices }) => (state === wanted ? devices : 0));
      return {
        devices: sum(groups, ({ devices }) => devices),
        inTime: count('in-time'),
        late: count('late'),
        outstanding: count('outstanding'),
        overdue: count('overdue'),
        earlier: sum(earlier, ({ devices }) => devices),
      };
    },
    byWorkingDays: (groups) => {
      const right = groups.filter(({ putRightOn }) => putRightOn !== null);
      return [...listBy(right, (group) => String(standingOf(group).workingDays))]
        .map(([days, mine]) => ({ workingDays: Number(days), devices: sum(mine, ({ devices }) => devices) }))
        .sort((a, b) => a.workingDays - b.workingDays);
    },
    tell: (device) => {
      const { heading, rejectedAt, putRight } = device;
      const standing = standingOf({ heading, rejectedOn: dayInBritain(rejectedAt), putRightOn: putRight && dayInBritain(putRight.at) });
      return tellDevice(device, standing, parties);
    },
    calendarUntil: calendars.map(({ until }) => until).sort()[0] ?? today,
    knows: (groups) => groups.every((group) => standingOf(group).isKnown),
  };
}

function tellDevice(
  { device, heading, rejectedAt, decisionId, rejections, putRight }: RejectedDevice,
  { state, workingDays, dueOn, calendar }: Standing,
  parties: PartyDirectory,
): RejectedDeviceTold {
  const { supplier, srv, deviceType, responseCode, responsible } = heading;
  return {
    device,
    supplier,
    name: supplierName(heading, parties),
    srv,
    deviceType,
    responseCode,
    responsible,
    rejectedAt: new Date(rejectedAt).toISOString(),
    decisionId,
    rejections,
    dueOn,
    state,
    putRightAt: putRight === null ? null : new Date(putRight.at).toISOString(),
    putRightBy: putRight?.supplier ?? null,
    workingDays,
    calendar: calendar.name,
  };
}
