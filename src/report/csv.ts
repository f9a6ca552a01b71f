import { stringify } from 'csv-stringify/sync';
import type { CountedEntries } from '../audit/panel-source.js';
import type { PanelReport, RejectedDeviceTold, SupplierFigures } from './panel-report.js';
import { nameOfSplit } from './tables/supplier-tables.js';
import { dayOf } from './wording.js';

/**
 * Tables that a spreadsheet opens: one header row, UTF-8 with a byte order mark, CRLF, figures as figures, and no text that is taken for a formula.
 *
 * `suppliers`: a row for each Supplier, so that sums and sorting are right, with columns for each response code and each SRV and device type that occur.
 * `details`: every counted entry, flat, to be pivoted. `devices`: the rejected devices that the report lists.
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
      return write(entries, detailColumns);
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

function supplierColumns({ suppliers, period }: PanelReport): Columns<SupplierFigures> {
  const sumOf = (rows: readonly { rejections: number }[]) => rows.reduce((sum, { rejections }) => sum + rejections, 0);
  const codes = unique(suppliers.flatMap((supplier) => supplier.codes.map(({ responseCode }) => responseCode)));
  const splits = unique(suppliers.flatMap((supplier) => supplier.splits.map(nameOfSplit)));
  const ofSplit = (supplier: SupplierFigures, name: string) => supplier.splits.find((split) => nameOfSplit(split) === name);
  return {
    supplier: ({ supplier }) => supplier,
    name: ({ name }) => name,
    from: () => period.from,
    to: () => period.to,
    rejections: ({ figures }) => figures.rejections,
    previousRejections: ({ figures }) => figures.previousRejections,
    rejectedAttempts: ({ figures }) => figures.rejectedAttempts,
    rejectedRequests: ({ figures }) => figures.rejectedRequests,
    inScopeAttempts: ({ figures }) => figures.inScopeAttempts,
    inScopeRequests: ({ figures }) => figures.inScopeRequests,
    attempts: ({ figures }) => figures.attempts,
    requests: ({ figures }) => figures.requests,
    share: ({ figures }) => figures.share,
    ...Object.fromEntries(codes.map((code) => [`rejections ${code}`, (supplier: SupplierFigures) => sumOf(supplier.codes.filter(({ responseCode }) => responseCode === code))])),
    ...Object.fromEntries(splits.flatMap((name) => [
      [`rejections ${name}`, (supplier: SupplierFigures) => ofSplit(supplier, name)?.rejections ?? 0],
      [`inScopeAttempts ${name}`, (supplier: SupplierFigures) => ofSplit(supplier, name)?.inScopeAttempts ?? 0],
    ])),
    observed: ({ observed }) => observed.reduce((sum, { decisions }) => sum + decisions, 0),
    unverified: ({ unverified }) => unverified,
    rejectedDevices: ({ putRight }) => putRight.devices,
    putRightInTime: ({ putRight }) => putRight.inTime,
    putRightLate: ({ putRight }) => putRight.late,
    outstanding: ({ putRight }) => putRight.outstanding,
    overdue: ({ putRight }) => putRight.overdue,
  };
}

const detailColumns: Columns<CountedEntries> = {
  day: ({ day }) => day,
  supplier: ({ heading }) => heading.supplier,
  userId: ({ heading }) => heading.originator,
  srv: ({ heading }) => heading.srv,
  deviceType: ({ heading }) => heading.deviceType,
  decision: ({ heading }) => heading.decision,
  reason: ({ heading }) => heading.reason,
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

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
