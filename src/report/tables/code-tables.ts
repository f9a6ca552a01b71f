import { sum } from '../count.js';
import type { PanelReport } from '../panel-report.js';
import { changeColumns } from './figure-columns.js';
import { code, type ColumnOf, figure, responseCode, type Table, table, words } from './table.js';

type ByCode = PanelReport['codes'][number];

/** With the codes of the period before only where that is compared. */
function shown<Row extends ByCode>({ isComparable }: PanelReport, codes: readonly Row[]): Row[] {
  return codes.filter(({ rejectedAttempts }) => isComparable || rejectedAttempts > 0);
}

export function codesTable(report: PanelReport): Table {
  const { codes } = report;
  const total = {
    responseCode: 'All codes', srv: '', reason: '', rejections: sum(codes, ({ rejections }) => rejections), esme: sum(codes, ({ esme }) => esme), gpf: sum(codes, ({ gpf }) => gpf),
    rejectedAttempts: sum(codes, ({ rejectedAttempts }) => rejectedAttempts), previousRejections: sum(codes, ({ previousRejections }) => previousRejections),
  };
  return table({ id: 'codes', caption: 'Response codes of all Suppliers', none: 'No response code was sent.' }, shown(report, codes), codeColumns<ByCode>(report), { total });
}

export function supplierCodesTable(report: PanelReport): Table {
  const rows = shown(report, report.suppliers.flatMap((supplier) => supplier.codes.map((each) => ({ supplier, ...each }))));
  return table(
    { id: 'supplier-codes', caption: 'Response codes by Supplier', none: 'No response code was sent.' },
    rows,
    [words('Supplier', ({ supplier: { name } }) => name), ...codeColumns<(typeof rows)[number]>(report)],
    { isGrouped: true },
  );
}

function codeColumns<Row extends ByCode>(report: PanelReport): ColumnOf<Row>[] {
  const hasOthers = report.codes.some(({ rejections, esme, gpf }) => rejections > esme + gpf);
  return [
    responseCode('Code', (row) => row.responseCode),
    code('SRV', ({ srv }) => srv),
    code('Reason', ({ reason }) => reason),
    figure('Rejections', ({ rejections }) => rejections),
    figure('On ESMEs', ({ esme }) => esme),
    figure('On GPFs', ({ gpf }) => gpf),
    ...(hasOthers ? [figure<Row>('On other devices', ({ rejections, esme, gpf }) => rejections - esme - gpf)] : []),
    ...changeColumns<Row>(report, (row) => row, { isDetail: true }),
    figure('Codes sent', ({ rejectedAttempts }) => rejectedAttempts),
  ];
}
