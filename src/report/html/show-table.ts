import type { Table } from '../tables/table.js';
import { html, type Markup } from './markup.js';

type Row = readonly string[];

/** A table with its caption, or the sentence that stands for it where there is no row. Wide tables scroll by themselves. */
export function showTable({ id, caption, none, columns, rows, total, foot, isGrouped }: Table): Markup {
  if (rows.length === 0) return html`<p id="${id}">${none}</p>\n`;
  const heads = columns.map(({ title, kind }) => html`<th scope="col" class="${kind}">${title}</th>`);
  const cells = (row: Row) => row.slice(1).map((cell, index) => html`<td class="${columns[index + 1]?.kind ?? ''}">${cell}</td>`);
  const lines = (of: readonly Row[]) => of.map((row) => html`<tr><th scope="row" class="${columns[0]?.kind ?? ''}">${row[0] ?? ''}</th>${cells(row)}</tr>\n`);
  const group = (of: readonly Row[]) => of.map((row, index) => html`<tr>${index > 0 ? '' : html`<th scope="rowgroup" class="words" rowspan="${of.length}">${row[0] ?? ''}</th>`}${cells(row)}</tr>\n`);
  const bodies = isGrouped ? groupByFirst(rows).map((of) => html`<tbody class="group">${group(of)}</tbody>\n`) : html`<tbody>${lines(rows)}</tbody>\n`;
  return html`<div class="wide" role="group" tabindex="0" aria-labelledby="${id}-caption">
<table id="${id}">
<caption id="${id}-caption">${caption}</caption>
<thead><tr>${heads}</tr></thead>
${bodies}${total === null ? '' : html`<tbody class="total">${lines([total])}</tbody>\n`}</table>
${foot === null ? '' : html`<p class="foot">${foot}</p>\n`}</div>
`;
}

function groupByFirst(rows: readonly Row[]): Row[][] {
  const groups: Row[][] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last?.[0]?.[0] === row[0]) last?.push(row);
    else groups.push([row]);
  }
  return groups;
}
