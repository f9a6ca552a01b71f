import type { Heading } from '../audit/heading.js';
import type { PanelReport } from './panel-report.js';
import type { ReportSettings } from './settings.js';

/** Response codes that are project placeholders, not issued by DCC. */

const mark = '*';

export const markMeaning = `${mark} project placeholder, not issued by DCC`;

/** Those that occur, in their order. */
export function placeholdersIn(headed: readonly { heading: Heading }[], { placeholderCodes }: ReportSettings): string[] {
  const occurring = new Set(headed.flatMap(({ heading: { responseCode, observed } }) => [responseCode, observed?.responseCode]));
  return [...placeholderCodes].sort().filter((code) => occurring.has(code));
}

/** The same report with a mark at every such code. */
export function markPlaceholders(report: PanelReport): PanelReport {
  const placeholders = new Set<unknown>(report.placeholderCodes);
  return JSON.parse(JSON.stringify(report), (key, value: unknown) => (key === 'responseCode' && placeholders.has(value) ? `${String(value)}${mark}` : value)) as PanelReport;
}

export function isMarked(code: string): boolean {
  return code.endsWith(mark);
}
