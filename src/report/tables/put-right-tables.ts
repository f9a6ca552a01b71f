import { sum } from '../count.js';
import type { PanelReport, PutRightFigures, RejectedDeviceTold, SupplierFigures } from '../panel-report.js';
import { code, figure, responseCode, type Table, table, words } from './table.js';
import { dayOf, tellMany } from '../wording.js';

const states = { 'in-time': 'in time', late: 'late', outstanding: 'outstanding', overdue: 'overdue' } as const;
const calendars: Readonly<Record<string, string>> = { 'england-and-wales': 'England and Wales', scotland: 'Scotland' };

interface Named extends PutRightFigures {
  name: string;
}

export function putRightTable({ putRight: { limitWorkingDays }, suppliers }: PanelReport): Table {
  const rows = suppliers.filter(({ putRight: { devices, earlier } }) => devices + earlier > 0).map(({ name, putRight }): Named => ({ name, ...putRight }));
  return table<Named>(
    { id: 'put-right', caption: `Rejected devices, put right within ${tellMany(limitWorkingDays, 'working day')} or not`, none: 'No device was rejected.' },
    rows,
    [
      words('Supplier', ({ name }) => name),
      figure('Devices', ({ devices }) => devices),
      figure('In time', ({ inTime }) => inTime),
      figure('Late', ({ late }) => late),
      figure('Outstanding', ({ outstanding }) => outstanding),
      figure('Overdue', ({ overdue }) => overdue),
      figure('From before', ({ earlier }) => earlier),
    ],
    { total: sumOf(rows) },
  );
}

function sumOf(rows: readonly Named[]): Named {
  const of = (key: keyof PutRightFigures) => sum(rows, (row) => row[key]);
  return { name: 'All Suppliers', devices: of('devices'), inTime: of('inTime'), late: of('late'), outstanding: of('outstanding'), overdue: of('overdue'), earlier: of('earlier') };
}

/** For the terminal: only what tells which they are and since when. */
export function outstandingTable(devices: readonly RejectedDeviceTold[]): Table {
  return table<RejectedDeviceTold>(
    { id: 'outstanding', caption: 'Devices not put right, longest first', none: 'Every device that is listed was put right.' },
    devices,
    [deviceColumn, words('Supplier', ({ name }) => name), ...sinceColumns, code('State', ({ state }) => states[state]), workingDaysColumn],
  );
}

/** The list of one Supplier. */
export function supplierDevicesTable(report: PanelReport, { supplier, name }: SupplierFigures, devices: readonly RejectedDeviceTold[]): Table {
  const nameOf = namesIn(report);
  return table<RejectedDeviceTold>(
    { id: `devices-of-${supplier ?? ''}`, caption: name, none: 'No device is listed.' },
    devices,
    [
      deviceColumn,
      responseCode('Request', (row) => [row.srv, row.deviceType ?? 'not known', row.responseCode].join(' ')),
      words('Responsible', ({ responsible }) => (responsible === null ? 'not known' : nameOf(responsible))),
      ...sinceColumns,
      figure('Times', ({ rejections }) => rejections),
      words('State', (device) => `${states[device.state]}${device.putRightAt === null ? '' : `, ${dayOf(device.putRightAt)}${tellBy(device, nameOf)}`}`),
      workingDaysColumn,
      code('Bank holidays', ({ calendar }) => calendars[calendar] ?? calendar),
      code('Decision', ({ decisionId }) => decisionId),
    ],
  );
}

const deviceColumn = code<RejectedDeviceTold>('Device', ({ device }) => device);
const sinceColumns = [code<RejectedDeviceTold>('First rejected', ({ rejectedAt }) => dayOf(rejectedAt)), code<RejectedDeviceTold>('Due', ({ dueOn }) => dueOn)];
const workingDaysColumn = figure<RejectedDeviceTold>('Working days', ({ workingDays }) => workingDays);

/** Nothing where it was the Supplier itself. */
function tellBy({ putRightBy, supplier }: RejectedDeviceTold, nameOf: (party: string) => string): string {
  if (putRightBy === supplier) return '';
  return ` by ${putRightBy === null ? 'somebody of no known party' : nameOf(putRightBy)}`;
}

function namesIn({ operators, suppliers }: PanelReport): (party: string) => string {
  const names = new Map([
    ...operators.map(({ operator, name }) => [operator, name] as const),
    ...suppliers.flatMap(({ supplier, name }) => (supplier === null ? [] : [[supplier, name] as const])),
  ]);
  return (party) => names.get(party) ?? party;
}

export function workingDaysTable({ putRight: { byWorkingDays } }: PanelReport): Table {
  return table(
    { id: 'working-days', caption: 'Devices put right, by working days', none: 'No device was put right.' },
    byWorkingDays,
    [words('Working days', ({ workingDays }) => String(workingDays)), figure('Devices', ({ devices }) => devices)],
  );
}
