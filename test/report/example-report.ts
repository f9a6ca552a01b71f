import type { Figures, PanelReport, PutRightFigures, RejectedDeviceTold, SupplierFigures } from '../../src/report/panel-report.js';

export interface Extent {
  suppliers: number;
  devices: number;
  /** rejections of the largest Supplier */
  most: number;
  nameOf: (index: number) => string;
}

const day = 86_400_000;
const start = Date.parse('2026-10-05T09:00:00.000Z');
const kinds = [{ srv: '6.15.1', deviceType: 'ESME', part: 0.2 }, { srv: '6.21', deviceType: 'ESME', part: 0.5 }, { srv: '6.21', deviceType: 'GPF', part: 0.3 }];
const codes = [
  { responseCode: 'E061510', srv: '6.15.1', reason: 'wrong-network-operator', part: 0.2 },
  { responseCode: 'E062106', srv: '6.21', reason: 'wrong-network-operator', part: 0.7 },
  { responseCode: 'E062106', srv: '6.21', reason: 'unknown-certificate-owner', part: 0.1 },
];
const fictitious = ['Brightspark Energy Ltd', 'Harbour Light Power plc', 'Meadow & Sons Gas and Electricity Supply Company Ltd', 'Northwind Energy', 'Copper Kettle Power'];

/** A report as it could be; every Supplier has fewer rejections than the one before it, and the last one has none. */
export function exampleReport(extent: Partial<Extent> = {}): PanelReport {
  const { suppliers: count, devices, most, nameOf }: Extent = { suppliers: 20, devices: 200, most: 140, nameOf: (index) => `${fictitious[index % fictitious.length] ?? ''}${index < fictitious.length ? '' : ` ${index}`}`, ...extent };
  const rejectionsOf = (index: number) => Math.floor(most * ((count - 1 - index) / Math.max(1, count - 1)) ** 2);
  const suppliers = Array.from({ length: count }, (_, index) => supplier(index, nameOf(index), rejectionsOf(index)));
  const totals = sum(suppliers.map(({ figures }) => figures));
  const told = Array.from({ length: devices }, (_, index) => device(index, suppliers[index % 4] ?? suppliers[0]));
  const rightAfter = (workingDays: number) => told.filter((each) => each.putRightAt !== null && each.workingDays === workingDays).length;
  return {
    title: 'Network Operator certificates in Service Requests: report for the SEC Panel',
    isSample: false,
    generatedAt: '2026-11-02T08:15:00.000Z',
    period: { from: '2026-09-30T23:00:00.000Z', to: '2026-11-01T00:00:00.000Z', label: 'October 2026' },
    previousPeriod: { from: '2026-08-31T23:00:00.000Z', to: '2026-09-30T23:00:00.000Z', label: 'September 2026' },
    incomparable: [],
    isComparable: true,
    countedThrough: { seq: 1_204_411, link: '7d865e959b2466918c9863afca942d0fb89d7c9ac0c99bafc3749504ded97730' },
    totals,
    suppliers,
    splits: kinds.map(({ part, ...kind }) => ({ ...kind, ...partOf(totals, part) })),
    codes: codes.map((code) => codeOf(code, totals)),
    observed: [{ srv: '6.21', deviceType: 'GPF', reason: 'wrong-network-operator', responseCode: 'E062106', by: 'switch', decisions: 12, attempts: 13 }],
    otherRejections: [{ srv: '6.21', deviceType: 'ESME', reason: 'unreadable-certificate', responseCode: 'E062107', decisions: 4, attempts: 4 }],
    unverified: [
      { rule: 'meter-point-registered', title: 'A meter point without a registered Network Operator cannot be checked', decisions: 310, attempts: 322 },
      { rule: 'device-in-inventory', title: 'A device that the inventory does not know cannot be checked', decisions: 41, attempts: 44 },
    ],
    unchecked: [],
    unmade: { unverified: 366, unchecked: 0 },
    operators: ['Eastmoor Networks plc', 'Westvale Power Distribution Ltd', 'North Gas Networks Ltd'].map((name, index) => ({ operator: `operator-${index}`, name, responsible: 90 - 30 * index, placed: 20 + 40 * index })),
    confusions: [{ responsible: 'operator-0', responsibleName: 'Eastmoor Networks plc', placed: 'operator-1', placedName: 'Westvale Power Distribution Ltd', rejections: 60 }],
    weeks: weeks(totals),
    months: [
      { from: '2026-09-01', to: '2026-09-30', rejections: totals.previousRejections, isPrevious: true },
      { from: '2026-10-01', to: '2026-10-31', rejections: totals.rejections, isPrevious: false },
    ],
    putRight: {
      limitWorkingDays: 7,
      totals: stateCounts(told),
      byWorkingDays: Array.from({ length: 16 }, (_, workingDays) => ({ workingDays, devices: rightAfter(workingDays) }))
        .filter((each) => each.devices > 0),
      devices: told,
      devicesLeftOut: 3,
      calendarUntil: '2028-12-31',
    },
    reasons: { 'wrong-network-operator': 'a certificate belongs to another party', 'of-our-own': null },
    placeholderCodes: ['E061510', 'E062106', 'E062107'],
    notes: ['One Supplier is in no directory: it is listed by its User ID.'],
  };
}

