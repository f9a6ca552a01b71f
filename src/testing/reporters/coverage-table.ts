import type { CoverageReport, Share } from '../report.js';

/** Rule by rule: how much was seen, by its cases, by scenarios, by either. */
export function coverageTable({ rules, reasons, ...all }: CoverageReport): string[] {
  const rows = rules.map(({ rule, byCases, byScenarios, ...share }) => [rule, `${byCases}`, `${byScenarios}`, ...cellsOf(share)]);
  const rest = [...(reasons === null ? [] : [['(reasons)', '', `${reasons.seen}`, ...cellsOf(reasons)]]), ['all', '', '', ...cellsOf(all)]];
  return inColumns([['coverage', 'cases', 'scenarios', 'seen', 'of', '%'], ...rows, ...rest]);
}

function cellsOf({ seen, of, percent }: Share): string[] {
  return [`${seen}`, `${of}`, percent.toFixed(1)];
}

function inColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  '));
}
