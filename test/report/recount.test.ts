import { expect } from 'chai';
import fc from 'fast-check';
import type { Heading } from '../../src/audit/heading.js';
import { addDays } from '../../src/domain/calendar.js';
import { panelReport } from '../../src/report/panel-report.js';
import { type DeviceStory, directory, type Entry, heading, reportOn, settings } from './flat-entries.js';

const rules = ['meter-point-known', 'device-in-inventory'].map((id) => ({ id, title: `Rule ${id}` }));
const observed = [{ by: 'switch' as const, reason: 'wrong-network-operator', responseCode: 'E062106' }, { by: 'rule' as const, reason: 'unreadable-certificate', responseCode: 'E062107' }];
const outcomes: Partial<Heading>[] = [
  { reason: 'verified' }, { reason: 'unverified', rule: rules[0]! }, { reason: 'unverified', rule: rules[1]! }, { reason: 'unverified', rule: null }, { reason: 'not-applicable' }, { reason: 'exempt-recovery' },
  { reason: 'unavailable', rule: null }, { decision: 'reject', reason: 'unavailable', responseCode: 'E062108', rule: null }, { decision: 'reject', reason: 'unreadable-certificate', responseCode: 'E062107' },
  { reason: 'wrong-network-operator', observed: observed[0]! }, { reason: 'verified', observed: observed[1]! },
  ...['E062106', 'E061510'].flatMap((responseCode) => ['wrong-network-operator', 'unknown-certificate-owner'].map((reason) => ({ decision: 'reject' as const, reason, responseCode, counted: true }))),
];

const headings = fc.record({
  supplier: fc.constantFrom('ash', 'birch', 'gone', 'elm', null),
  originator: fc.constantFrom('u-1', 'u-2'),
  srv: fc.constantFrom('6.15.1', '6.21', '8.2'),
  deviceType: fc.constantFrom('ESME', 'GPF', null),
  outcome: fc.constantFrom(...outcomes),
  repeated: fc.boolean(),
  responsible: fc.constantFrom('elm', 'gorse', 'sold', null),
  placed: fc.subarray(['fir', 'gorse', 'unknown']),
}).map(({ outcome, responsible, placed, originator, ...rest }) => heading({
  ...rest,
  originator: rest.supplier === null ? null : originator,
  ...outcome,
  ...(outcome.counted === true && { responsible, placed }),
}));

const entriesFrom = (first: string, length: number) => fc.array(fc.record({
  day: fc.integer({ min: 0, max: length - 1 }).map((number) => addDays(first, number)),
  requestId: fc.integer({ min: 1, max: 25 }).map(String),
  heading: headings,
}), { maxLength: 60 });

const stories = fc.array(fc.record({
  heading: headings, rejectedOn: fc.integer({ min: 0, max: 60 }).map((number) => addDays('2026-09-01', number)), later: fc.option(fc.integer({ min: 0, max: 30 })),
}).map(({ later, ...story }): DeviceStory => ({ ...story, putRightOn: later === null ? null : addDays(story.rejectedOn, later) })), { maxLength: 20 });

/** The plainest way to count: from every single entry, one figure at a time. */
function figures(entries: readonly Entry[], before: readonly Entry[]) {
  const counted = entries.filter((each) => each.heading.counted);
  const inScope = entries.filter((each) => each.heading.counted || !settings.report.outOfScope.includes(each.heading.reason));
  return {
    rejections: decisions(counted),
    rejectedAttempts: counted.length,
    rejectedRequests: requests(counted),
    inScopeAttempts: inScope.length,
    inScopeRequests: requests(inScope),
    attempts: entries.length,
    requests: requests(entries),
    share: inScope.length === 0 ? null : counted.length / inScope.length,
    previousRejections: decisions(before.filter((each) => each.heading.counted)),
  };
}

function decisions(entries: readonly Entry[]): number {
  return entries.filter((each) => !each.heading.repeated).length;
}

function requests(entries: readonly Entry[]): number {
  return new Set(entries.map(({ requestId }) => requestId)).size;
}

/** How many there are of each, as text that is the same whatever the order. */
function tallied(entries: readonly Entry[], nameOf: (heading: Heading) => string | undefined): string[] {
  const names = [...new Set(entries.map((each) => nameOf(each.heading)))].filter((name) => name !== undefined);
  return names.map((name) => entries.filter((each) => nameOf(each.heading) === name)).map((mine, index) => `${names[index]!}: ${decisions(mine)} ${mine.length}`).sort();
}

interface Tally { srv: string; deviceType: string | null; reason: string; responseCode: string; decisions: number; attempts: number }

function tell(rows: readonly Tally[]): string[] {
  return rows.map((each) => `${answer(each)}: ${each.decisions} ${each.attempts}`).sort();
}

