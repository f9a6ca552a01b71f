import { expect } from 'chai';
import fc from 'fast-check';
import { factVocabulary, facts } from '../../src/facts/catalogue.js';
import { judge, rememberJudgements, type Judgement } from '../../src/rules/judge.js';
import { type Plan, planOn } from '../../src/rules/plan.js';
import { everyRequest, valuesOf } from './every-request.js';
import { decidePlainly } from './oracle.js';
import { loadShippedRules } from './rule-files.js';

type Remembered = ReturnType<typeof rememberJudgements>;

function said({ outcome }: Judgement): string {
  return `${outcome.decision} ${outcome.reason}`;
}

/** Any request, each fact with any of its values, whether they go together or not. */
const requests = fc.record(Object.fromEntries(facts.map(({ name }) => [name, fc.constantFrom(...valuesOf(name))])));

describe('the shipped rules and DOMAIN 13 written out plainly', () => {
  let plan: Plan;
  let remembered: Remembered;
  before(() => {
    plan = planOn(loadShippedRules(), '2026-11-20', factVocabulary);
  });
  beforeEach(() => {
    remembered = rememberJudgements(plan);
  });

  it('agree on every request that there can be, judged fresh and remembered', async () => {
    const reasons = new Map<string, number>();
    let requestCount = 0;
    for (const valueOf of everyRequest()) {
      const plainly = decidePlainly(valueOf);
      const [fresh, again] = [await judge(plan, valueOf), await remembered(valueOf)];
      if (said(fresh) !== plainly || again.rule !== fresh.rule) throw new Error(`${plainly}, but ${fresh.rule.id} says ${said(fresh)} and ${said(again)} when remembered`);
      reasons.set(plainly, (reasons.get(plainly) ?? 0) + 1);
      requestCount += 1;
    }
    expect([...reasons.keys()].sort()).to.deep.equal([
      'permit exempt-cancellation', 'permit exempt-network-operator', 'permit exempt-recovery', 'permit not-applicable', 'permit unverified', 'permit verified',
      'reject not-a-network-operator-certificate', 'reject unknown-certificate-owner', 'reject unreadable-certificate', 'reject wrong-network-operator',
    ]);
    expect(requestCount).to.be.above(4_000);
  });

  it('agree on whole requests in any order, many at the same time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(requests, { minLength: 1, maxLength: 40 }), async (several) => {
        const answers = several.map(async (request) => {
          const valueOf = async (fact: string) => Promise.resolve(request[fact]!);
          const [fresh, again] = await Promise.all([judge(plan, valueOf), remembered(valueOf)]);
          return [said(fresh), again.rule.id];
        });
        const expected = await Promise.all(several.map(async (request) => [decidePlainly((fact) => request[fact]!), (await judge(plan, (fact) => request[fact]!)).rule.id]));
        expect(await Promise.all(answers)).to.deep.equal(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('differ as soon as a rule is gone: the comparison bites', async () => {
    const ruleSet = loadShippedRules();
    for (const { id } of ruleSet.rules) expect(await isMissed(id), id).to.equal(true);

    async function isMissed(id: string): Promise<boolean> {
      const without = planOn({ ...ruleSet, rules: ruleSet.rules.filter((rule) => rule.id !== id) }, '2026-11-20', factVocabulary);
      for (const valueOf of everyRequest()) {
        const answer = await judge(without, valueOf).then(said, () => 'no decision');
        if (answer !== decidePlainly(valueOf)) return true;
      }
      return false;
    }
  });
});
