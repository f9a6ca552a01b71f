import type { PanelReport, PutRightFigures, RejectedDeviceTold, SupplierFigures } from '../panel-report.js';
import { code, figure, type Table, table, words } from './table.js';
import { dayOf, tellDay } from '../wording.js';

export const states = { 'in-time': 'in time', late: 'late', outstanding: 'outstanding', overdue: 'overdue' } as const;

interface Named extends PutRightFigures {
  name: string;
}

export function putRightTable({ putRight: { totals }, suppliers }: PanelReport): Table {
  return table<Named>(
    { id: 'put-right', caption: 'Rejected devices, put right or not', none: 'No device was rejected.' },
    suppliers.filter(({ putRight: { devices } }) => devices > 0).map((supplier) => ({ name: supplier.name, ...supplier.putRight })),
    [
      words('Supplier', ({ name }) => name),
      figure('Devices', ({ devices }) => devices),
      figure('In time', ({ inTime }) => inTime),
      figure('Late', ({ late }) => late),
      figure('Outstanding', ({ outstanding }) => outstanding),
      figure('Overdue', ({ overdue }) => overdue),
    ],
    { total: { name: 'All Suppliers', ...totals } },
  );
}

/** For the terminal: only what tells which they are and since when. */
export function outstandingTable(devices: readonly RejectedDeviceTold[]): Table {
  return table<RejectedDeviceTold>(
    { id: 'outstanding', caption: 'Devices not put right, longest first', none: 'Every device that is listed was put right.' },
    devices,
    [deviceColumn, words('Supplier', ({ name }) => name), ...sinceColumns, code('State', tellState), workingDaysColumn],
  );
}

/** The list of one Supplier. */
export function supplierDevicesTable({ operators }: PanelReport, { supplier, name }: SupplierFigures, devices: readonly RejectedDeviceTold[]): Table {
  const names = new Map(operators.map((each) => [each.operator, each.name]));
  return table<RejectedDeviceTold>(
    { id: `devices-of-${supplier ?? name}`, caption: name, none: 'No device is listed.' },
    devices,
    [
      deviceColumn,
      code('Request', ({ srv, deviceType, responseCode }) => [srv, deviceType ?? 'not known', responseCode].join(' ')),
      words('Responsible', ({ responsible }) => (responsible === null ? 'not known' : (names.get(responsible) ?? responsible))),
      ...sinceColumns,
      figure('Times', ({ rejections }) => rejections),
      code('State', tellState),
      workingDaysColumn,
      code('Calendar', ({ calendar }) => calendar),
      code('Decision', ({ decisionId }) => decisionId),
    ],
  );
}

const deviceColumn = code<RejectedDeviceTold>('Device', ({ device }) => device);
const sinceColumns = [code<RejectedDeviceTold>('First rejected', ({ rejectedAt }) => dayOf(rejectedAt)), code<RejectedDeviceTold>('Due', ({ dueOn }) => dueOn)];
const workingDaysColumn = figure<RejectedDeviceTold>('Working days', ({ workingDays }) => workingDays);

function tellState({ state, putRightAt, putRightBy, supplier }: RejectedDeviceTold): string {
  const by = putRightBy === null || putRightBy === supplier ? '' : ` by ${putRightBy}`;
  return `${states[state]}${putRightAt === null ? '' : `, ${dayOf(putRightAt)}${by}`}`;
}

export function workingDaysTable({ putRight: { byWorkingDays } }: PanelReport): Table {
  return table(
    { id: 'working-days', caption: 'Devices put right, by working days', none: 'No device was put right.' },
    byWorkingDays,
    [words('Working days', ({ workingDays }) => String(workingDays)), figure('Devices', ({ devices }) => devices)],
  );
}

export function weeksTable({ weeks, period, previousPeriod }: PanelReport): Table {
  return table(
    { id: 'weeks', caption: 'Rejections by week', none: 'There is no week.' },
    weeks,
    [
      words('From', ({ from }) => tellDay(from)),
      words('To', ({ to }) => tellDay(to)),
      words('Period', ({ isPrevious }) => (isPrevious ? previousPeriod : period).label),
      figure('Rejections', ({ rejections }) => rejections),
    ],
  );
}
