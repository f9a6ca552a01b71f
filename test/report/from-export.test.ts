import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import type { AttemptRecord, AuditRecord } from '../../src/audit/record.js';
import { headingOf } from '../../src/audit/heading-of.js';
import { loadConfiguration } from '../../src/configuration/load-configuration.js';
import { createDirectory } from '../../src/parties/directory.js';
import { makePanelReport } from '../../src/report/make-panel-report.js';
import { exportFromStore } from '../../src/store/audit/export/export-from-store.js';
import { openStoreToRead } from '../../src/store/open-to-read.js';
import { auditRecord } from '../store/audit-records.js';
import { storeFolder } from '../store/store-folder.js';

const settings = loadConfiguration({ defaultFile: 'config/default.yaml', files: [], environment: {} }).values;
const hour = 3_600_000;
/** shortly before the clocks go back, and before a month ends */
const start = Date.UTC(2026, 9, 24, 20);
const outOfScope = /^(not-applicable|exempt-.*)$/;

/** What is read of an exported line, and nothing that slotguard's own reader made of it. */
interface Line {
  kind: 'decision' | 'attempt';
  at: number;
  key: string;
  supplier: string | null;
  device: string;
  reason: string;
  responseCode: string;
  counted: boolean;
  isVerified: boolean;
}

