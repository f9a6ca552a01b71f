import type { Figures, PanelReport, SupplierFigures } from '../panel-report.js';
import { code, type ColumnOf, figure, type Table, table, words } from './table.js';
import { tellDifference, tellShare } from '../wording.js';

interface Named {
  name: string;
  figures: Figures;
}

export function withRejections({ suppliers }: PanelReport): SupplierFigures[] {
  return suppliers.filter(({ figures }) => figures.rejections > 0);
}

/** Suppliers that neither were rejected nor were before: there is nothing to say but zero. */
export function withoutRejections({ suppliers }: PanelReport): SupplierFigures[] {
  return suppliers.filter(({ figures }) => figures.rejections === 0 && figures.previousRejections === 0);
}

const figureColumns: ColumnOf<Named>[] = [
  figure('Rejections', ({ figures }) => figures.rejections),
  figure('Before', ({ figures }) => figures.previousRejections),
  figure('Change', ({ figures }) => tellDifference(figures.rejections, figures.previousRejections)),
  figure('Codes sent', ({ figures }) => figures.rejectedAttempts),
  figure('In scope', ({ figures }) => figures.inScopeAttempts),
  figure('Share', ({ figures }) => tellShare(figures.share)),
  figure('All requests', ({ figures }) => figures.requests),
];

export function suppliersTable({ totals }: PanelReport, suppliers: readonly SupplierFigures[]): Table {
  return table<Named>(
    { id: 'suppliers', caption: 'Rejections by Supplier', none: 'No Supplier was rejected.' },
    suppliers.map((supplier) => ({ name: supplier.name, figures: supplier.figures })),
    [words('Supplier', ({ name }) => name), ...figureColumns],
    { total: { name: 'All Suppliers', figures: totals } },
  );
}

/** Each attempt is counted, and each RequestID once. */
export function attemptsTable({ suppliers, totals }: PanelReport): Table {
  return table<Named>(
    { id: 'attempts', caption: 'Attempts, and distinct requests among them', none: 'No Supplier sent anything in scope.' },
    suppliers.filter(({ figures }) => figures.attempts > 0).map((supplier) => ({ name: supplier.name, figures: supplier.figures })),
    [
      words('Supplier', ({ name }) => name),
      figure('Attempts rejected', ({ figures }) => figures.rejectedAttempts),
      figure('Requests rejected', ({ figures }) => figures.rejectedRequests),
      figure('Attempts in scope', ({ figures }) => figures.inScopeAttempts),
      figure('Requests in scope', ({ figures }) => figures.inScopeRequests),
      figure('All attempts', ({ figures }) => figures.attempts),
      figure('All requests', ({ figures }) => figures.requests),
    ],
    { total: { name: 'All Suppliers', figures: totals } },
  );
}

export function supplierCodesTable(report: PanelReport): Table {
  const rows = report.suppliers.flatMap((supplier) => supplier.codes.map((each) => ({ supplier, ...each })));
  return table(
    { id: 'supplier-codes', caption: 'Response codes by Supplier', none: 'No response code was sent.' },
    rows,
    [
      words('Supplier', ({ supplier: { name } }) => name),
      ...codeColumns<(typeof rows)[number]>(),
    ],
    { isGrouped: true },
  );
}

export function codesTable({ codes, totals }: PanelReport): Table {
  const total = { responseCode: 'All codes', srv: '', reason: '', ...totals };
  return table({ id: 'codes', caption: 'Response codes of all Suppliers', none: 'No response code was sent.' }, codes, codeColumns<(typeof codes)[number]>(), { total });
}

function codeColumns<Row extends PanelReport['codes'][number]>(): ColumnOf<Row>[] {
  return [
    code('Code', ({ responseCode }) => responseCode),
    code('SRV', ({ srv }) => srv),
    code('Reason', ({ reason }) => reason),
    figure('Rejections', ({ rejections }) => rejections),
    figure('Before', ({ previousRejections }) => previousRejections),
    figure('Change', ({ rejections, previousRejections }) => tellDifference(rejections, previousRejections), true),
    figure('Codes sent', ({ rejectedAttempts }) => rejectedAttempts),
  ];
}

export function splitsTable({ splits, totals }: PanelReport): Table {
  return table<Named>(
    { id: 'splits', caption: 'Rejections by Service Request and device type', none: 'Nothing in scope was sent.' },
    splits.map((split) => ({ name: nameOfSplit(split), figures: split })),
    [words('Service Request, device', ({ name }) => name), ...figureColumns],
    { total: { name: 'All', figures: totals } },
  );
}

/** A column for each Service Request and device type. */
export function supplierSplitsTable(report: PanelReport): Table {
  const rejectionsOf = (supplier: SupplierFigures, name: string) => supplier.splits.find((split) => nameOfSplit(split) === name)?.rejections ?? 0;
  const names = [...new Set([report, ...report.suppliers].flatMap(({ splits }) => splits.map(nameOfSplit)))];
  return table<SupplierFigures>(
    { id: 'supplier-splits', caption: 'Rejections by Supplier, Service Request and device type', none: 'No Supplier was rejected.' },
    withRejections(report),
    [
      words('Supplier', ({ name }) => name),
      ...names.map((name) => figure<SupplierFigures>(name, (supplier) => rejectionsOf(supplier, name))),
      figure('Rejections', ({ figures }) => figures.rejections),
    ],
    { isDetail: true },
  );
}

export function usersTable({ suppliers }: PanelReport): Table {
  return table(
    { id: 'users', caption: 'Rejections by User ID', none: 'No User ID sent anything.' },
    suppliers.flatMap((supplier) => supplier.users.map((user) => ({ supplier, ...user }))),
    [
      words('Supplier', ({ supplier: { name } }) => name),
      code('User ID', ({ userId }) => userId),
      figure('Rejections', ({ rejections }) => rejections),
      figure('Attempts', ({ attempts }) => attempts),
    ],
    { isGrouped: true },
  );
}

export function nameOfSplit({ srv, deviceType }: { srv: string; deviceType: string }): string {
  return `${srv} ${deviceType}`;
}
