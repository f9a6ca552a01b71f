import type { Heading } from '../../audit/heading.js';
import type { Span } from '../../audit/record.js';
import { addDays, dayInBritain, midnightInBritain } from '../../domain/calendar.js';
import { isWorkday } from './days.js';
import { badlyMade, observed, observedByRule, operatorsOwn, otherService, recovery, sampleKinds, type SampleRequest, sampleUnverified, unverified, verified, withoutCheck } from './headings.js';
import { chooseOperators, gasCheckedFrom } from './operators.js';
import { sampleOperators, type SampleSupplier, sampleSuppliers, sampleUserIds } from './parties.js';
import type { SampleRandom } from './random.js';
import { type Sent, sendSome } from './sent.js';

const hour = 3_600_000;
const outageOn = '2026-10-14';

/** Everything that is sent within whole days, but for what is rejected and counted. */
export function makeTraffic({ from, to }: Required<Span>, numbers: { last: number }, random: SampleRandom): Sent[] {
  const sent: Sent[] = [];
  for (let day = dayInBritain(from); midnightInBritain(day) < to; day = addDays(day, 1)) {
    const at = midnightInBritain(day) + 12 * hour;
    const headings = [...sampleSuppliers.flatMap((supplier) => requestsOn(day, supplier, random)), ...othersOn(day, random)];
    sent.push(...headings.flatMap(([heading, entries]) => (entries === 0 ? [] : sendSome({ at, heading, entries }, 0.004, numbers, random))));
  }
  return sent;
}

function requestsOn(day: string, supplier: SampleSupplier, random: SampleRandom): [Heading, number][] {
  const [main = '', ...others] = sampleUserIds(supplier);
  const daily = supplier.daily * (isWorkday(day) ? 1 : 0.3);
  return sampleKinds.flatMap(({ share, ...kind }): [Heading, number][] => {
    const request: SampleRequest = { supplier: supplier.id, originator: random.pick([main, ...others]), ...kind };
    const { responsible, placed } = chooseOperators(kind, random);
    const number = daily * share;
    return [
      [verified(request), random.about(number)],
      ...sampleUnverified.map(({ rule, often }): [Heading, number] => [unverified(request, rule), random.about((number * often) / 1000)]),
      [otherService(request), random.about(number * 0.4)],
      [recovery(request), random.about(number / 2000)],
      [badlyMade(request, responsible, random.happens(0.5)), random.about(supplier.rejected / 600)],
      [observedByRule(request, responsible), random.about(number / 4000)],
      ...(kind.deviceType === 'GPF' && day < gasCheckedFrom ? [[observed(request, responsible, placed), random.about(supplier.rejected / 60)] as [Heading, number]] : []),
      ...(day === outageOn ? [[withoutCheck(request), random.about(number / 50)] as [Heading, number]] : []),
    ];
  });
}

/** What Network Operators send themselves, and a User ID that is in no directory. */
function othersOn(day: string, random: SampleRandom): [Heading, number][] {
  const distributors = sampleOperators.filter(({ distributorId }) => distributorId !== undefined);
  return [
    ...distributors.map(({ id, distributorId = '' }): [Heading, number] => [operatorsOwn(id, `00-5A-3D-1F-31-${distributorId}-00-00`), isWorkday(day) ? random.about(6) : 0]),
    [otherService({ supplier: null, originator: null, srv: '8.2', deviceType: 'ESME' }), random.about(0.3)],
  ];
}
