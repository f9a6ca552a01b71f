import type { Heading } from '../../src/audit/heading.js';
import type { PanelCounts } from '../../src/audit/panel-source.js';
import type { Party } from '../../src/domain/party.js';
import { buildPanelReport } from '../../src/report/build-panel-report.js';
import type { PanelReport } from '../../src/report/panel-report.js';
import { readRuleDirectory } from '../../src/configuration/rule-directory.js';
import { choosePeriods } from '../../src/report/period.js';
import { createDirectory } from '../../src/parties/directory.js';
import { load } from '../configuration/configuration-files.js';

/** One decision or attempt, as an auditor finds it in an export. */
export interface Entry {
  day: string;
  requestId: string;
  heading: Heading;
}

/** A device from its first counted rejection on. */
export interface DeviceStory {
  heading: Heading;
  rejectedOn: string;
  putRightOn: string | null;
}

export const settings = load([]).values;

/** `RuleFile[]` as JSON, as a store keeps them. */
export const shippedRules = JSON.stringify(readRuleDirectory('rules'));

export function party(id: string, more: Partial<Party> = {}): Party {
  return { id, name: `${id} Ltd`, kind: 'supplier', entityIds: [], users: [], marketParticipantIds: [], distributorIds: [], group: undefined, ...more };
}

export function heading(more: Partial<Heading> = {}): Heading {
  return {
    repeated: false, supplier: 'ash', originator: 'ash-1', srv: '6.21', deviceType: 'ESME', decision: 'permit', reason: 'verified', responseCode: 'I0',
    counted: false, observed: null, rule: { id: 'verified', title: 'Verified' }, responsible: null, placed: [], ...more,
  };
}

export function rejection(more: Partial<Heading> = {}): Heading {
  const rule = { id: 'handover-places-registered-operator', title: 'A handover' };
  return heading({ decision: 'reject', reason: 'wrong-network-operator', responseCode: 'E062106', counted: true, rule, responsible: 'elm', placed: ['fir'], ...more });
}

/** As a store would count them: `ever` is all that was ever sent. */
function fold(entries: readonly Entry[], ever: readonly Entry[], devices: readonly DeviceStory[] = []): PanelCounts {
  const used = new Map<string, number>();
  for (const { requestId } of ever) used.set(requestId, (used.get(requestId) ?? 0) + 1);
  const numbers = [...used.keys()];
  return {
    entries: gather(entries, ({ day, heading: each }) => ({ day, heading: each })).map(({ key, size }) => ({ ...key, entries: size })),
    repeated: gather(
      entries.filter(({ requestId }) => used.get(requestId)! > 1),
      ({ requestId, heading: each }) => ({ request: numbers.indexOf(requestId), heading: each }),
    ).map(({ key, size }) => ({ ...key, entries: size })),
    rejectedDevices: gather(devices, (story) => story).map(({ key, size }) => ({ ...key, devices: size })),
    earlierDevices: [],
    devices: [],
    since: ever.map(({ day }) => day).sort()[0] ?? null,
    through: null,
  };
}

function gather<T, Key>(list: readonly T[], keyOf: (each: T) => Key): { key: Key; size: number }[] {
  const sizes = new Map<string, number>();
  for (const each of list) sizes.set(JSON.stringify(keyOf(each)), (sizes.get(JSON.stringify(keyOf(each))) ?? 0) + 1);
  return [...sizes].map(([key, size]) => ({ key: JSON.parse(key) as Key, size }));
}

export interface Told {
  entries?: readonly Entry[];
  before?: readonly Entry[];
  devices?: readonly DeviceStory[];
  counts?: Partial<PanelCounts>;
  parties?: readonly Party[];
  now?: number;
  report?: Partial<typeof settings.report>;
  ruleSets?: Iterable<string>;
}

export const now = Date.UTC(2026, 10, 4, 9);
export const directory = createDirectory([
  party('ash'), party('birch'),
  ...['elm', 'fir'].map((id) => party(id, { kind: 'network-operator' })), ...['gorse', 'heather'].map((id, index) => party(id, { kind: 'network-operator', distributorIds: [String(17 + index)] })),
]);

/** The report of October 2026, made on 4 November. */
export function reportOn({
  entries = [], before = [], devices = [], counts = {}, parties, now: at = now, report = {}, ruleSets = [shippedRules],
}: Told): PanelReport {
  const ever = [...before, ...entries];
  return buildPanelReport({
    counts: { ...fold(entries, ever, devices), ...counts },
    before: fold(before, ever),
    ...choosePeriods({ from: Date.UTC(2026, 8, 30, 23), to: Date.UTC(2026, 10, 1) }, at),
    now: at,
    parties: parties === undefined ? directory : createDirectory(parties),
    settings: { ...settings, report: { ...settings.report, ...report } },
    ruleSets,
    isSample: false,
  });
}

let last = 0;
/** A request of its own, once, on a day of October 2026 unless told. */
export function sent(what: Heading, { day = '2026-10-07', requestId = `request ${(last += 1)}` } = {}): Entry {
  return { day, requestId, heading: what };
}
