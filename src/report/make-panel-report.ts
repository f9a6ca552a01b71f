import type { CountedEntries, PanelCounts, PanelSource } from '../audit/panel-source.js';
import type { Span } from '../audit/record.js';
import { Fault } from '../domain/fault.js';
import type { PartyDirectory } from '../domain/party.js';
import { buildPanelReport } from './build-panel-report.js';
import type { PanelReport } from './panel-report.js';
import { choosePeriods } from './period.js';
import type { PanelSettings } from './settings.js';

/** What a report is made of. */
export interface PanelMaterial {
  source: PanelSource;
  parties: PartyDirectory;
  settings: PanelSettings;
  /** epoch milliseconds */
  now: number;
  isSample: boolean;
}

export interface PanelAsked extends Span {
  /** rejected devices to list, at most */
  devices: number;
}

export interface MadeReport {
  report: PanelReport;
  /** everything that was counted, of which the report tells less */
  entries: readonly CountedEntries[];
}

/** Throws `Fault('malformed-value')` for a span that no report can be of, and the faults of the source. */
export function makePanelReport({ source, parties, settings, now, isSample }: PanelMaterial, { devices, ...span }: PanelAsked): MadeReport {
  const { period, previous } = choosePeriods(span, now);
  const counts = source.readPanel({ from: period.from, to: period.to, devices });
  const before = readBefore(source, previous);
  const report = buildPanelReport({ counts, before, period, previous, now, parties, settings, ruleSets: source.readRuleSets(), isSample });
  return { report, entries: counts.entries };
}

/** Undefined where the period begins or ends within a day whose records have left the store: the report does without. */
function readBefore(source: PanelSource, { from, to }: Required<Span>): PanelCounts | undefined {
  try {
    return source.readPanel({ from, to, devices: null });
  } catch (cause) {
    if (!(cause instanceof Fault) || cause.code !== 'malformed-value') throw cause;
    return undefined;
  }
}
