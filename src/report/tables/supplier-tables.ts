import { onDevices } from '../by-device.js';
import { sum } from '../count.js';
import type { PanelReport, SupplierFigures } from '../panel-report.js';
import { figureColumns, type Named, nameOfSplit, sumFigures } from './figure-columns.js';
import { code, figure, type Table, table, words } from './table.js';
import { tellMany } from '../wording.js';

export function withRejections({ suppliers }: PanelReport): SupplierFigures[] {
  return suppliers.filter(({ figures }) => figures.rejections > 0);
}

/** Suppliers that neither were rejected, nor were before if that is compared: there is nothing to say but zero. */
export function withoutRejections({ suppliers, isComparable }: PanelReport): SupplierFigures[] {
  return suppliers.filter(({ figures }) => figures.rejections === 0 && (figures.previousRejections === 0 || !isComparable));
}

/** `apart`: those that have no row of their own, and stand in one together. */
export function suppliersTable(report: PanelReport, apart: readonly SupplierFigures[] = []): Table {
  const own = report.suppliers.filter((supplier) => !apart.includes(supplier));
  const rest = { name: tellMany(apart.length, own.length === 0 ? 'Supplier' : 'other Supplier'), figures: sumFigures(apart.map(({ figures }) => figures)), splits: apart.flatMap(({ splits }) => splits) };
  return table<Named & Pick<SupplierFigures, 'splits'>>(
    { id: 'suppliers', caption: 'Rejections by Supplier', none: 'No Supplier is known.' },
    apart.length === 0 ? own : [...own, rest],
    [
      words('Supplier', ({ name }) => name),
      figure('Rejections', ({ figures }) => figures.rejections),
      ...onDevices(report.splits).map(({ devices }) => figure<Pick<SupplierFigures, 'splits'>>(`On ${devices}`, ({ splits }) => onDevices(splits).find((each) => each.devices === devices)?.rejections ?? 0)),
      ...figureColumns(report),
    ],
    { total: { name: 'All Suppliers', figures: sumFigures(report.suppliers.map(({ figures }) => figures)), splits: report.suppliers.flatMap(({ splits }) => splits) } },
  );
}

/** Each attempt is counted, and each RequestID once. */
export function attemptsTable({ suppliers }: PanelReport): Table {
  const rows = suppliers.filter(({ figures }) => figures.inScopeAttempts > 0);
  return table<Named>(
    { id: 'attempts', caption: 'Codes sent and attempts in scope, and the distinct requests among them', none: 'No Supplier sent anything in scope.' },
    rows,
    [
      words('Supplier', ({ name }) => name),
      figure('Codes sent', ({ figures }) => figures.rejectedAttempts),
      figure('Distinct requests', ({ figures }) => figures.rejectedRequests),
      figure('Attempts in scope', ({ figures }) => figures.inScopeAttempts),
      figure('Distinct requests in scope', ({ figures }) => figures.inScopeRequests),
    ],
    { total: { name: 'All Suppliers', figures: sumFigures(rows.map(({ figures }) => figures)) } },
  );
}

export function splitsTable(report: PanelReport): Table {
  return table<Named>(
    { id: 'splits', caption: 'Rejections by Service Request and device type', none: 'Nothing in scope was sent.' },
    report.splits.map((split) => ({ name: nameOfSplit(split), figures: split })),
    [words('Service Request, device', ({ name }) => name), figure('Rejections', ({ figures }) => figures.rejections), ...figureColumns(report)],
    { total: { name: 'All', figures: sumFigures(report.splits) } },
  );
}

/** A column for each Service Request and device type. */
export function supplierSplitsTable(report: PanelReport): Table {
  const rejectionsOf = (splits: PanelReport['splits'], name: string) => sum(splits.filter((split) => nameOfSplit(split) === name), ({ rejections }) => rejections);
  const rows = withRejections(report);
  return table<Pick<SupplierFigures, 'name' | 'splits' | 'figures'>>(
    { id: 'supplier-splits', caption: 'Rejections by Supplier, Service Request and device type', none: 'No Supplier was rejected.' },
    rows,
    [
      words('Supplier', ({ name }) => name),
      ...report.splits.map(nameOfSplit).map((name) => figure<Pick<SupplierFigures, 'splits'>>(name, ({ splits }) => rejectionsOf(splits, name))),
      figure('Rejections', ({ figures }) => figures.rejections),
    ],
    { total: { name: 'All Suppliers', splits: rows.flatMap(({ splits }) => splits), figures: sumFigures(rows.map(({ figures }) => figures)) }, isDetail: true },
  );
}

export function usersTable({ suppliers }: PanelReport): Table {
  return table(
    { id: 'users', caption: 'Rejections by User ID', none: 'No User ID sent anything in scope.' },
    suppliers.flatMap((supplier) => supplier.users.filter(({ inScopeAttempts }) => inScopeAttempts > 0).map((user) => ({ supplier, ...user }))),
    [
      words('Supplier', ({ supplier: { name } }) => name),
      code('User ID', ({ userId }) => userId),
      figure('Rejections', ({ rejections }) => rejections),
      figure('Attempts in scope', ({ inScopeAttempts }) => inScopeAttempts),
    ],
    { isGrouped: true },
  );
}
