import { expect } from 'chai';
import fc from 'fast-check';
import { dayInBritain, midnightInBritain } from '../../src/domain/calendar.js';
import type { FactValue } from '../../src/domain/fact.js';
import { Fault } from '../../src/domain/fault.js';
import { factVocabulary } from '../../src/facts/catalogue.js';
import type { ValueOf } from '../../src/rules/engine.js';
import { judge, type Judgement } from '../../src/rules/judge.js';
import { planOn, trialPlanOn } from '../../src/rules/plan.js';
import { createRuleBook } from '../../src/rules/rule-book.js';
import type { Rule } from '../../src/rules/rule.js';
import { changesAfter, standingOn } from '../../src/rules/timetable.js';
import { requests, rule } from './conditions.js';
import { days, ruleSets } from './random-rule-sets.js';

const instants = fc.tuple(fc.constantFrom(...days), fc.constantFrom(-1, 0, 1, 43_200_000)).map(([day, offset]) => midnightInBritain(day) + offset);

interface Ask {
  /** which of two rule sets is in force by then */
  set: 0 | 1;
  instant: number;
  facts: Readonly<Record<string, FactValue>>;
  /** a fact that cannot be had */
  missing: string | undefined;
  /** turns of the event loop that each fact takes */
  turns: number;
}

const asks: fc.Arbitrary<Ask> = fc.record({
  set: fc.constantFrom(0, 1), instant: instants, facts: requests, turns: fc.nat({ max: 2 }),
  missing: fc.option(fc.constantFrom('userRole', 'deviceType', 'commandVariant'), { nil: undefined, freq: 4 }),
});

/** What came of it, and the facts that were asked for, in their order. */
async function ask(judging: (valueOf: ValueOf) => Promise<Judgement>, { facts, missing, turns }: Ask): Promise<string> {
  const asked = new Set<string>();
  const judgement = judging(async (fact) => {
    asked.add(fact);
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    if (fact === missing) throw new Fault('fact-unavailable', `fact ${fact} could not be looked up`);
    return facts[fact] ?? '';
  });
  const outcome = await judgement.then(({ rule: { id }, outcome: { decision } }) => `${id} ${decision}`, (cause: unknown) => (cause instanceof Fault ? cause.code : String(cause)));
  return `${outcome} by ${[...asked].join()}`;
}

async function askFresh(plan: ReturnType<typeof trialPlanOn>, each: Ask): Promise<string> {
  return plan === undefined ? 'no trial' : ask((valueOf) => judge(plan, valueOf), each);
}

describe('judging by a rule book', () => {
  it('is as fresh, live and in trial, on every day, in any order, all at once, and asks the same facts', async () => {
    let trials = 0;
    await fc.assert(
      fc.asyncProperty(fc.tuple(ruleSets, ruleSets), fc.array(asks, { minLength: 1, maxLength: 25 }), async (sets, several) => {
        const book = createRuleBook(sets[0], factVocabulary);
        const begun = [...several, ...several.toReversed()].map(async (each) => {
          const ruleSet = sets[each.set];
          if (book.current() !== ruleSet) book.replace(ruleSet);
          const { judgeTrial, ...live } = book.at(each.instant);
          const remembered = [await ask((valueOf) => live.judge(valueOf), each), judgeTrial === undefined ? 'no trial' : await ask(judgeTrial, each)];
          if (judgeTrial !== undefined) trials += 1;
          const day = dayInBritain(each.instant);
          const fresh = [await askFresh(planOn(ruleSet, day, factVocabulary), each), await askFresh(trialPlanOn(ruleSet, day, factVocabulary), each)];
          expect(remembered).to.deep.equal(fresh);
        });
        await Promise.all(begun);
      }),
      { numRuns: 60 },
    );
    expect(trials).to.be.above(200);
  });

  it('decides as if the observing rules were not there, and tries them as if they were enforced', () => {
    fc.assert(
      fc.property(ruleSets, instants, (ruleSet, instant) => {
        const day = dayInBritain(instant);
        const ids = (rules: readonly Rule[]) => rules.map(({ id }) => id);
        const enforced = ruleSet.rules.filter(({ mode }) => mode === 'enforce');
        expect(ids(planOn(ruleSet, day, factVocabulary).inForce)).to.deep.equal(ids(planOn({ ...ruleSet, rules: enforced }, day, factVocabulary).inForce));
        const trial = trialPlanOn(ruleSet, day, factVocabulary);
        const allEnforced = planOn({ ...ruleSet, rules: ruleSet.rules.map((each) => ({ ...each, mode: 'enforce' })) }, day, factVocabulary);
        if (trial !== undefined) expect(ids(trial.inForce)).to.deep.equal(ids(allEnforced.inForce));
      }),
      { numRuns: 500 },
    );
  });
});

