import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { AuditCounts } from '../audit/audit-log.js';
import type { Decided } from '../decision/decision-point.js';
import { isServiceReferenceVariant } from '../duis/service-references.js';
import type { Numbers } from './metrics-of-workers.js';
import { Refusal } from './problems.js';
import { overloads, type ShedCounts } from './admission.js';
import { shareReadings } from './share-readings.js';
import { type GuardState, lookUpKinds } from '../facts/guard-reference.js';
import type { CertificateCacheCounts } from '../smki/certificate-cache.js';

/** Numbers for Prometheus. No label has more values than the policy, DUIS and this interface have words: nothing that a caller can make up. */
export interface Metrics {
  countDecision(decided: Decided): void;
  countProblem: (code: string) => void;
  requestBegan(): void;
  requestEnded(): void;
  requestAnswered(labels: { method: string; route: string; status: number }, seconds: number): void;
  read(): Promise<{ type: string; text: string }>;
  /** The numbers of this process alone. */
  tellOwn: () => Promise<Numbers>;
}

/** What others count already, read when it is asked for. */
export interface MetricSources {
  audit: () => AuditCounts;
  certificates: () => CertificateCacheCounts;
  shed: () => ShedCounts;
  lookUps: () => GuardState;
  ruleSetVersion: () => string;
  storeLogBytes: () => number;
  /** what all processes of the service count together, where there are several; null: not all of them answer */
  readOfAll?: (() => Promise<string | null>) | undefined;
}

const durations = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  showSources(registry, sources);
  const { decisions, trials, repeated, problems, duration } = createCounters([registry]);
  const readText = shareReadings(sources.readOfAll ?? (() => registry.metrics()));
  let inFlight = 0;
  read(registry, 'slotguard_http_requests_in_flight', 'requests that are being answered', () => inFlight);
  return {
    countDecision: ({ record, attempt }) => {
      if (attempt !== undefined) {
        repeated.inc();
        return;
      }
      decisions.inc(labelsOf(record));
      if (record.trial !== null) trials.inc(trialLabelsOf(record.trial));
    },
    countProblem: (code) => problems.inc({ code }),
    requestBegan: () => { inFlight += 1; },
    requestEnded: () => { inFlight -= 1; },
    requestAnswered: (labels, seconds) => duration.observe(labels, seconds),
    read: async () => {
      const text = await readText();
      return { type: registry.contentType, text: text ?? refuseParts() };
    },
    tellOwn: () => registry.getMetricsAsJSON(),
  };
}

/** Numbers of some workers would look as if the counts of the others were lost. */
function refuseParts(): never {
  throw new Refusal('not-ready', 'not every worker told its metrics: try again');
}

function createCounters(registers: Registry[]) {
  return {
    decisions: new Counter({
      name: 'slotguard_decisions_total', registers, help: 'decisions made and recorded, those answered from a record left out',
      labelNames: ['decision', 'reason', 'srv', 'device_type', 'enforcement'],
    }),
    trials: new Counter({
      name: 'slotguard_trial_decisions_total', registers, help: 'what rules in observe mode would have decided; they decided nothing',
      labelNames: ['rule', 'decision', 'reason'],
    }),
    repeated: new Counter({ name: 'slotguard_repeated_answers_total', registers, help: 'answers given from the record of an earlier, equal request' }),
    problems: new Counter({ name: 'slotguard_problems_total', registers, help: 'problems answered, also as lines of a batch', labelNames: ['code'] }),
    duration: new Histogram({
      name: 'slotguard_http_request_duration_seconds', registers, help: 'from the headers of a request to the end of its answer',
      labelNames: ['method', 'route', 'status'], buckets: durations,
    }),
  };
}

function labelsOf({ decision, reason, request, evidence, enforcement }: Decided['record']): Record<string, string> {
  const srv = isServiceReferenceVariant(request.srv) ? request.srv : 'other';
  return { decision, reason, srv, device_type: evidence.deviceType ?? 'unknown', enforcement };
}

function trialLabelsOf({ rule, decision, reason }: NonNullable<Decided['record']['trial']>): Record<string, string> {
  return { rule, decision, reason };
}

function showSources(registry: Registry, { audit, certificates, shed, lookUps, ruleSetVersion, storeLogBytes }: MetricSources): void {
  count(registry, 'slotguard_audit_records_total', 'records written, of decisions and of requests that were sent again; divided by the commits: records per commit', () => audit().records);
  count(registry, 'slotguard_audit_commits_total', 'durable writes of one or more records', () => audit().commits);
  count(registry, 'slotguard_audit_failures_total', 'durable writes that failed, and whose decisions were not answered', () => audit().failures);
  count(registry, 'slotguard_certificate_cache_hits_total', 'certificates that were remembered', () => certificates().hits);
  count(registry, 'slotguard_certificate_cache_misses_total', 'certificates that had to be read', () => certificates().misses);
  read(registry, 'slotguard_certificate_cache_entries', 'certificates that are remembered', () => certificates().entries);
  countBy(registry, 'slotguard_shed_total', 'requests that were turned away: no room, those that came with them took too long, or too many bytes of bodies held', { why: overloads, value: shed });
  countBy(registry, 'slotguard_look_ups_refused_total', 'look-ups that were not made: those of their kind failed, or too many were waiting for an answer', { why: ['paused', 'waiting'], value: () => lookUps().refused });
  read(registry, 'slotguard_look_ups_waiting', 'look-ups that wait for an answer', () => lookUps().waiting);
  const paused = new Gauge({
    name: 'slotguard_look_ups_paused', registers: [registry], help: '1: look-ups of this kind are not made just now, because they failed', labelNames: ['kind'],
    collect: () => {
      for (const kind of lookUpKinds) paused.set({ kind }, Number(lookUps().paused.includes(kind)));
    },
  });
  const log = new Gauge({
    name: 'slotguard_store_log_bytes', registers: [registry], aggregator: 'max', help: 'the log of the audit, which goes into its file all the time; it grows while another program reads the file for long',
    collect: () => { log.set(storeLogBytes()); },
  });
  const ruleSet = new Gauge({
    name: 'slotguard_rule_set_info', registers: [registry], aggregator: 'max', help: 'always 1; the label tells which rules are in force', labelNames: ['version'],
    collect: () => {
      ruleSet.reset();
      ruleSet.set({ version: ruleSetVersion() }, 1);
    },
  });
}

function count(registry: Registry, name: string, help: string, value: () => number): void {
  const counter = new Counter({
    name, help, registers: [registry],
    collect: () => {
      counter.reset();
      counter.inc(value());
    },
  });
}

interface CountsBy<Why extends string> {
  why: readonly Why[];
  value: () => Readonly<Record<Why, number>>;
}

function countBy<Why extends string>(registry: Registry, name: string, help: string, { why, value }: CountsBy<Why>): void {
  const counter = new Counter({
    name, help, registers: [registry], labelNames: ['why'],
    collect: () => {
      counter.reset();
      for (const each of why) counter.inc({ why: each }, value()[each]);
    },
  });
}

function read(registry: Registry, name: string, help: string, value: () => number): void {
  const gauge = new Gauge({
    name, help, registers: [registry],
    collect: () => {
      gauge.set(value());
    },
  });
}
