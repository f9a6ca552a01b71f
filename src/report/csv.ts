import { stringify } from 'csv-stringify/sync';
import type { CountedEntries } from '../audit/panel-source.js';
import { onDevices, type OnDevices } from './by-device.js';
import { sum } from './count.js';
import type { PanelReport, RejectedDeviceTold, SupplierFigures } from './panel-report.js';
import { tellEnds } from './period-ends.js';
import { dayOf } from './wording.js';

/**
 * Tables that a spreadsheet opens: one header row, UTF-8 with a byte order mark, CRLF, figures as figures, and no text that is taken for a formula.
 *
 * `suppliers`: a row for each Supplier, so that sums and sorting are right. Its columns are the same for every period, but for those of
 * response codes that occur, and after those of each SRV and device type that is checked, of others that occur. `previousRejections` are
 * told where they can be compared. `details`: every counted entry, flat, to be pivoted. `devices`: the rejected devices that the report lists.
 */
export const csvTables = ['suppliers', 'details', 'devices'] as const;
export type CsvTable = (typeof csvTables)[number];

type Cell = string | number | null;
type Columns<Row> = Record<string, (row: Row) => Cell>;

export function writeCsv(report: PanelReport, entries: readonly CountedEntries[], csvTable: CsvTable): string {
  switch (csvTable) {
    case 'suppliers':
      return write(report.suppliers, supplierColumns(report));
    case 'details':
      return write(entries, detailColumns(report));
    case 'devices':
      return write(report.putRight.devices, deviceColumns);
  }
}

function write<Row>(rows: readonly Row[], columns: Columns<Row>): string {
  const records = rows.map((row) => Object.values(columns).map((tell) => tell(row)));
  return stringify([Object.keys(columns), ...records], { bom: true, record_delimiter: 'windows', quoted_string: true, escape_formulas: true, cast: { string: escapeHidden } });
}

/** `escape_formulas` sees the first character only; spreadsheets skip white space and what cannot be seen before they find a formula. */
function escapeHidden(text: string): string {
  return /^(\n|[\s\p{C}]+[=+\-@＝＋－＠])/u.test(text) ? `'${text}` : text;
}

function supplierColumns({ suppliers, splits, period, isComparable }: PanelReport): Columns<SupplierFigures> {
  const codes = [...new Set(suppliers.flatMap((supplier) => supplier.codes.map(({ responseCode }) => responseCode)))].sort();
  const { from, to } = tellEnds(period);
  return {
    supplier: ({ supplier }) => supplier,
    name: ({ name }) => name,
    from: () => from,
    to: () => to,
    rejections: ({ figures }) => figures.rejections,
    'rejections ESME': on('ESMEs'),
    'rejections GPF': on('GPFs'),
    previousRejections: ({ figures }) => (isComparable ? figures.previousRejections : null),
    rejectedAttempts: ({ figures }) => figures.rejectedAttempts,
    rejectedRequests: ({ figures }) => figures.rejectedRequests,
    inScopeAttempts: ({ figures }) => figures.inScopeAttempts,
    inScopeRequests: ({ figures }) => figures.inScopeRequests,
    share: ({ figures }) => figures.share,
    observed: ({ observed }) => sum(observed, ({ decisions }) => decisions),
    unverified: ({ unverified }) => unverified,
    rejectedDevices: ({ putRight }) => putRight.devices,
    putRightInTime: ({ putRight }) => putRight.inTime,
    putRightLate: ({ putRight }) => putRight.late,
    outstanding: ({ putRight }) => putRight.outstanding,
    overdue: ({ putRight }) => putRight.overdue,
    fromBefore: ({ putRight }) => putRight.earlier,
    ...together([...splits.map(splitColumns), ...codes.map(codeColumns)]),
  };
}

function together(all: readonly Columns<SupplierFigures>[]): Columns<SupplierFigures> {
  return Object.fromEntries(all.flatMap((columns) => Object.entries(columns)));
}

function on(devices: OnDevices['devices']): (supplier: SupplierFigures) => Cell {
  return ({ splits }) => onDevices(splits).find((each) => each.devices === devices)?.rejections ?? 0;
}

function splitColumns({ srv, deviceType }: PanelReport['splits'][number]): Columns<SupplierFigures> {
  const find = ({ splits }: SupplierFigures) => splits.find((split) => split.srv === srv && split.deviceType === deviceType);
  const name = `${srv} ${deviceType}`;
  return { [`rejections ${name}`]: (supplier) => find(supplier)?.rejections ?? 0, [`inScopeAttempts ${name}`]: (supplier) => find(supplier)?.inScopeAttempts ?? 0 };
}

function codeColumns(code: string): Columns<SupplierFigures> {
  const find = ({ codes }: SupplierFigures) => codes.filter(({ responseCode }) => responseCode === code);
  return { [`rejections ${code}`]: (supplier) => sum(find(supplier), ({ rejections }) => rejections), [`sent ${code}`]: (supplier) => sum(find(supplier), ({ rejectedAttempts }) => rejectedAttempts) };
}

function detailColumns({ reasons }: PanelReport): Columns<CountedEntries> {
  return {
    day: ({ day }) => day,
    supplier: ({ heading }) => heading.supplier,
    userId: ({ heading }) => heading.originator,
    srv: ({ heading }) => heading.srv,
    deviceType: ({ heading }) => heading.deviceType,
    decision: ({ heading }) => heading.decision,
    reason: ({ heading }) => heading.reason,
    reasonMeaning: ({ heading }) => reasons[heading.reason] ?? null,
    responseCode: ({ heading }) => heading.responseCode,
    counted: ({ heading }) => yesOrNo(heading.counted),
    repeated: ({ heading }) => yesOrNo(heading.repeated),
    observedBy: ({ heading }) => heading.observed?.by ?? null,
    observedReason: ({ heading }) => heading.observed?.reason ?? null,
    observedResponseCode: ({ heading }) => heading.observed?.responseCode ?? null,
    rule: ({ heading }) => heading.rule?.id ?? null,
    responsible: ({ heading }) => heading.responsible,
    placed: ({ heading }) => heading.placed.join(' '),
    entries: ({ entries }) => entries,
  };
}

const deviceColumns: Columns<RejectedDeviceTold> = {
  device: ({ device }) => device,
  supplier: ({ supplier }) => supplier,
  name: ({ name }) => name,
  srv: ({ srv }) => srv,
  deviceType: ({ deviceType }) => deviceType,
  responseCode: ({ responseCode }) => responseCode,
  responsible: ({ responsible }) => responsible,
  rejectedOn: ({ rejectedAt }) => dayOf(rejectedAt),
  rejectedAt: ({ rejectedAt }) => rejectedAt,
  decisionId: ({ decisionId }) => decisionId,
  rejections: ({ rejections }) => rejections,
  dueOn: ({ dueOn }) => dueOn,
  state: ({ state }) => state,
  putRightOn: ({ putRightAt }) => (putRightAt === null ? null : dayOf(putRightAt)),
  putRightAt: ({ putRightAt }) => putRightAt,
  putRightBy: ({ putRightBy }) => putRightBy,
  workingDays: ({ workingDays }) => workingDays,
  calendar: ({ calendar }) => calendar,
};

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
