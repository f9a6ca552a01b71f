import type { CountedEntries, PanelSource } from '../audit/panel-source.js';
import type { Span } from '../audit/record.js';
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
  const before = source.readPanel({ from: previous.from, to: previous.to, devices: null });
  return { report: buildPanelReport({ counts, before, period, previous, now, parties, settings, isSample }), entries: counts.entries };
}
