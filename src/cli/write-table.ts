import { stringify } from 'csv-stringify/sync';
import type { FactValue } from '../domain/fact.js';
import { shortNames } from '../proof/cube.js';
import type { DecisionTable, TableRow } from '../proof/decision-table.js';
import type { FactSpace } from '../proof/fact-space.js';
import { describePeriod, type Period } from '../proof/periods.js';

export const tableFormats = ['md', 'csv', 'json'] as const;
export type TableFormat = (typeof tableFormats)[number];

/** The decision table as a file that can be committed: the same rules always give the same text. */
export function writeTable(table: DecisionTable, format: TableFormat): string {
  switch (format) {
    case 'md':
      return asMarkdown(table);
    case 'csv':
      return asCsv(table);
    case 'json':
      return asJson(table);
  }
}

function asMarkdown({ periods, space }: DecisionTable): string {
  const sections = periods.map(({ period, rows }) => {
    const heading = periods.length === 1 ? [] : [`**${capital(describePeriod(period, false))}**`, ''];
    const lines = rows.map((row, index) => {
      const reason = row.outcome === null ? '' : `\`${row.outcome.reason}\``;
      const by = row.rules.map((id) => `\`${id}\``).join(', ');
      return `| ${index + 1} | ${row.outcome?.decision ?? 'no decision'} | ${reason} | ${whenOf(space, row)} | ${by} |`;
    });
    return [...heading, '| | Decision | Reason | When | Decided by |', '|---|---|---|---|---|', ...lines].join('\n');
  });
  return sections.join('\n\n');
}

function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** `srv` 6.21; `userRole` IS, GS; `networkOperatorMatch` not match */
function whenOf({ axes }: FactSpace, { cube }: Pick<TableRow, 'cube'>): string {
  const parts = axes.flatMap((axis, index) => (cube[index] === undefined ? [] : [`\`${axis.fact.name}\` ${cellOf(axis, cube[index])}`]));
  return parts.length === 0 ? 'always' : parts.join('; ');
}

function cellOf(axis: FactSpace['axes'][number], allowed: readonly number[]): string {
  const { names, isComplement } = shortNames(axis, allowed);
  return `${isComplement ? 'not ' : ''}${names.map(escapeCell).join(', ')}`;
}

function escapeCell(text: string): string {
  return text.replace(/[\\|`*_<]/g, '\\$&');
}

/** A column for each fact; an empty cell: whatever it is. */
function asCsv({ periods, space }: DecisionTable): string {
  const facts = space.axes.map(({ fact }) => fact.name);
  const records = periods.flatMap(({ period, rows }) =>
    rows.map(({ cube, outcome, rules }) => [
      ...daysOf(period),
      outcome?.decision ?? 'no decision',
      outcome?.reason ?? '',
      ...space.axes.map((axis, index) => (cube[index] === undefined ? '' : cellAsText(axis, cube[index]))),
      rules.join(' '),
    ]),
  );
  return stringify(records, { header: true, columns: ['from', 'to', 'decision', 'reason', ...facts, 'rules'], escape_formulas: true, quoted_string: true }).trimEnd();
}

function daysOf({ from, to }: Period): string[] {
  return [from, to ?? ''];
}

function cellAsText(axis: FactSpace['axes'][number], allowed: readonly number[]): string {
  const { names, isComplement } = shortNames(axis, allowed);
  return `${isComplement ? 'not ' : ''}${names.join(', ')}`;
}

/** `other` of an open fact stands for any text that `values` does not name. */
function asJson({ ruleSet, periods, space, impossible }: DecisionTable): string {
  const facts = space.axes.map(({ fact, classes }) => ({
    name: fact.name,
    values: classes.flatMap((each): FactValue[] => (each.isFresh ? [] : [...each.values])),
    other: classes.find(({ isFresh }) => isFresh)?.values[0] ?? null,
  }));
  const told = periods.map(({ period, rows }) => ({
    from: period.from,
    to: period.to ?? null,
    rows: rows.map(({ facts: when, outcome, rules }) => ({ when, decision: outcome?.decision ?? null, reason: outcome?.reason ?? null, rules })),
  }));
  return JSON.stringify({ ruleSet: ruleSet.version, facts, impossible, because: space.impossible.map(({ because }) => because), periods: told }, undefined, 2);
}
