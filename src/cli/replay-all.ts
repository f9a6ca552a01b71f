import type { Span } from '../audit/record.js';
import type { Configuration } from '../configuration/schema.js';
import { factVocabulary } from '../facts/catalogue.js';
import { replay } from '../replay/replay.js';
import { createTally, type ReplayResult } from '../replay/tally.js';
import { rememberJudgements } from '../rules/judge.js';
import { loadRules } from '../rules/load-rules.js';
import { type Plan, planOn, trialPlanOn } from '../rules/plan.js';
import type { RuleFile } from '../rules/rule.js';
import { openStoreToRead, type ReadOnlyStore } from '../store/open-to-read.js';
import { startHelper } from './helper.js';

/** The other rules, read once, as on one day. */
export interface OtherRules {
  files: readonly RuleFile[];
  /** of their directory or revision, for messages */
  name: string;
  at: string;
  trial: boolean;
}

export interface ReplayOrder {
  configuration: Configuration;
  rules: OtherRules;
  span: Span;
}

/** Numbers of records, both included. */
type Stretch = ReturnType<ReadOnlyStore['audit']['cutSpan']>[number];

/** Of a process that replays stretches. */
export interface ReplayingWork {
  beginning: ReplayOrder;
  task: Stretch;
  answer: ReplayResult;
}

export interface Replayers {
  /** of the other rules */
  plan: Plan;
  /** processes at most */
  workers: number;
  /** records of which one is handed the numbers at a time */
  stretchLength?: number;
  onProgress: (share: number, records: number) => void;
}

/** Stretches for each process that make it worth its start. */
const fewestStretches = 10;

export function planAt({ files, name, at, trial }: OtherRules): Plan {
  const ruleSet = loadRules(files, factVocabulary, name);
  return (trial ? trialPlanOn(ruleSet, at, factVocabulary) : undefined) ?? planOn(ruleSet, at, factVocabulary);
}

/** By as many processes as there is work for; the result is the same for any number. Throws `Fault` when a store does not answer or a process was lost. */
export async function replayAll(order: ReplayOrder, { plan, workers, stretchLength = 10_000, onProgress }: Replayers): Promise<ReplayResult> {
  const store = openStoreToRead(order.configuration.store.url);
  try {
    const stretches = store.audit.cutSpan(order.span, stretchLength);
    const count = Math.min(workers, Math.floor(stretches.length / fewestStretches));
    if (count > 1) return await replayByHelpers(order, stretches, count, onProgress);
    const { audit, reference } = store;
    return await replay({ audit, present: { reference, settings: order.configuration }, judge: rememberJudgements(plan), span: order.span, onProgress });
  } finally {
    store.close();
  }
}

/** Each helper takes the next stretch when it is done with one; what came of them is added up in their order. */
async function replayByHelpers(order: ReplayOrder, stretches: readonly Stretch[], count: number, onProgress: Replayers['onProgress']): Promise<ReplayResult> {
  const helpers = Array.from({ length: count }, () => startHelper<ReplayingWork>('replaying-process', order));
  const left = stretches.entries();
  const done = new Map<number, ReplayResult>();
  const tally = createTally();
  let next = 0;

  function addUp(): void {
    for (let result = done.get(next); result !== undefined; result = done.get(next)) {
      tally.addResult(result);
      done.delete(next);
      next += 1;
    }
    onProgress(next / stretches.length, tally.result().totals.records);
  }

  try {
    await Promise.all(helpers.map(async (helper) => {
      for (const [index, stretch] of left) {
        done.set(index, await helper.ask(stretch));
        addUp();
      }
    }));
    return tally.result();
  } finally {
    await Promise.all(helpers.map((helper) => helper.stop()));
  }
}