const step = fc.record({
  /** forwards, now and then backwards */
  wait: fc.constantFrom(0, 1, hour, 5 * hour, 20 * hour, -2 * hour),
  user: fc.constantFrom('AA-AA-AA-AA-AA-AA-AA-A1', 'AA-AA-AA-AA-AA-AA-AA-A2'), device: fc.integer({ min: 1, max: 2 }), counter: fc.integer({ min: 1, max: 4 }),
  content: fc.constantFrom('a', 'b'), outcome: fc.constantFrom('verified', 'wrong-network-operator', 'unknown-certificate-owner', 'unverified', 'not-applicable', 'observed'),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What a decision point would write: the same content again is an attempt, other content a decision that names the first. */
function written(steps: readonly Step[]): (AuditRecord | AttemptRecord)[] {
  const decided: AuditRecord[] = [];
  let at = start;
  return steps.map(({ wait, user, device, counter, content, outcome }, number) => {
    at += wait;
    const target = `00-DB-00-00-00-00-00-0${device}`;
    const requestKey = `${user}:${target}:${counter}`;
    const earlier = decided.filter((record) => record.request.requestKey === requestKey);
    const same = earlier.find((record) => record.request.contentDigest === content);
    if (same !== undefined) {
      const { request: { requestId, originator, srv }, decisionId } = same;
      return {
        kind: 'attempt',
        attemptId: `018f0000-0000-7000-9000-${String(number).padStart(12, '0')}`,
        attemptedAt: new Date(at).toISOString(),
        via: 'http',
        request: { requestId, requestKey, originator, target, srv },
        decisionId,
        countedAs: { ...headingOf(same), repeated: true },
      };
    }
    const isObserved = outcome === 'observed';
    const isRejected = outcome === 'wrong-network-operator' || outcome === 'unknown-certificate-owner';
    const reason = isObserved ? 'wrong-network-operator' : outcome;
    const record = auditRecord(number, {
      at, reason, counted: isRejected, decision: isRejected ? 'reject' : 'permit', responseCode: isRejected ? 'E062106' : 'I0', supplierParty: user.endsWith('1') ? 's1' : null,
      observed: isObserved ? { decision: 'reject', reason, responseCode: 'E062106' } : null, requestIdReused: earlier.length > 0, firstDecisionId: earlier[0]?.decisionId ?? null,
    }, { requestKey, target, contentDigest: content });
    decided.push(record);
    return record;
  });
}

function readLines(text: string): Line[] {
  const decisions = new Map<string, Line>();
  return text.trimEnd().split('\n').map((json): Line => {
    const record = JSON.parse(json) as AuditRecord | AttemptRecord;
    if (record.kind === 'attempt') return { ...decisions.get(record.decisionId)!, kind: 'attempt', at: Date.parse(record.attemptedAt) };
    const line: Line = {
      kind: 'decision', at: Date.parse(record.decidedAt), key: record.request.requestKey, supplier: record.supplierParty, device: record.request.target, reason: record.reason,
      responseCode: record.responseCode, counted: record.counted, isVerified: record.decision === 'permit' && record.reason === 'verified',
    };
    decisions.set(record.decisionId, line);
    return line;
  });
}

interface Case {
  device: string;
  at: number;
  rejections: Line[];
  rightAt: number | null;
}

/** Devices from their first counted rejection until they were put right, in the order of writing. */
function casesOf(lines: readonly Line[]): Case[] {
  const cases: Case[] = [];
  for (const line of lines.filter(({ kind }) => kind === 'decision')) {
    const open = cases.find(({ device, rightAt }) => device === line.device && rightAt === null);
    if (line.counted && open === undefined) cases.push({ device: line.device, at: line.at, rejections: [line], rightAt: null });
    else if (line.counted && open !== undefined) open.rejections.push(line);
    else if (line.isVerified && open !== undefined) open.rightAt = line.at;
  }
  return cases;
}

/** Those that were rejected in the period, under the Supplier of their first rejection in it. */
function tellCases(cases: readonly Case[], isWithin: (line: Line) => boolean): string[] {
  return cases.flatMap(({ device, at, rejections, rightAt }) => {
    const first = isWithin(rejections[0]!) ? rejections[0] : rejections.find(isWithin);
    return first === undefined ? [] : [`${device} ${first.supplier ?? 'nobody'} ${at} ${String(rightAt)}`];
  }).sort();
}

function requestsIn(lines: readonly Line[]): number {
  return new Set(lines.map(({ key }) => key)).size;
}

describe('the report, counted again from exported lines', () => {
  const folder = storeFolder();

  it('says the same of any period', async () => {
    let run = 0;
    const someSteps = fc.array(step, { minLength: 1, maxLength: 80 });
    const span = fc.tuple(fc.integer({ min: -30, max: 300 }), fc.integer({ min: 1, max: 300 }), fc.boolean());
    const threeSpans = fc.array(span, { minLength: 3, maxLength: 3 });
    await fc.assert(fc.asyncProperty(someSteps, threeSpans, async (steps, spans) => {
      const path = folder.path(`run-${(run += 1)}.db`);
      const store = folder.open(`run-${run}.db`);
      for (const entry of written(steps)) store.audit.append([entry]);
      let exported = '';
      await exportFromStore(path, { span: {}, clearMpxn: false, path: 'a file', write: (text) => {
        exported = [...text].join('');
        return Promise.resolve(createHash('sha256').update(exported).digest('hex'));
      } });
      const lines = readLines(exported);
      expect(lines).to.have.length(steps.length);

      const read = openStoreToRead(`sqlite:${path}`);
      for (const [hours, length, isWhole] of spans) {
        const from = isWhole ? Date.UTC(2026, 9, 24 + Math.floor(hours / 24)) : start + hours * hour;
        const to = isWhole ? from + (1 + Math.floor(length / 24)) * 24 * hour : from + length * hour + 1;
        const isWithin = ({ at }: Line) => at >= from && at < to;
        const within = lines.filter(isWithin);
        const rejected = within.filter(({ counted }) => counted);
        const inScope = within.filter(({ reason }) => !outOfScope.test(reason));
        const material = { source: read.audit, parties: createDirectory([]), settings, now: start + 1000 * hour, isSample: false };
        const { report } = makePanelReport(material, { from, to, devices: 100 });

        expect(report.totals).to.deep.equal({
          rejections: rejected.filter(({ kind }) => kind === 'decision').length, rejectedAttempts: rejected.length, rejectedRequests: requestsIn(rejected),
          inScopeAttempts: inScope.length, inScopeRequests: requestsIn(inScope), attempts: within.length, requests: requestsIn(within),
          share: inScope.length === 0 ? null : rejected.length / inScope.length,
          previousRejections: lines.filter(({ at, kind, counted }) => counted && kind === 'decision' && at >= Date.parse(report.previousPeriod.from) && at < Date.parse(report.previousPeriod.to)).length,
        });
        for (const { supplier, figures } of report.suppliers) {
          const own = ({ supplier: each }: Line) => each === supplier;
          expect([figures.rejectedAttempts, figures.inScopeRequests]).to.deep.equal([rejected.filter(own).length, requestsIn(inScope.filter(own))]);
        }
        const { devices, totals } = report.putRight;
        const cases = casesOf(lines);
        const told = devices.map(({ device, supplier, rejectedAt, putRightAt }) => `${device} ${supplier ?? 'nobody'} ${Date.parse(rejectedAt)} ${putRightAt === null ? 'null' : Date.parse(putRightAt)}`).sort();
        expect(told).to.deep.equal(tellCases(cases, isWithin));
        expect(totals.devices).to.equal(told.length);
        expect(totals.earlier).to.equal(cases.filter(({ at, rejections, rightAt }) => rightAt === null && at < from && !rejections.some(isWithin)).length);
        expect(report.suppliers.reduce((sum, { putRight }) => sum + putRight.earlier, 0)).to.equal(totals.earlier);
      }
      read.close();
    }), { numRuns: 60 });
  });
});
