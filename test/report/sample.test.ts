import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { PanelCounts } from '../../src/audit/panel-source.js';
import { addDays, dayInBritain } from '../../src/domain/calendar.js';
import { makePanelReport } from '../../src/report/make-panel-report.js';
import { panelReport } from '../../src/report/panel-report.js';
import { choosePeriods } from '../../src/report/period.js';
import { makeSample } from '../../src/report/sample-counts.js';
import { readYaml } from '../../src/yaml/read-yaml.js';
import { settings, shippedRules } from './flat-entries.js';

const { source, parties, now } = makeSample(shippedRules);
const { period, previous } = choosePeriods({}, now);
const countsOf = ({ from, to }: { from: number; to: number }, devices = 1000): PanelCounts => source.readPanel({ from, to, devices });
const report = makePanelReport({ source, parties, settings, now, isSample: true }, { devices: 1000 }).report;
const months = [period, previous].map((each) => ({ ...each, counts: countsOf(each) }));
const totalOf = (list: readonly { entries: number }[]) => list.reduce((sum, { entries }) => sum + entries, 0);

function sumByHeading(list: readonly { heading: object; entries: number }[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { heading, entries } of list) sums.set(JSON.stringify(heading), (sums.get(JSON.stringify(heading)) ?? 0) + entries);
  return sums;
}