function answer({ srv, deviceType, reason, responseCode }: Omit<Tally, 'decisions' | 'attempts'>): string {
  return `${srv} ${deviceType ?? 'null'} ${reason} ${responseCode}`;
}

/** Day by day, by the bank holidays of the responsible operator. */
function standing({ heading: { responsible }, rejectedOn, putRightOn }: DeviceStory): { state: string; workingDays: number } {
  const holidays = settings.report.bankHolidays[responsible === 'gorse' ? 'scotland' : 'england-and-wales'];
  const end = putRightOn ?? '2026-11-04';
  let [workingDays, isPast] = [0, false];
  for (let day = addDays(rejectedOn, 1); day <= end; day = addDays(day, 1)) {
    if (workingDays === settings.report.workingDays) isPast = true;
    if (![0, 6].includes(new Date(day).getUTCDay()) && !holidays.includes(day)) workingDays += 1;
  }
  return { state: putRightOn === null ? (isPast ? 'overdue' : 'outstanding') : isPast ? 'late' : 'inTime', workingDays };
}

function standings(devices: readonly DeviceStory[]) {
  const states = devices.map((device) => standing(device).state);
  const of = (name: string) => states.filter((state) => state === name).length;
  return { devices: devices.length, inTime: of('inTime'), late: of('late'), outstanding: of('outstanding'), overdue: of('overdue'), earlier: 0 };
}

