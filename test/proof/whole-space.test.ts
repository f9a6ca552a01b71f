import { expect } from 'chai';
import fc from 'fast-check';
import { comparePolicies } from '../../src/proof/compare-policies.js';
import { tabulatePolicy } from '../../src/proof/decision-table.js';
import { nearestOther } from '../../src/proof/nearest-other.js';
import { endFor, mapPolicy, outcomeKey, type PolicyMap, ruleAt } from '../../src/proof/policy-map.js';
import { prove } from '../../src/proof/prove.js';
import type { RuleSet } from '../../src/rules/rule.js';
import { factVocabulary } from '../../src/facts/catalogue.js';
import { equal, rule } from '../rules/conditions.js';
import { days, policy, ruleSets } from '../rules/random-rule-sets.js';
import { holdsIn, type Input, inputsOf, isPossible, judgedOn } from './random-rules.js';

const mapping = { vocabulary: factVocabulary, from: days[0] };
const enforced = ruleSets.map((ruleSet): RuleSet => ({ ...ruleSet, rules: ruleSet.rules.map((each) => ({ ...each, mode: 'enforce' as const })) }));
const always = enforced.map((ruleSet): RuleSet => {
  const rules = ruleSet.rules.map((each) => ({ ...each, effective: { from: days[0] }, replaces: undefined }));
  return { ...ruleSet, rules };
});
const most = 2_000;

async function each(map: PolicyMap, see: (input: Input, day: string, judged: Awaited<ReturnType<typeof judgedOn>>) => void): Promise<void> {
  for (const { period } of map.periods) {
    for (const input of inputsOf(map.space)) see(input, period.from, await judgedOn(map.ruleSet, period.from, input));
  }
}

function isSmall({ space: { axes }, periods }: PolicyMap): boolean {
  return axes.reduce((count, { classes }) => count * classes.length, periods.length) <= most;
}

