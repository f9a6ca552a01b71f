import type { PanelReport } from '../panel-report.js';
import { code, type ColumnOf, figure, responseCode, type Table, table, words } from './table.js';

/** What is counted apart from the rejections that count. */

type HeldBack = PanelReport['observed'][number];
type Other = PanelReport['otherRejections'][number];

const decided: ColumnOf<{ decisions: number; attempts: number }>[] = [figure('Decisions', ({ decisions }) => decisions), figure('Attempts', ({ attempts }) => attempts)];
const rejected: ColumnOf<Other>[] = [
  code('SRV', ({ srv }) => srv),
  code('Device type', ({ deviceType }) => deviceType ?? 'not known'),
  code('Reason', ({ reason }) => reason),
  responseCode('Code', (row) => row.responseCode),
];
const because = { switch: 'the check', rule: 'the rule' };
const told = { permit: 'permitted', reject: 'rejected' };
const observed: ColumnOf<HeldBack>[] = [...rejected, code('Only observes', ({ by }) => because[by]), ...decided];

export function observedTable(report: PanelReport): Table {
  return table({ id: 'observed', caption: 'Observed: permitted, and would have been rejected', none: 'Nothing was only observed.' }, report.observed, observed);
}

export function supplierObservedTable({ suppliers }: PanelReport): Table {
  const rows = suppliers.flatMap((supplier) => supplier.observed.map((each) => ({ supplier, ...each })));
  return table<(typeof rows)[number]>(
    { id: 'supplier-observed', caption: 'Observed, by Supplier', none: 'Nothing of any Supplier was only observed.' },
    rows,
    [words('Supplier', ({ supplier: { name } }) => name), ...observed],
    { isGrouped: true, isDetail: true },
  );
}

export function otherRejectionsTable({ otherRejections }: PanelReport): Table {
  return table({ id: 'other-rejections', caption: 'Other rejections: not counted for the SEC Panel', none: 'There was no other rejection.' }, otherRejections, [...rejected, ...decided]);
}

export function unverifiedTable({ unverified }: PanelReport): Table {
  return table<PanelReport['unverified'][number]>(
    { id: 'unverified', caption: 'Permitted as unverified, and why', none: 'Nothing was permitted as unverified.' },
    unverified,
    [words('Why', ({ title }) => title), code('Rule', ({ rule }) => rule ?? 'none', true), ...decided],
  );
}

export function supplierUnverifiedTable({ suppliers }: PanelReport): Table {
  return table(
    { id: 'supplier-unverified', caption: 'Permitted as unverified, by Supplier', none: 'Nothing of any Supplier was permitted as unverified.' },
    suppliers.filter(({ unverified }) => unverified > 0),
    [words('Supplier', ({ name }) => name), figure('Decisions', ({ unverified }) => unverified)],
    { isDetail: true },
  );
}

export function uncheckedTable({ unchecked }: PanelReport): Table {
  const decision = code('Decision', ({ decision }: PanelReport['unchecked'][number]) => told[decision]);
  return table({
    id: 'unchecked',
    caption: 'Given without a check, because data could not be looked up',
    none: 'Nothing was given without a check.',
  }, unchecked, [...rejected, decision, ...decided]);
}
