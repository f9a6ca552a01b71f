import { expect } from 'chai';
import fc from 'fast-check';
import type { FactValue } from '../../src/domain/fact.js';
import { factVocabulary, facts } from '../../src/facts/catalogue.js';
import { createFactSheet } from '../../src/facts/fact-sheet.js';
import { createLookUps } from '../../src/facts/look-ups.js';
import { judge, rememberJudgements, type Judgement } from '../../src/rules/judge.js';
import { type Plan, planOn } from '../../src/rules/plan.js';
import { responseCodes } from '../decision/decision-parts.js';
import { diceFrom } from '../duis/mutations.js';
import { readOddly, storeOf } from '../facts/estate.js';
import { everyRequest, valuesOf } from '../rules/every-request.js';
import { loadShippedRules } from '../rules/rule-files.js';
import { decidePlainly, type Situation } from './plain-decision.js';
import { completed, type Facts, situationOf } from './situation-of.js';

type Decided = Pick<Judgement, 'outcome'>;

const say = ({ outcome }: Decided) => `${outcome.decision} ${outcome.reason}`;

/** What the oracle says; a rejection stays one under `observe`, which only changes the answer. */
function sayPlainly(situation: Omit<Situation, 'settings'> & Pick<ReturnType<typeof situationOf>, 'settings'>): string {
  const plainly = decidePlainly({ ...situation, settings: { ...situation.settings, responseCodes } });
  const { decision, reason } = plainly.observed ?? plainly;
  return `${decision} ${reason}`;
}

/** The facts as the product finds them in that estate. */
function factsFoundIn({ request, estate, settings, now }: ReturnType<typeof situationOf>) {
  const sources = { reference: storeOf(estate).store, readCertificate: readOddly, settings };
  return createFactSheet(createLookUps(sources, { ...request, contentDigest: '' }, now));
}

/** Every combination of the facts that the plan asks for, the rest of each request at random: a plan that forgets to ask is found out by the rest. */
async function everySituation(plan: Plan) {
  const dice = diceFrom(20_261_120);
  const situations: { asked: Facts; situation: ReturnType<typeof situationOf>; plainly: string }[] = [];
  for (const valueOf of everyRequest()) {
    const asked: Record<string, FactValue> = {};
    await judge(plan, (fact) => (asked[fact] = valueOf(fact)));
    const whole = completed(asked, dice);
    if (whole === undefined) continue;
    const situation = situationOf(whole);
    situations.push({ asked, situation, plainly: sayPlainly(situation) });
  }
  return situations;
}

describe('every request that there can be, and DOMAIN 13 written out plainly', () => {
  let plan: Plan;
  let every: Awaited<ReturnType<typeof everySituation>>;
  before(async () => {
    plan = planOn(loadShippedRules(), '2026-11-20', factVocabulary);
    every = await everySituation(plan);
  });

  it('are made so that the facts are found in them as they were meant', async () => {
    for (const { asked, situation } of every) {
      const found = factsFoundIn(situation);
      for (const [name, value] of Object.entries(asked)) expect(await found.valueOf(name), `${name} of ${JSON.stringify(asked)}`).to.equal(value);
    }
  });

  it('agree, judged fresh and remembered', async () => {
    const remembered = rememberJudgements(plan);
    for (const { situation, plainly } of every) {
      const found = factsFoundIn(situation);
      const [fresh, again] = [await judge(plan, found.valueOf), await remembered(found.valueOf)];
      if (say(fresh) !== plainly || again.rule !== fresh.rule) throw new Error(`${plainly}, but ${fresh.rule.id} says ${say(fresh)}, and ${say(again)} when remembered: ${JSON.stringify(found.asked())}`);
    }
    expect([...new Set(every.map(({ plainly }) => plainly))].sort()).to.deep.equal([
      'permit exempt-cancellation', 'permit exempt-network-operator', 'permit exempt-recovery', 'permit not-applicable', 'permit unverified', 'permit verified',
      'reject not-a-network-operator-certificate', 'reject unknown-certificate-owner', 'reject unreadable-certificate', 'reject wrong-network-operator',
    ]);
    expect(every).to.have.length.above(2_500);
  });

  it('differ as soon as a rule is gone: the comparison bites', async () => {
    const ruleSet = loadShippedRules();
    const missed = await Promise.all(ruleSet.rules.map(async ({ id }) => ((await isNoticed(id)) ? [] : [id])));
    // without it, the registration of an unknown meter point is unknown too: another rule says the same
    expect(missed.flat()).to.deep.equal(['meter-point-known']);

    async function isNoticed(id: string): Promise<boolean> {
      const without = planOn({ ...ruleSet, rules: ruleSet.rules.filter((rule) => rule.id !== id) }, '2026-11-20', factVocabulary);
      for (const { situation, plainly } of every) {
        if (await judge(without, factsFoundIn(situation).valueOf).then(say, () => 'no decision') !== plainly) return true;
      }
      return false;
    }
  });
});

describe('rules that are asked about many requests at the same time', () => {
  /** Any request, each fact with any of its values, whether they go together or not. */
  const requests = fc.record(Object.fromEntries(facts.map(({ name }) => [name, fc.constantFrom(...valuesOf(name))])));

  it('decide each as they do alone, fresh and remembered', async () => {
    const plan = planOn(loadShippedRules(), '2026-11-20', factVocabulary);
    const remembered = rememberJudgements(plan);
    await fc.assert(
      fc.asyncProperty(fc.array(requests, { minLength: 1, maxLength: 40 }), async (several) => {
        const together = await Promise.all(several.map(async (request) => {
          const valueOf = async (fact: string) => Promise.resolve(request[fact]!);
          const [fresh, again] = await Promise.all([judge(plan, valueOf), remembered(valueOf)]);
          return [fresh.rule.id, again.rule.id];
        }));
        for (const [index, request] of several.entries()) {
          const { rule } = await judge(plan, (fact) => request[fact]!);
          expect(together[index]).to.deep.equal([rule.id, rule.id]);
        }
      }),
      { numRuns: 60 },
    );
  });
});
