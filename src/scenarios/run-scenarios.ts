import { Fault } from '../domain/fault.js';
import type { FactValue } from '../domain/fact.js';
import type { RuleSet } from '../rules/rule.js';
import { askService, type Reply } from './ask-service.js';
import { type Compared, contradictionsIn, differing, expectedOf, gotOf } from './compare.js';
import { describeDifferences, type Reasoning, reasoningOf } from './describe-difference.js';
import { type CertificateIssuer, createCertificateIssuer } from './issue-certificates.js';
import type { Scenario, Step } from './scenario.js';
import { startWorldService, type WorldService } from './world-service.js';
import { type Message, writeMessage } from './write-message.js';

export interface ScenarioResult {
  scenario: Scenario;
  passed: boolean;
  /** `file:line:column` of the step that failed, or of the last */
  place: string;
  /** of that step; empty where it was not answered */
  expected: Compared;
  got: Compared;
  /** in words, with the rule that decided and the comparison that settled it; empty where there are none */
  differences: readonly string[];
  /** why it was decided so; of a failure */
  reasoning: Reasoning;
  answers: readonly ScenarioAnswer[];
  durationMs: number;
}

/** What a step came to, as far as the rules had a part in it. */
export interface ScenarioAnswer {
  /** epoch milliseconds */
  at: number;
  /** of the answer: 200, or that of a problem */
  status: number;
  /** every fact that the decision asked for; empty of a problem */
  facts: Readonly<Record<string, FactValue>>;
  /** the reason that was given, and the one that would have been */
  reasons: readonly string[];
}

/** Runs scenarios one after the other. Those of one world and configuration share a service, and no two of them a RequestID. */
export interface ScenarioRunner {
  run(scenario: Scenario, rules: RuleSet): Promise<ScenarioResult>;
  /** Stops the services over worlds whose file is named: they are started anew when they are needed. */
  forgetWorlds: (isForgotten: (file: string) => boolean) => Promise<void>;
  /** Stops every service that was started. */
  stop: () => Promise<void>;
}

export function createScenarioRunner(): ScenarioRunner {
  const services = new Map<string, { file: string; said: Set<string>; service: Promise<WorldService> }>();
  const certificates = createCertificateIssuer();
  let counter = 1000;

  async function serviceFor(scenario: Scenario, rules: RuleSet): Promise<WorldService> {
    const key = JSON.stringify([scenario.world.file, scenario.configuration, scenario.isReferenceLost]);
    if (services.get(key)?.said.has(scenario.id) === true) await stop(key);
    const running = services.get(key) ?? { file: scenario.world.file, said: new Set(), service: startWorldService(scenario, rules) };
    services.set(key, running);
    if (saysItsOwnRequestId(scenario)) running.said.add(scenario.id);
    const service = await running.service.catch((cause: unknown) => {
      services.delete(key);
      throw cause;
    });
    await service.useRules(rules);
    return service;
  }

  async function stop(key: string): Promise<void> {
    const running = services.get(key);
    services.delete(key);
    await running?.service.then(async (each) => each.stop(), () => undefined);
  }

  return {
    run: async (scenario, rules) => {
      const start = performance.now();
      const [service, issuer] = await Promise.all([serviceFor(scenario, rules), certificates]);
      const ran = await runSteps(scenario, { service, issuer, nextCounter: () => (counter += 1) });
      return { scenario, passed: ran.differences.length === 0, ...ran, durationMs: performance.now() - start };
    },
    forgetWorlds: async (isForgotten) => {
      for (const [key, { file }] of [...services]) if (isForgotten(file)) await stop(key);
    },
    stop: async () => {
      for (const key of [...services.keys()]) await stop(key);
    },
  };
}

/** A second run would be answered from the record of the first, in the same service. */
function saysItsOwnRequestId({ steps }: Scenario): boolean {
  return steps.some(({ saying: { requestId, message } }) => requestId !== undefined || message !== undefined);
}

interface Running {
  service: WorldService;
  issuer: { textOf: CertificateIssuer; path: string };
  nextCounter: () => number;
}

type StepResult = Pick<ScenarioResult, 'expected' | 'got' | 'differences' | 'reasoning'> & { answer: ScenarioAnswer };

async function runSteps(scenario: Scenario, running: Running): Promise<Omit<ScenarioResult, 'scenario' | 'passed' | 'durationMs'>> {
  let counter = running.nextCounter();
  const answers: ScenarioAnswer[] = [];
  const { steps } = scenario;
  for (const [index, step] of steps.entries()) {
    if (step.saying.anew === true) counter = running.nextCounter();
    const { answer, differences, ...ran } = await runStep(step, scenario, running, counter).catch(toldAsDifference);
    answers.push(answer);
    if (differences.length === 0 && index < steps.length - 1) continue;
    return { ...ran, place: step.place, differences: steps.length === 1 ? differences : differences.map((each, first) => (first === 0 ? `step ${index + 1}: ${each}` : each)), answers };
  }
  return { expected: {}, got: {}, place: scenario.place, differences: [], reasoning: reasoningOf(undefined), answers };
}

/** What is answered and is no answer is a difference too. */
function toldAsDifference(cause: unknown): StepResult {
  if (!(cause instanceof Fault)) throw cause;
  const differences = [cause.message, ...cause.places.map(({ at, problem }) => `${at}: ${problem}`)];
  return { expected: {}, got: {}, differences, reasoning: reasoningOf(undefined), answer: { at: 0, status: 0, facts: {}, reasons: [] } };
}

async function runStep({ saying, expected }: Step, { world }: Scenario, { service, issuer }: Running, counter: number): Promise<StepResult> {
  const now = saying.now ?? world.now;
  service.setClock(now);
  const message = await writeMessage(saying, counter, issuer);
  const before = service.decisionCount();
  const reply = await askService(service.url, message, saying.answer ?? 'json');
  const recorded = service.decisionCount() - before;
  const contradictions = 'problem' in reply ? [] : contradictionsIn(reply.told, reply.record, { saying, requestId: message.requestId, now, ruleSetVersion: service.ruleSetVersion(), isRepeated: recorded === 0 });
  const compared = { expected: expectedOf(expected), got: gotOf({ reply, recorded, contradictions }) };
  const names = differing(compared.expected, compared.got);
  const reasoning = reasoningOf(names.length === 0 ? undefined : await explain(service, message, reply));
  return { ...compared, reasoning, differences: names.length === 0 ? [] : describeDifferences(compared, names, reasoning), answer: answerOf(reply, now) };
}

/** The same request again, which is answered from its record: only to tell why it was decided so. */
async function explain({ url }: WorldService, message: Message, reply: Reply): Promise<Reply | undefined> {
  return 'problem' in reply ? undefined : askService(url, message, 'json', true);
}

function answerOf(reply: Reply, now: number): ScenarioAnswer {
  if ('problem' in reply) return { at: now, status: reply.status, facts: {}, reasons: [] };
  const { facts, reason, observed } = reply.record;
  return { at: Date.parse(reply.record.decidedAt), status: 200, facts, reasons: observed === null ? [reason] : [reason, observed.reason] };
}