describe("the Panel's report, counted again", () => {
  const cases = fc.tuple(entriesFrom('2026-10-01', 31), entriesFrom('2026-09-01', 30), stories);
  const holds = (check: (entries: Entry[], before: Entry[], devices: DeviceStory[]) => void) => {
    fc.assert(fc.property(cases, ([entries, before, devices]) => check(entries, before, devices)), { numRuns: 60 });
  };
  const keyOf = ({ supplier }: Pick<Heading, 'supplier'>) => supplier ?? 'nobody';

  it('has the same totals and splits', () => {
    holds((entries, before) => {
      const report = reportOn({ entries, before });
      expect(report.totals).to.deep.equal(figures(entries, before));
      for (const { srv, deviceType, ...told } of report.splits) {
        const [mine, previous] = [entries, before].map((list) => list.filter((each) => each.heading.srv === srv && (each.heading.deviceType ?? 'unknown') === deviceType)) as [Entry[], Entry[]];
        expect(told, `${srv} ${deviceType}`).to.deep.equal(figures(mine, previous));
      }
      for (const name of ['rejections', 'rejectedAttempts', 'inScopeAttempts', 'previousRejections'] as const) {
        expect(report.splits.reduce((sum, split) => sum + split[name], 0), name).to.equal(report.totals[name]);
      }
    });
  });

  it('has the same figures for each Supplier, and none is missing', () => {
    holds((entries, before, devices) => {
      const { suppliers, totals } = reportOn({ entries, before, devices });
      for (const { supplier, users, ...told } of suppliers) {
        const key = supplier ?? 'nobody';
        const [mine, previous] = [entries, before].map((list) => list.filter((each) => keyOf(each.heading) === key)) as [Entry[], Entry[]];
        expect(told.figures, key).to.deep.equal(figures(mine, previous));
        expect(told.unverified).to.equal(decisions(mine.filter((each) => each.heading.reason === 'unverified')));
        expect(told.putRight).to.deep.equal(standings(devices.filter((device) => keyOf(device.heading) === key)));
        for (const { userId, rejections, inScopeAttempts, attempts } of users) {
          const sentBy = mine.filter((each) => each.heading.originator === userId);
          const counted = sentBy.filter((each) => each.heading.counted);
          const expected = [decisions(counted), figures(sentBy, []).inScopeAttempts, sentBy.length];
          expect([rejections, inScopeAttempts, attempts]).to.deep.equal(expected);
        }
        expect(users.reduce((sum, { attempts }) => sum + attempts, 0)).to.equal(supplier === null ? 0 : mine.length);
      }
      for (const name of ['rejections', 'rejectedAttempts', 'inScopeAttempts', 'previousRejections'] as const) {
        expect(suppliers.reduce((sum, each) => sum + each.figures[name], 0), name).to.equal(totals[name]);
      }
      expect(suppliers.map(({ supplier }) => supplier)).to.include.members(directory.parties.filter(({ kind }) => kind === 'supplier').map(({ id }) => id));
      expect(new Set(suppliers.map(({ supplier }) => supplier)).size).to.equal(suppliers.length);
    });
  });

  it('has the same codes, and tells the same apart', () => {
    holds((entries, before) => {
      const report = reportOn({ entries, before });
      const codeOf = ({ counted, responseCode, srv, reason }: Heading) => (counted ? `${responseCode} ${srv} ${reason}` : undefined);
      const told = (code: (typeof report.codes)[number]) => `${code.responseCode} ${code.srv} ${code.reason}`;
      expect(report.codes.filter((code) => code.rejectedAttempts > 0).map((code) => `${told(code)}: ${code.rejections} ${code.rejectedAttempts}`).sort()).to.deep.equal(tallied(entries, codeOf));
      expect(report.codes.map((code) => `${told(code)} ${code.previousRejections}`)).to.include.members(tallied(before, codeOf).filter((line) => !/: 0 \d+$/.test(line)).map((line) => line.replace(/: (\d+) \d+$/, ' $1')));
      expect(report.codes.filter((code) => code.rejectedAttempts + code.previousRejections === 0), 'nothing now and before').to.deep.equal([]);
      for (const device of ['esme', 'gpf'] as const) expect(report.codes.reduce((sum, code) => sum + code[device], 0)).to.equal(decisions(entries.filter((each) => each.heading.counted && each.heading.deviceType === device.toUpperCase())));
      expect(report.observed.map((each) => `${answer(each)} ${each.by}: ${each.decisions} ${each.attempts}`).sort()).to.deep.equal(tallied(entries, ({ srv, deviceType, observed: held }) => (held === null ? undefined : `${answer({ srv, deviceType, ...held })} ${held.by}`)));
      expect(tell(report.otherRejections)).to.deep.equal(tallied(entries, (each) => (each.decision === 'reject' && !each.counted && each.reason !== 'unavailable' ? answer(each) : undefined)));
      expect(report.unchecked.map((each) => `${each.decision} ${answer(each)}: ${each.decisions} ${each.attempts}`).sort()).to.deep.equal(tallied(entries, (each) => (each.reason === 'unavailable' ? `${each.decision} ${answer(each)}` : undefined)));
      expect(report.unmade).to.deep.equal({ unverified: entries.filter((each) => each.heading.reason === 'unverified').length, unchecked: entries.filter((each) => each.heading.reason === 'unavailable').length });
      expect(report.unverified.map((each) => `${each.rule ?? 'none'}: ${each.decisions} ${each.attempts}`).sort()).to.deep.equal(tallied(entries, ({ reason, rule }) => (reason === 'unverified' ? (rule?.id ?? 'none') : undefined)));
    });
  });

  it('has the same Network Operators, weeks and months', () => {
    holds((entries, before) => {
      const { operators, confusions, weeks, months, totals } = reportOn({ entries, before });
      const rejected = entries
        .filter((each) => each.heading.counted && !each.heading.repeated)
        .map((each) => ({ placed: each.heading.placed, responsible: each.heading.responsible ?? 'unknown' }));
      for (const { operator, responsible, placed } of operators) {
        const ofThem = rejected.filter((each) => each.responsible === operator);
        const withTheirs = rejected.filter((each) => each.placed.includes(operator));
        expect([responsible, placed], operator).to.deep.equal([ofThem.length, withTheirs.length]);
      }
      for (const { responsible, placed, rejections } of confusions) {
        const confused = rejected.filter((each) => each.responsible === responsible && each.placed.includes(placed));
        expect(rejections).to.equal(confused.length);
      }
      expect(operators.reduce((sum, { responsible }) => sum + responsible, 0)).to.equal(totals.rejections);
      expect(operators.reduce((sum, { placed }) => sum + placed, 0)).to.equal(confusions.reduce((sum, { rejections }) => sum + rejections, 0));
      for (const stretches of [weeks, months]) {
        for (const { from, to, rejections } of stretches) {
          const within = [...before, ...entries].filter(({ day, heading: { counted } }) => counted && from <= day && day <= to);
          expect(rejections).to.equal(decisions(within));
        }
        expect(stretches.reduce((sum, { rejections }) => sum + rejections, 0)).to.equal(totals.rejections + totals.previousRejections);
      }
    });
  });

  it('has the same devices put right, and keeps to its schema', () => {
    holds((entries, before, devices) => {
      const report = reportOn({ entries, before, devices });
      expect(panelReport.parse(report)).to.deep.equal(report);
      expect(report.putRight.totals).to.deep.equal(standings(devices));
      const right = devices.filter(({ putRightOn }) => putRightOn !== null);
      for (const { workingDays, devices: count } of report.putRight.byWorkingDays) {
        expect(count, String(workingDays)).to.equal(right.filter((device) => standing(device).workingDays === workingDays).length);
      }
      expect(report.putRight.byWorkingDays.reduce((sum, each) => sum + each.devices, 0)).to.equal(right.length);
    });
  });

  it('does not depend on the order in which a store tells its counts', () => {
    holds((entries, before, devices) => {
      const backwards = { entries: [...entries].reverse(), before: [...before].reverse(), devices: [...devices].reverse() };
      expect(reportOn(backwards)).to.deep.equal(reportOn({ entries, before, devices }));
    });
  });
});
