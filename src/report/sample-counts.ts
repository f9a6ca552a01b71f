import { createHash } from 'node:crypto';
import type { PanelCounts, PanelSource, RejectedDevice } from '../audit/panel-source.js';
import type { Span } from '../audit/record.js';
import { dayInBritain } from '../domain/calendar.js';
import type { PartyDirectory } from '../domain/party.js';
import { listBy, sum } from './count.js';
import { choosePeriods } from './period.js';
import { makeRejectedDevices, type SampleDevice } from './sample/devices.js';
import { sampleDirectory } from './sample/parties.js';
import { createSampleRandom } from './sample/random.js';
import type { Sent } from './sample/sent.js';
import { makeTraffic } from './sample/traffic.js';

/** What a report looks like: two months of generated requests, the same each time. Every name is fictitious. */
export interface Sample {
  source: PanelSource;
  parties: PartyDirectory;
  /** the moment of the report, epoch milliseconds */
  now: number;
}

const now = Date.UTC(2026, 10, 4, 9, 30);

/** `ruleSet`: that in the words of which its reasons are told, `RuleFile[]` as JSON. */
export function makeSample(ruleSet: string): Sample {
  const { period, previous } = choosePeriods({}, now);
  const random = createSampleRandom(61_510_621);
  const numbers = { last: 0 };
  const devices = makeRejectedDevices([previous, period], now, numbers, random);
  const sent = [...makeTraffic({ from: previous.from, to: period.to }, numbers, random), ...devices.flatMap((device) => device.sent)];
  return {
    source: {
      readPanel: ({ devices: most, ...span }) => count(sent, devices, span, most ?? 0),
      readRuleSets: () => [ruleSet],
    },
    parties: sampleDirectory(),
    now,
  };
}

function count(sent: readonly Sent[], devices: readonly SampleDevice[], { from, to }: Required<Span>, most: number): PanelCounts {
  const within = sent.filter(({ at }) => from <= at && at < to);
  const isCountedWithin = ({ at, heading }: Sent) => heading.counted && from <= at && at < to;
  const rejected = devices.filter((device) => device.sent.some(isCountedWithin)).map(({ rejected: each }) => each);
  const earlier = devices.map(({ rejected: each }) => each).filter((each) => each.putRight === null && each.rejectedAt < from && !rejected.includes(each));
  return {
    entries: gather(within, ({ at, heading }) => ({ day: dayInBritain(at), heading })),
    repeated: gather(within.filter(({ request }) => request !== undefined), ({ request = 0, heading }) => ({ request, heading })),
    rejectedDevices: [...listBy(rejected, (device) => JSON.stringify(standingOf(device)))]
      .map(([key, alike]) => ({ ...(JSON.parse(key) as ReturnType<typeof standingOf>), devices: alike.length })),
    earlierDevices: earlier.map((device) => ({ ...standingOf(device), devices: 1 })),
    devices: [...rejected].sort(outstandingFirst).slice(0, most),
    since: dayInBritain(Math.min(...sent.map(({ at }) => at))),
    through: { seq: sum(sent.filter(({ at }) => at < to), ({ entries }) => entries), link: createHash('sha256').update(`sample ${to}`).digest('hex') },
  };
}

function gather<Key extends object>(sent: readonly Sent[], keyOf: (each: Sent) => Key): (Key & { entries: number })[] {
  return [...listBy(sent, (each) => JSON.stringify(keyOf(each)))]
    .map(([key, alike]) => ({ ...(JSON.parse(key) as Key), entries: sum(alike, ({ entries }) => entries) }));
}

function standingOf({ heading, rejectedAt, putRight }: RejectedDevice) {
  return { heading, rejectedOn: dayInBritain(rejectedAt), putRightOn: putRight && dayInBritain(putRight.at) };
}

function outstandingFirst(a: RejectedDevice, b: RejectedDevice): number {
  return Number(a.putRight !== null) - Number(b.putRight !== null) || a.rejectedAt - b.rejectedAt;
}
