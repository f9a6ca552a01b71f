import { requirement, tellDefinitions } from '../definitions.js';
import type { PanelReport } from '../panel-report.js';
import { observedTable, otherRejectionsTable, supplierObservedTable, supplierUnverifiedTable, uncheckedTable, unverifiedTable } from '../tables/apart-tables.js';
import { confusionsTable, operatorsTable } from '../tables/operator-tables.js';
import { codesTable, supplierCodesTable } from '../tables/code-tables.js';
import { putRightTable, supplierDevicesTable, workingDaysTable } from '../tables/put-right-tables.js';
import { stretchTable } from '../tables/stretch-table.js';
import { attemptsTable, splitsTable, supplierSplitsTable, suppliersTable, usersTable } from '../tables/supplier-tables.js';
import type { Table } from '../tables/table.js';
import { tellMany } from '../wording.js';
import { codesFigure, statesFigure, suppliersFigure, workingDaysFigure } from './figures.js';
import { html, type Markup } from './markup.js';
import { showTable } from './show-table.js';
import { stretchesFigure } from './stretches-figure.js';

export interface Section {
  id: string;
  title: string;
  content: readonly Markup[];
  /** printed on broad pages */
  isBroad: boolean;
}

/** in the main part; all of them stand in an annex */
const confusionsShown = 10;

/** What the page tells, in its order; what is long and looked up rather than read stands in annexes. */
export async function sectionsOf(report: PanelReport): Promise<Section[]> {
  return [
    section('glance', 'At a glance', [await charts([stretchesFigure, codesFigure, suppliersFigure], report)]),
    ...(report.notes.length === 0 ? [] : [section('notes', 'Notes', [html`<ul>${report.notes.map((note) => html`<li>${note}</li>\n`)}</ul>\n`])]),
    section('by-supplier', 'By Supplier', [showTable(suppliersTable(report)), showTable(attemptsTable(report))]),
    section('by-code', 'By response code', tables(report, [codesTable, supplierCodesTable])),
    section('by-request', 'By Service Request and device type', tables(report, [splitsTable, supplierSplitsTable])),
    section('apart', 'Observed, and counted apart', [
      html`<p>These would have been rejected, and were permitted because the check, or the rule, only observes.</p>\n`,
      ...withSuppliers(report, observedTable, supplierObservedTable),
    ]),
    section('others', 'Other rejections', tables(report, [otherRejectionsTable])),
    section('not-verified', 'Permitted without verification', [...withSuppliers(report, unverifiedTable, supplierUnverifiedTable), showTable(uncheckedTable(report))]),
    section('network-operators', 'Network Operators concerned', [showTable(operatorsTable(report)), showTable(confusionsTable(report, confusionsShown))]),
    section('devices-put-right', 'Put right or not', [await charts([workingDaysFigure, statesFigure], report), showTable(putRightTable(report))]),
    section('definitions', 'What is counted', [...tellDefinitions(report).map((sentence) => html`<p>${sentence}</p>\n`), html`<p>Source: ${requirement}.</p>\n`]),
    { ...section('annex-devices', 'Annex A: rejected devices, one by one', devices(report)), isBroad: true },
    section('annex-users', 'Annex B: User IDs', tables(report, [usersTable])),
    section('annex-charts', 'Annex C: the numbers of the charts', tables(report, [stretchTable, workingDaysTable])),
    ...(report.confusions.length <= confusionsShown ? [] : [section('annex-confusions', 'Annex D: whose certificate in whose stead', [showTable(confusionsTable(report))])]),
  ];
}

function section(id: string, title: string, content: readonly Markup[]): Section {
  return { id, title, content, isBroad: false };
}

function tables(report: PanelReport, all: readonly ((report: PanelReport) => Table)[]): Markup[] {
  return all.map((make) => showTable(make(report)));
}

/** By Supplier only where there is something to tell. */
function withSuppliers(report: PanelReport, whole: (report: PanelReport) => Table, bySupplier: (report: PanelReport) => Table): Markup[] {
  return tables(report, whole(report).rows.length === 0 ? [whole] : [whole, bySupplier]);
}

async function charts(figures: readonly ((report: PanelReport) => Promise<Markup>)[], report: PanelReport): Promise<Markup> {
  return html`<div class="charts">\n${await Promise.all(figures.map((draw) => draw(report)))}</div>\n`;
}

/** What a mark means stands once, below all of them. */
function devices(report: PanelReport): Markup[] {
  const { devices: listed, devicesLeftOut } = report.putRight;
  const bySupplier = report.suppliers
    .map((supplier) => {
      const own = listed.filter((each) => each.supplier === supplier.supplier && each.name === supplier.name);
      return supplierDevicesTable(report, supplier, own);
    })
    .filter(({ rows }) => rows.length > 0);
  const foot = bySupplier.find((each) => each.foot !== null)?.foot ?? null;
  return [
    ...(bySupplier.length === 0
      ? [html`<p>No device is listed.</p>\n`]
      : [
        html`<p>What was put right, was so by the Supplier under whom it stands, unless another is named.</p>\n`,
        ...bySupplier.map((each) => showTable({ ...each, foot: null })),
      ]),
    ...(foot === null ? [] : [html`<p class="foot">${foot}</p>\n`]),
    ...(devicesLeftOut === 0 ? [] : [html`<p>${tellMany(devicesLeftOut, 'more device')} counted and not listed here.</p>\n`]),
  ];
}
