import type { PanelCounts } from '../audit/panel-source.js';
import type { PartyDirectory } from '../domain/party.js';
import { emptyGroup, overDays, sum } from './count.js';
import { figuresOf, scopeOf, splitsOf, switchedOn, unmadeIn } from './figures.js';
import { findIncomparable } from './headline.js';
import { notesOn } from './notes.js';
import { confusionsIn, operatorsIn } from './operators.js';
import type { PanelReport } from './panel-report.js';
import { placeholdersIn } from './placeholders.js';
import type { Period, Periods } from './period.js';
import { createPutRight } from './put-right.js';
import { reasonsOf } from './reasons.js';
import type { PanelSettings } from './settings.js';
import { suppliersOf } from './suppliers.js';
import { codesOf, observedIn, otherRejectionsIn, uncheckedIn, unverifiedIn } from './tallies.js';
import { lastOfMonth, rejectionsOver, sundayOf } from './rejections-over-time.js';

export interface PanelInput extends Periods {
  /** of the period */
  counts: PanelCounts;
  /** of the period before; undefined: it cannot be counted any more */
  before: Pick<PanelCounts, 'entries' | 'repeated'> | undefined;
  now: number;
  parties: PartyDirectory;
  settings: PanelSettings;
  /** as `PanelSource.readRuleSets` tells them */
  ruleSets: Iterable<string>;
  /** whether the counts were generated to show what a report looks like */
  isSample: boolean;
}

/** The SEC Panel's report (SECMP0063 PIA 3.2, Requirement 4). */
export function buildPanelReport({ counts, before, period, previous, now, parties, settings, ruleSets, isSample }: PanelInput): PanelReport {
  const [group, groupBefore] = [overDays(counts), before === undefined ? emptyGroup : overDays(before)];
  const daysBefore = before?.entries ?? [];
  const scope = scopeOf(settings);
  const standing = createPutRight(settings.report, parties, now);
  const suppliers = suppliersOf({
    group,
    before: groupBefore,
    rejectedDevices: counts.rejectedDevices,
    earlierDevices: counts.earlierDevices,
    parties,
    scope,
    putRight: standing,
  });
  const putRight: PanelReport['putRight'] = {
    limitWorkingDays: settings.report.workingDays,
    totals: standing.figuresOf(counts.rejectedDevices, counts.earlierDevices),
    byWorkingDays: standing.byWorkingDays(counts.rejectedDevices),
    devices: counts.devices.map(standing.tell),
    devicesLeftOut: sum(counts.rejectedDevices, ({ devices }) => devices) - counts.devices.length,
    calendarUntil: standing.calendarUntil,
  };
  const periods = { period: tellPeriod(period), previousPeriod: tellPeriod(previous) };
  const codes = codesOf(group, groupBefore);
  const incomparable = findIncomparable(periods, counts.since, now, before === undefined);
  const isComparable = incomparable.length === 0;
  const placeholderCodes = placeholdersIn([...group.entries, ...groupBefore.entries, ...counts.devices], settings.report);
  return {
    title: 'Network Operator certificates in Service Requests: report for the SEC Panel',
    isSample,
    generatedAt: new Date(now).toISOString(),
    ...periods,
    incomparable,
    isComparable,
    countedThrough: counts.through,
    totals: figuresOf(group, groupBefore, scope),
    suppliers,
    splits: splitsOf(group, groupBefore, scope),
    codes,
    observed: observedIn(group),
    otherRejections: otherRejectionsIn(group),
    unverified: unverifiedIn(group),
    unchecked: uncheckedIn(group),
    unmade: unmadeIn(group, scope),
    operators: operatorsIn(group, parties),
    confusions: confusionsIn(group, parties),
    weeks: [...rejectionsOver(previous, daysBefore, true, sundayOf), ...rejectionsOver(period, counts.entries, false, sundayOf)],
    months: [...rejectionsOver(previous, daysBefore, true, lastOfMonth), ...rejectionsOver(period, counts.entries, false, lastOfMonth)],
    putRight,
    reasons: reasonsOf(counts.entries, codes, ruleSets),
    placeholderCodes,
    notes: notesOn({
      previous, suppliers, parties, putRight, isComparable, placeholderCodes,
      switchedOn: switchedOn(group, groupBefore),
      hasBefore: before === undefined || daysBefore.length > 0,
      hasHolidays: standing.knows(counts.rejectedDevices),
    }),
  };
}

function tellPeriod({ from, to, label }: Period): PanelReport['period'] {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString(), label };
}