describe('the timetable', () => {
  it('says in force of exactly the rules that decide or are tried', () => {
    fc.assert(
      fc.property(ruleSets, instants, (ruleSet, instant) => {
        const { rules } = ruleSet;
        const asked = createRuleBook(ruleSet, factVocabulary).at(instant).everyRule.inForce;
        expect(rules.filter((each) => standingOn(each, rules, dayInBritain(instant)).status === 'in-force')).to.deep.equal(asked);
      }),
      { numRuns: 500 },
    );
  });

  it('names every change to come, and no other', () => {
    fc.assert(
      fc.property(ruleSets, fc.constantFrom(...days), (ruleSet, today) => {
        const inForceOn = (day: string) => createRuleBook(ruleSet, factVocabulary).at(midnightInBritain(day)).everyRule.inForce.map(({ id }) => id);
        const changes = changesAfter(ruleSet.rules, today);
        let known = inForceOn(today);
        for (const day of days.filter((each) => each > today)) {
          const change = changes.find(({ on }) => on === day);
          known = [...known.filter((id) => change?.ends.includes(id) !== true), ...(change?.goesLive ?? [])].sort();
          expect(known, day).to.deep.equal(inForceOn(day).sort());
        }
        expect(changes.map(({ on }) => on)).to.deep.equal([...new Set(changes.map(({ on }) => on))].sort());
        for (const { on, goesLive, ends } of changes) expect([on > today, goesLive.length + ends.length > 0]).to.deep.equal([true, true]);
      }),
      { numRuns: 500 },
    );
  });

  it('looks for what replaces a rule among those alone that do, on however many days', () => {
    let looks = 0;
    const applies = { fact: 'srv', operator: 'equal', value: '6.21' } as const;
    const dayOf = (number: number) => new Date(Date.UTC(2027, 0, number)).toISOString().slice(0, 10);
    const rules = Array.from({ length: 100 }, (_, number) => {
      const each = rule({ id: `r${number}`, applies, effective: { from: dayOf(number) }, ...(number % 2 === 1 && { replaces: `r${number - 1}` }) });
      return Object.defineProperty({ ...each }, 'replaces', { get: () => { looks += 1; return each.replaces; } });
    });
    expect(changesAfter(rules, '2026-11-28').filter(({ ends }) => ends.length > 0)).to.have.length(50);
    expect(looks).to.be.below(10_000);
  });

  it('tells what has become of a rule, and what stands in its place', () => {
    const applies = { fact: 'srv', operator: 'equal', value: '6.21' } as const;
    const rules = [
      rule({ id: 'usual', applies }),
      rule({ id: 'summer', applies, replaces: 'usual', effective: { from: '2026-06-01', to: '2026-09-01' } }),
      rule({ id: 'tried', applies, mode: 'observe', replaces: 'usual' }),
    ];
    const on = (day: string) => rules.map((each) => standingOn(each, rules, day)).map(({ status, replacedBy }) => (replacedBy === undefined ? status : `${status} by ${replacedBy}`));
    expect(on('2026-05-31')).to.deep.equal(['in-force', 'not-yet', 'in-force']);
    expect(on('2026-06-01')).to.deep.equal(['replaced by summer', 'in-force', 'in-force']);
    expect(on('2026-09-01')).to.deep.equal(['in-force', 'no-longer', 'in-force']);
    expect(changesAfter(rules, '2026-05-31')).to.deep.equal([{ on: '2026-06-01', goesLive: ['summer'], ends: ['usual'] }, { on: '2026-09-01', goesLive: ['usual'], ends: ['summer'] }]);
    expect(changesAfter(rules, '2026-09-01')).to.deep.equal([]);
  });
});