describe('the sample of a report', () => {
  it('keeps to the schema, is the same each time, and has something to show in every part', () => {
    expect(panelReport.parse(report)).to.deep.equal(report);
    expect(makePanelReport({ ...makeSample(shippedRules), settings, isSample: true }, { devices: 1000 }).report).to.deep.equal(report);
    for (const part of ['codes', 'observed', 'otherRejections', 'unverified', 'unchecked', 'operators', 'confusions', 'weeks', 'notes'] as const) expect(report[part], part).not.to.be.empty;
    const { devices, earlier, ...states } = report.putRight.totals;
    expect(Object.values(states).every((count) => count > 5), JSON.stringify(states)).to.equal(true);
    expect(Object.values(states).reduce((sum, count) => sum + count, 0)).to.equal(devices);
    expect([earlier > 5, report.isComparable]).to.deep.equal([true, true]);
    expect(new Set(report.putRight.devices.map(({ calendar }) => calendar))).to.have.property('size', 2);
    expect(new Set(report.observed.map(({ by }) => by))).to.have.property('size', 2);
  });

  it('has Suppliers of very different size, some without rejections, some that sent nothing, and one that has left', () => {
    const rejections = report.suppliers.map(({ figures }) => figures.rejections);
    expect(report.suppliers).to.have.length(21);
    expect(rejections.filter((count) => count === 0)).to.have.length.above(2);
    expect(report.suppliers.filter(({ figures }) => figures.attempts === 0)).to.have.length.above(0);
    expect(rejections[0]! / report.totals.rejections).to.be.within(0.15, 0.5);
    expect(report.suppliers.filter(({ supplier }) => parties.findParty(supplier!) === undefined)).to.have.length(1);
    expect(report.totals.share).to.be.within(0.001, 0.01);
    expect(report.operators.filter(({ operator }) => operator !== 'unknown')).to.have.length(14);
  });

  it('has every device among the rejections, one by one as in sum', () => {
    for (const { counts, from, to, label } of months) {
      const counted = counts.entries.filter(({ heading }) => heading.counted && !heading.repeated);
      expect(counts.rejectedDevices.reduce((sum, { devices }) => sum + devices, 0), label).to.equal(counts.devices.length);
      for (const { heading, rejectedOn, putRightOn, devices } of counts.rejectedDevices) {
        const alike = counts.devices.filter((each) =>
          dayInBritain(each.rejectedAt) === rejectedOn
          && (each.putRight && dayInBritain(each.putRight.at)) === putRightOn
          && JSON.stringify(each.heading) === JSON.stringify(heading));
        expect(alike, label).to.have.length(devices);
      }
      const rejectedWithin = counts.devices.filter(({ rejectedAt }) => from <= rejectedAt && rejectedAt < to);
      const firstOn = (day: string, heading: string) => rejectedWithin.filter((each) =>
        dayInBritain(each.rejectedAt) === day && JSON.stringify(each.heading) === heading).length;
      for (const { day, heading, entries } of counted) expect(entries, `${day} ${JSON.stringify(heading)}`).to.be.at.least(firstOn(day, JSON.stringify(heading)));
      const everRejected = counts.devices.reduce((sum, { rejections }) => sum + rejections, 0);
      expect(totalOf(counted), label).to.be.at.least(rejectedWithin.length).and.to.be.at.most(everRejected);
    }
  });

  it('has nothing before its cause, or after the report', () => {
    for (const { rejectedAt, lastRejectedAt, putRight, heading } of months.flatMap(({ counts }) => counts.devices)) {
      expect([rejectedAt <= lastRejectedAt, lastRejectedAt < (putRight?.at ?? now), (putRight?.at ?? 0) < now]).to.deep.equal([true, true, true]);
      expect([heading.decision, heading.counted, heading.repeated, heading.placed.includes(heading.responsible!)]).to.deep.equal(['reject', true, false, false]);
    }
  });

  it('has a verified request on each day on which a device was put right', () => {
    const all = countsOf({ from: previous.from, to: now });
    for (const { putRight, heading: { supplier, srv, deviceType } } of all.devices.filter((each) => each.putRight !== null)) {
      const day = dayInBritain(putRight!.at);
      const isThere = all.entries.some(({ day: on, heading }) =>
        on === day
        && heading.supplier === supplier
        && heading.srv === srv
        && heading.deviceType === deviceType
        && heading.reason === 'verified');
      expect(isThere, `${supplier!} ${day}`).to.equal(true);
    }
  });

  it('has RequestIDs that were used again among its entries, an answer from the record beside each decision', () => {
    for (const { counts: { entries, repeated } } of months) {
      const [all, again] = [entries, repeated].map(sumByHeading) as [Map<string, number>, Map<string, number>];
      expect(again.size).to.be.above(100);
      for (const [heading, count] of again) expect(all.get(heading), heading).to.be.at.least(count);
      for (const [heading, count] of all) if (heading.startsWith('{"repeated":true')) expect(again.get(heading), heading).to.equal(count);
      const decided = repeated.filter(({ heading }) => !heading.repeated).map(({ request }) => request);
      expect(new Set(decided).size).to.equal(decided.length);
    }
  });

  it('adds up, whichever way its days are cut', () => {
    const middle = Date.parse(`${addDays(dayInBritain(period.from), 14)}T12:00:00Z`);
    const parts = [{ from: period.from, to: middle }, { from: middle, to: period.to }].map((each) => countsOf(each));
    expect(parts.reduce((sum, { entries }) => sum + totalOf(entries), 0)).to.equal(totalOf(months[0]!.counts.entries));
    expect(countsOf(period, 3).devices).to.deep.equal(months[0]!.counts.devices.slice(0, 3));
  });

  it('names rules, reasons and response codes as they are shipped', () => {
    const headings = months.flatMap(({ counts }) => counts.entries.map(({ heading }) => heading));
    const rules = new Map(headings.flatMap(({ rule, decision, reason }) => (rule === null ? [] : [[`${rule.id}: ${rule.title}`, { id: rule.id, outcome: `${decision} ${reason}` }] as const])));
    expect(rules.size).to.be.above(10);
    for (const [told, { id }] of rules) {
      const rule = readYaml(readFileSync(`rules/network-operator-certificate/${id}.yaml`, 'utf8'), id).value as { title: string };
      expect(told).to.equal(`${id}: ${rule.title}`);
    }
    const policy = readYaml(readFileSync('rules/policy.yaml', 'utf8'), 'policy.yaml').value as { reasons: Record<string, { decision: string; counted: boolean }> };
    for (const { decision, reason, responseCode, srv, counted, observed } of headings) {
      if (decision === 'reject') expect(responseCode).to.equal(settings.responseCodes[reason]![srv]);
      if (observed !== null) expect(observed.responseCode).to.equal(settings.responseCodes[observed.reason]![srv]);
      if (reason !== 'unavailable' && observed === null) expect([decision, counted], reason).to.deep.equal([policy.reasons[reason]!.decision, policy.reasons[reason]!.counted]);
    }
  });
});