describe('what the proof says of random rules, held against the judge of the service for every input and day', () => {
  it('is who decides', async () => {
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(enforced, async (ruleSet) => {
        const map = await mapPolicy(ruleSet, mapping);
        fc.pre(isSmall(map));
        await each(map, (input, day, { rule }) => {
          const period = map.periods.find(({ period: { from } }) => from === day)!;
          expect(ruleAt(map, endFor(map, period.decided, input))?.id).to.equal(rule);
          seen += 1;
        });
      }),
      { numRuns: 40 },
    );
    expect(seen).to.be.above(1_000);
  });

  it('is the table: every possible input is in rows of its own outcome, and in no others', async () => {
    await fc.assert(
      fc.asyncProperty(enforced, async (ruleSet) => {
        const map = await mapPolicy(ruleSet, mapping);
        fc.pre(isSmall(map));
        const { periods } = await tabulatePolicy(ruleSet, mapping);
        await each(map, (input, day, judged) => {
          if (!isPossible(input)) return;
          const { rows } = periods.find(({ period: { from } }) => from === day)!;
          const fitting = rows.filter(({ facts }) => holdsIn(facts, input));
          expect([...new Set(fitting.map(({ outcome }) => outcomeKey(outcome ?? undefined)))], JSON.stringify(input)).to.deep.equal([judged.outcome]);
          if (judged.rule !== undefined) for (const { rules } of fitting) expect(rules).to.include(judged.rule);
        });
      }),
      { numRuns: 25 },
    );
  });

  it('is that of inputs left out as impossible, also where facts that no rule asks are between them', async () => {
    const asking = rule({ applies: { all: [equal('deviceType', 'ESME'), equal('registration', 'known')] } });
    const { impossible } = await tabulatePolicy({ version: 'v', policy, rules: [asking], invariants: [], files: [] }, mapping);
    expect(impossible).to.deep.equal([{ deviceType: ['unknown'], registration: ['known'] }]);
  });

  it('is the difference: exactly the inputs that two rule sets decide differently, with the rules of either side', async () => {
    let changed = 0;
    await fc.assert(
      fc.asyncProperty(enforced, fc.nat(), async (ruleSet, choice) => {
        const left = ruleSet.rules.toSpliced(choice % ruleSet.rules.length, 1);
        const other: RuleSet = { ...ruleSet, rules: left };
        const map = await mapPolicy(ruleSet, mapping);
        fc.pre(isSmall(map));
        const { periods } = await comparePolicies(ruleSet, other, mapping);
        for (const { period: { from: day } } of map.periods) {
          const changes = periods
            .filter(({ period: { from, to } }) => from <= day && (to === undefined || day < to))
            .flatMap((period) => period.changes);
          for (const input of inputsOf(map.space)) {
            if (!isPossible(input)) continue;
            const [before, after] = [await judgedOn(ruleSet, day, input), await judgedOn(other, day, input)];
            const fitting = changes.filter(({ facts }) => holdsIn(facts, input));
            const said = [...new Set(fitting.map(({ from, to }) => `${from} -> ${to}`))];
            expect(said).to.deep.equal(before.outcome === after.outcome ? [] : [`${before.outcome} -> ${after.outcome}`]);
            const rules = [before.rule, after.rule].filter((rule) => rule !== undefined);
            for (const { fromRules, toRules } of fitting) expect([...fromRules, ...toRules]).to.include.members(rules);
            changed += fitting.length;
          }
        }
      }),
      { numRuns: 25 },
    );
    expect(changed).to.be.above(100);
  });

  it('is what turns a decision: the fewest facts, each of which turns it', async () => {
    let turned = 0;
    await fc.assert(
      fc.asyncProperty(always, fc.nat(), async (ruleSet, choice) => {
        const map = await mapPolicy(ruleSet, mapping);
        fc.pre(isSmall(map));
        const [today] = map.periods;
        const all = [...inputsOf(map.space)].filter(isPossible);
        const input = all[choice % all.length]!;
        const decisionOf = (other: Input) => ruleAt(map, endFor(map, today!.decided, other))?.outcome.decision;
        const decision = decisionOf(input);
        if (decision === undefined) return;
        const distance = (other: Input) => Object.keys(input).filter((fact) => input[fact] !== other[fact]).length;
        const least = Math.min(...all.filter((other) => ![undefined, decision].includes(decisionOf(other))).map(distance));
        const turns = nearestOther(map, today!, input, decision, 100);
        expect(turns.length > 0).to.equal(least < Infinity);
        for (const { changes, outcome, rule } of turns) {
          expect(Object.keys(changes)).to.have.length(least);
          const changedTo = { ...input, ...Object.fromEntries(Object.entries(changes).map(([fact, values]) => [fact, values[0]!])) };
          const judged = await judgedOn(ruleSet, today!.period.from, changedTo);
          expect(judged.outcome).to.equal(`${outcome.decision} ${outcome.reason}`);
          expect(outcome.decision).not.to.equal(decision);
          expect(Object.values(changes).every((values) => values.length > 1) || judged.rule === rule, 'the rule is another').to.equal(true);
          turned += 1;
        }
      }),
      { numRuns: 150 },
    );
    expect(turned).to.be.above(30);
  });

  it('is that something is undecided where something is, with an example; and that a rule never decides where it never does', async () => {
    await fc.assert(
      fc.asyncProperty(enforced, async (ruleSet) => {
        const map = await mapPolicy(ruleSet, mapping);
        fc.pre(isSmall(map));
        const { faults } = await prove(ruleSet, { ...mapping, directory: 'r' });
        const undecided = new Set<string>();
        const deciding = new Set<string>();
        await each(map, (input, day, { outcome, rule }) => {
          if (!isPossible(input)) return;
          if (outcome === 'no decision') undecided.add(day);
          if (rule !== undefined) deciding.add(rule);
        });
        const told = faults.filter(({ kind }) => kind === 'undecided');
        expect(told.length > 0).to.equal(undecided.size > 0);
        for (const { counterexample } of told) {
          expect(await judgedOn(ruleSet, counterexample!.period.from, counterexample!.input)).to.include({ outcome: 'no decision' });
          for (const input of inputsOf(map.space)) {
            if (!isPossible(input) || !holdsIn(counterexample!.facts, input)) continue;
            expect((await judgedOn(ruleSet, counterexample!.period.from, input)).outcome).to.equal('no decision');
          }
        }
        const idle = faults.filter(({ kind }) => kind === 'never-applies' || kind === 'never-decides').map(({ rule }) => rule);
        const silent = ruleSet.rules
          .filter(({ id, effective }) => !deciding.has(id) && !(effective.to !== undefined && effective.to <= days[0]))
          .map(({ id }) => id);
        expect(idle.sort()).to.deep.equal(silent.sort());
      }),
      { numRuns: 30 },
    );
  });
});
