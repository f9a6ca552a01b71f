import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RuleSet } from '../rules/rule.js';
import { serve, type Serving } from '../serve.js';
import { referencePathOf } from '../store/open-store.js';
import { fillStore } from './fill-store.js';
import type { Scenario } from './scenario.js';

/** The whole service over a world, on a port of its own. */
export interface WorldService {
  url: string;
  /** digest of the rules that decide now */
  ruleSetVersion(): string;
  /** Lets other rules decide from now on. */
  useRules(ruleSet: RuleSet): Promise<void>;
  /** what its clock shows, epoch milliseconds */
  setClock(now: number): void;
  /** audit records written so far */
  decisionCount(): number;
  stop(): Promise<void>;
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

export async function startWorldService(scenario: Scenario, rules: RuleSet): Promise<WorldService> {
  const directory = mkdtempSync(join(tmpdir(), 'slotguard-world-'));
  try {
    return await serveWorld(scenario, directory, rules);
  } catch (cause) {
    rmSync(directory, { recursive: true });
    throw cause;
  }
}

async function serveWorld({ world, configuration, isReferenceLost }: Scenario, directory: string, rules: RuleSet): Promise<WorldService> {
  const path = join(directory, 'slotguard.db');
  const store = { url: `sqlite:${path}` };
  const clock = { now: world.now };
  await fillStore(store.url, world);
  const service = await serve(
    { ...configuration, store, server: { ...configuration.server, host: '127.0.0.1', port: 0 }, rules: { ...configuration.rules, reloadSeconds: 0 } },
    { now: () => clock.now, log: silent, given: rules },
  );
  if (isReferenceLost) truncateSync(referencePathOf(path));
  return worldServiceOf(service, clock, directory);
}

function worldServiceOf(service: Serving, clock: { now: number }, directory: string): WorldService {
  const { rules, store } = service.assembly;
  return {
    url: service.url,
    ruleSetVersion: () => rules.current().version,
    useRules: async (ruleSet) => {
      if (rules.current() === ruleSet) return;
      await store.audit.keepRuleSet(ruleSet.version, JSON.stringify(ruleSet.files));
      rules.replace(ruleSet);
    },
    setClock: (now) => {
      clock.now = now;
    },
    decisionCount: () => service.assembly.audit.counts().decisions,
    stop: async () => {
      await service.stop();
      rmSync(directory, { recursive: true });
    },
  };
}