function supplier(index: number, name: string, rejections: number): SupplierFigures {
  const figures = figuresOf(rejections, Math.floor(rejections * (index % 2 === 0 ? 0.8 : 1.3)), rejections * 90 + 40 * (index + 1));
  const id = index === 3 ? null : `supplier-${index}`;
  return {
    supplier: id,
    name: id === null ? 'User IDs of no known party' : name,
    users: rejections === 0 ? [] : [{ userId: `02-DE-30-${hex(index)}-00-00-00-01`, rejections, inScopeAttempts: figures.inScopeAttempts, attempts: figures.attempts }],
    figures,
    codes: rejections === 0 ? [] : codes.map((code) => codeOf(code, figures)),
    splits: kinds.map(({ part, ...kind }) => ({ ...kind, ...partOf(figures, part) })),
    observed: index === 1 ? [{ srv: '6.21', deviceType: 'GPF', reason: 'wrong-network-operator', responseCode: 'E062106', by: 'switch', decisions: 12, attempts: 13 }] : [],
    unverified: index < 2 ? 175 + index : 0,
    putRight: index < 4
      ? { devices: 50, inTime: 30, late: 10, outstanding: 5, overdue: 5, earlier: index }
      : { devices: 0, inTime: 0, late: 0, outstanding: 0, overdue: 0, earlier: 0 },
  };
}

function figuresOf(rejections: number, previousRejections: number, inScopeAttempts: number): Figures {
  const rejectedAttempts = Math.ceil(rejections * 1.05);
  return {
    rejections, rejectedAttempts, rejectedRequests: rejections,
    inScopeAttempts, inScopeRequests: inScopeAttempts - Math.ceil(rejections * 0.05),
    attempts: inScopeAttempts * 3, requests: inScopeAttempts * 3,
    share: inScopeAttempts === 0 ? null : rejectedAttempts / inScopeAttempts, previousRejections,
  };
}

function sum(all: readonly Figures[]): Figures {
  const total = (key: keyof Figures) => all.reduce((before, each) => before + (each[key] ?? 0), 0);
  return figuresOf(total('rejections'), total('previousRejections'), total('inScopeAttempts'));
}

function partOf({ rejections, previousRejections, inScopeAttempts }: Figures, part: number): Figures {
  return figuresOf(Math.round(rejections * part), Math.round(previousRejections * part), Math.round(inScopeAttempts * part));
}

function codeOf({ part, ...code }: (typeof codes)[number], figures: Figures): SupplierFigures['codes'][number] {
  const { rejections, rejectedAttempts, previousRejections } = partOf(figures, part);
  const gpf = code.srv === '6.21' ? Math.round((rejections * 3) / 8) : 0;
  return { ...code, rejections, esme: rejections - gpf, gpf, rejectedAttempts, previousRejections };
}

function device(index: number, of: SupplierFigures | undefined): RejectedDeviceTold {
  const workingDays = (index * 7) % 15;
  const state = index % 5 === 0 ? (workingDays > 7 ? 'overdue' : 'outstanding') : workingDays > 7 ? 'late' : 'in-time';
  const rejectedAt = start + (index % 20) * day;
  const isPutRight = state === 'in-time' || state === 'late';
  return {
    device: `02-DE-30-A0-00-${hex(index >> 8)}-${hex(index)}-01`,
    supplier: of?.supplier ?? null,
    name: of?.name ?? '',
    srv: index % 3 === 0 ? '6.15.1' : '6.21',
    deviceType: index % 7 === 0 ? 'GPF' : 'ESME',
    responseCode: index % 3 === 0 ? 'E061510' : 'E062106',
    responsible: `operator-${index % 3}`,
    rejectedAt: new Date(rejectedAt).toISOString(),
    decisionId: `019a2b3c-0000-7000-8000-0000000000${hex(index).toLowerCase()}`,
    rejections: 1 + (index % 2),
    dueOn: new Date(rejectedAt + 9 * day).toISOString().slice(0, 10),
    state,
    putRightAt: isPutRight ? new Date(rejectedAt + workingDays * day).toISOString() : null,
    putRightBy: isPutRight ? (of?.supplier ?? null) : null,
    workingDays,
    calendar: index % 9 === 0 ? 'scotland' : 'england-and-wales',
  };
}

function stateCounts(devices: readonly RejectedDeviceTold[]): PutRightFigures {
  const count = (state: RejectedDeviceTold['state']) => devices.filter((each) => each.state === state).length;
  return { devices: devices.length + 3, inTime: count('in-time'), late: count('late'), outstanding: count('outstanding') + 3, overdue: count('overdue'), earlier: 6 };
}

function weeks({ rejections, previousRejections }: Figures): PanelReport['weeks'] {
  const spans = [['2026-09-01', '2026-09-06'], ['2026-09-07', '2026-09-13'], ['2026-09-14', '2026-09-20'], ['2026-09-21', '2026-09-27'], ['2026-09-28', '2026-09-30'], ['2026-10-01', '2026-10-04'], ['2026-10-05', '2026-10-11'], ['2026-10-12', '2026-10-18'], ['2026-10-19', '2026-10-25'], ['2026-10-26', '2026-10-31']];
  return spans.map(([from = '', to = ''], index) => ({ from, to, isPrevious: index < 5, rejections: Math.round(((index < 5 ? previousRejections : rejections) * [0.1, 0.3, 0.25, 0.2, 0.15][index % 5]!)) }));
}

function hex(value: number): string {
  return (value & 255).toString(16).toUpperCase().padStart(2, '0');
}
