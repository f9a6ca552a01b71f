import { Fault } from '../domain/fault.js';
import { askService, type Reply } from './ask-service.js';
import { type Compared, contradictionsIn, differing, expectedOf, gotOf } from './compare.js';
import { describeDifference } from './describe-difference.js';
import { type CertificateIssuer, createCertificateIssuer } from './issue-certificates.js';
import { readScenarios } from './read-scenarios.js';
import type { Scenario, Step } from './scenario.js';
import { startWorldService, type WorldService } from './world-service.js';
import { type Message, writeMessage } from './write-message.js';

export interface ScenarioResult {
  file: string;
  id: string;
  clause: string;
  title: string;
  passed: boolean;
  /** of the step that failed, or of the last */
  expected: Compared;
  got: Compared;
  /** in words, with the rule that decided and the comparison that settled it; empty where there is none */
  difference: string;
}

/** Runs scenarios one after the other. Those of one world and configuration share a service, and no two of them a RequestID. */
export interface ScenarioRunner {
  run(scenario: Scenario): Promise<ScenarioResult>;
  /** Stops every service that was started. */
  stop(): Promise<void>;
}

/** Every scenario of the directory whose id or title holds `pattern` (lower case). Throws `Fault('data-invalid')` where one cannot be read. */
export async function* runScenarios({ directory, rulesDirectory, pattern = '' }: { directory: string; rulesDirectory: string; pattern?: string }): AsyncGenerator<ScenarioResult> {
  const scenarios = readScenarios(directory).filter(({ id, title, clauses }) => `${id} ${title} ${clauses.join(' ')}`.toLowerCase().includes(pattern));
  const runner = createScenarioRunner(rulesDirectory);
  try {
    for (const scenario of scenarios) yield await runner.run(scenario);
  } finally {
    await runner.stop();
  }
}

export function createScenarioRunner(rulesDirectory: string): ScenarioRunner {
  const services = new Map<string, Promise<WorldService>>();
  const certificates = createCertificateIssuer();
  let counter = 1000;

  async function serviceFor(scenario: Scenario): Promise<WorldService> {
    const key = JSON.stringify([scenario.world.file, scenario.configuration, scenario.isReferenceLost]);
    const service = services.get(key) ?? startWorldService(scenario, rulesDirectory);
    services.set(key, service);
    return service;
  }

  return {
    run: async (scenario) => {
      const [service, issuer] = await Promise.all([serviceFor(scenario), certificates]);
      return runSteps(scenario, { service, issuer, nextCounter: () => (counter += 1) });
    },
    stop: async () => {
      for (const service of services.values()) await service.then(async (each) => each.stop(), () => undefined);
    },
  };
}

interface Running {
  service: WorldService;
  issuer: { textOf: CertificateIssuer; path: string };
  nextCounter: () => number;
}

async function runSteps(scenario: Scenario, running: Running): Promise<ScenarioResult> {
  const { file, id, clauses: [clause = ''], title } = scenario;
  let counter = running.nextCounter();
  let last = { expected: {}, got: {}, difference: '' };
  for (const [index, step] of scenario.steps.entries()) {
    if (step.saying.anew === true) counter = running.nextCounter();
    const place = scenario.steps.length === 1 ? '' : `step ${index + 1}: `;
    last = await runStep(step, scenario, running, counter, place).catch(toldAsDifference(place));
    if (last.difference !== '') break;
  }
  return { file, id, clause, title, passed: last.difference === '', ...last };
}

/** What is answered and is no answer is a difference too. */
function toldAsDifference(place: string) {
  return (cause: unknown) => {
    if (!(cause instanceof Fault)) throw cause;
    return { expected: {}, got: {}, difference: `${place}${[cause.message, ...cause.places.map(({ at, problem }) => `${at}: ${problem}`)].join('; ')}` };
  };
}

async function runStep({ saying, expected }: Step, { world }: Scenario, { service, issuer }: Running, counter: number, place: string) {
  const now = saying.now ?? world.now;
  service.setClock(now);
  const message = await writeMessage(saying, counter, issuer);
  const before = service.recordCount();
  const reply = await askService(service.url, message, saying.answer ?? 'json');
  const recorded = service.recordCount() - before;
  const contradictions = 'problem' in reply ? [] : contradictionsIn(reply.told, reply.record, { saying, requestId: message.requestId, now, ruleSetVersion: service.ruleSetVersion, isRepeated: recorded === 0 });
  const compared = { expected: expectedOf(expected), got: gotOf({ reply, recorded, contradictions }) };
  const names = differing(compared.expected, compared.got);
  const difference = names.length === 0 ? '' : `${place}${describeDifference(compared, names, await explain(service, message, reply))}`;
  return { ...compared, difference };
}

/** The same request again, which is answered from its record: only to tell why it was decided so. */
async function explain({ url }: WorldService, message: Message, reply: Reply): Promise<Reply | undefined> {
  return 'problem' in reply ? undefined : askService(url, message, 'json', true);
}

