import { expect } from 'chai';
import fc from 'fast-check';
import type { PanelCounts } from '../../src/audit/panel-source.js';
import type { AuditRecord } from '../../src/audit/record.js';
import { dayInBritain } from '../../src/domain/calendar.js';
import { openStoreToRead } from '../../src/store/open-to-read.js';
import { auditRecord } from './audit-records.js';
import { addTo } from './panel-counts.js';
import { storeFolder } from './store-folder.js';

const hour = 3_600_000;
const start = Date.UTC(2026, 9, 20, 12);
const step = fc.record({
  /** forwards, now and then backwards */
  wait: fc.constantFrom(0, hour, hour, 2 * hour, 5 * hour, -2 * hour, -4 * hour),
  device: fc.integer({ min: 10, max: 59 }), supplier: fc.constantFrom('s1', 's2'), responsible: fc.constantFrom('epn', 'wpd'), isRight: fc.constantFrom(true, false, false),
});

/** A device from its first counted rejection on, as one that walks through the records knows it. */
interface Case {
  device: string;
  rejections: { record: AuditRecord; at: number }[];
  right: { record: AuditRecord; at: number } | null;
}

function history(): { record: AuditRecord; at: number }[] {
  let at = start;
  return fc.sample(step, { numRuns: 300, seed: 61_510 }).map(({ wait, device, supplier, responsible, isRight }, number) => {
    at += wait;
    const requestKey = `90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-${device}:${number}`;
    const record = auditRecord(number, { at, supplierParty: supplier, ...(!isRight && { decision: 'reject', reason: 'wrong-network-operator', responseCode: 'E062106', counted: true }) }, { requestKey, target: requestKey.slice(24, 47) });
    record.evidence.responsibleParty = responsible;
    return { record, at };
  });
}

function casesOf(records: readonly { record: AuditRecord; at: number }[]): Case[] {
  const cases: Case[] = [];
  for (const each of records) {
    const device = each.record.request.target;
    const open = cases.find((known) => known.device === device && known.right === null);
    if (!each.record.counted && open !== undefined) open.right = each;
    else if (each.record.counted && open !== undefined) open.rejections.push(each);
    else if (each.record.counted) cases.push({ device, rejections: [each], right: null });
  }
  return cases;
}

const concern = ({ supplierParty, evidence: { responsibleParty } }: AuditRecord) => `${supplierParty} ${responsibleParty}`;

describe("the rejected devices for the Panel's report", () => {
  const folder = storeFolder();

  it('are those of any span, with what stood before it, told outstanding ones first and each in the order of writing', () => {
    const records = history();
    folder.store().audit.append(records.map(({ record }) => record));
    const cases = casesOf(records);
    const read = openStoreToRead(`sqlite:${folder.path('slotguard.db')}`);
    const end = Math.max(...records.map(({ at }) => at)) + hour;
    const instant = fc.integer({ min: 0, max: (end - start) / hour }).map((hours) => start + hours * hour);
    const to = (from: number) => fc.oneof(fc.integer({ min: 1, max: 12 }).map((hours) => from + hours * hour), instant).filter((later) => later > from);
    const span = instant.filter((from) => from < end - 12 * hour).chain((from) => fc.tuple(fc.constant(from), to(from)));
    try {
      fc.assert(fc.property(span, fc.constantFrom(1_000, 3), ([from, until], most) => {
        const isWithin = ({ at }: { at: number }) => at >= from && at < until;
        const firstWithin = ({ rejections: [first, ...further] }: Case) => [first!, ...further].find(isWithin);
        const inSpan = cases.filter(firstWithin);
        const [rejected, earlier] = [new Map<string, number>(), new Map<string, number>()];
        for (const each of inSpan) addTo(rejected, `${concern(firstWithin(each)!.record)} ${dayInBritain(each.rejections[0]!.at)} ${each.right && dayInBritain(each.right.at)}`, 1);
        for (const { right, rejections } of cases) {
          if (right === null && rejections[0]!.at < from && !rejections.some(isWithin)) addTo(earlier, `${concern(rejections[0]!.record)} ${dayInBritain(rejections[0]!.at)}`, 1);
        }
        const told = read.audit.readPanel({ from, to: until, devices: most });
        expect(countsOf(told.rejectedDevices, ({ rejectedOn, putRightOn }) => `${rejectedOn} ${putRightOn}`)).to.deep.equal([...rejected].sort());
        expect(countsOf(told.earlierDevices, ({ rejectedOn }) => rejectedOn)).to.deep.equal([...earlier].sort());
        expect(told.devices.map(({ device, decisionId, heading, rejections, putRight }) => `${device} ${decisionId} ${heading.supplier} ${rejections} ${putRight?.decisionId}`))
          .to.deep.equal([...inSpan.filter(({ right }) => right === null), ...inSpan.filter(({ right }) => right !== null)]
            .map((each) => `${each.device} ${each.rejections[0]!.record.decisionId} ${firstWithin(each)!.record.supplierParty} ${each.rejections.length} ${each.right?.record.decisionId}`).slice(0, most));
      }), { numRuns: 300 });
    } finally {
      read.close();
    }
  });

  it('keep one that stood before the span beside one first rejected behind it that day and, the clock gone back, again in it', () => {
    const rejection = (number: number, device: string, at: number) => auditRecord(number, { at, decision: 'reject', reason: 'wrong-network-operator', counted: true }, { target: `00-DB-12-34-56-78-90-${device}` });
    folder.store().audit.append([rejection(1, '10', start), rejection(2, '11', start + 6 * hour), rejection(3, '11', start + 2 * hour)]);
    const read = openStoreToRead(`sqlite:${folder.path('slotguard.db')}`);
    try {
      const { earlierDevices, devices } = read.audit.readPanel({ from: start + hour, to: start + 4 * hour, devices: 10 });
      expect(devices.map(({ device }) => device)).to.deep.equal(['00-DB-12-34-56-78-90-11']);
      expect(earlierDevices.map(({ rejectedOn, devices: number }) => [rejectedOn, number])).to.deep.equal([['2026-10-20', 1]]);
    } finally {
      read.close();
    }
  });
});

type Grouped = Pick<PanelCounts['rejectedDevices'][number], 'heading' | 'devices'>;

function countsOf<T extends Grouped>(groups: readonly T[], daysOf: (group: T) => string): [string, number][] {
  return groups.map((group): [string, number] => [`${group.heading.supplier} ${group.heading.responsible} ${daysOf(group)}`, group.devices]).sort();
}
