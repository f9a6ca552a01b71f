import { expect } from 'chai';
import type { RuleFile } from '../../src/rules/rule.js';
import { equal } from './conditions.js';
import { loadTried, policyFile, problemsOf, ruleFile } from './rule-files.js';

const places = 'says: S, source: { document: D, clause: C, text: T }';
const srv = '{ fact: srv, operator: equal, value: "6.21" }';
const role = '{ fact: userRole, operator: equal, value: IS }';
const esme = '{ fact: deviceType, operator: equal, value: ESME }';

/** Two scopes, one within the other, on lines 2 and 3; the invariants on line 5 and after it, behind their ids. */
function promises(...invariants: readonly string[]): RuleFile {
  const written = invariants.map((each) => `  - { ${each} }\n`).join('');
  return { path: 'invariants.yaml', text: `scopes:\n  outer: { when: ${srv} }\n  inner: { within: outer, when: ${role} }\ninvariants:\n${written}` };
}

function read(...parts: readonly string[]) {
  return loadTried(ruleFile('sound'), promises(...parts.map((part, index) => `id: promise-${index}, ${places}, ${part}`))).invariants;
}

function refused(...invariants: readonly string[]): string[] {
  return problemsOf([policyFile, ruleFile('sound'), promises(...invariants)]).map((problem) => problem.replace('r/invariants.yaml:', ''));
}

describe('a promise', () => {
  it('is about the requests of its scope, of those that its scope is within, and of its own condition', () => {
    const [own, narrow, wide, every] = read(
      `within: inner, when: ${esme}, then: { must: { decision: permit } }`, 'within: inner, then: { must: { decision: permit } }',
      `within: outer, when: ${esme}, then: { must: { decision: permit } }`, 'then: { must: { decision: permit } }',
    );
    const [outer, inner, its] = [equal('srv', '6.21'), equal('userRole', 'IS'), equal('deviceType', 'ESME')];
    expect([own, narrow, wide, every].map((each) => each?.about)).to.deep.equal([[outer, inner, its], [outer, inner], [outer, its], []]);
    expect([own, narrow, wide, every].map((each) => each?.scopes)).to.deep.equal([['inner', 'outer'], ['inner', 'outer'], ['outer'], []]);
    expect(every?.at).to.equal('r/invariants.yaml:8:11');
  });

  const patterns: readonly (readonly [then: string, meant: object])[] = [
    ['{ must: { decision: reject } }', { must: { decision: 'reject', reasons: undefined, counted: undefined } }],
    ['{ never: { reason: held-back } }', { never: { decision: undefined, reasons: ['held-back'], counted: undefined } }],
    ['{ never: { reason: [held-back, let-through] } }', { never: { decision: undefined, reasons: ['held-back', 'let-through'], counted: undefined } }],
    ['{ must: { decision: reject, reason: held-back } }', { must: { decision: 'reject', reasons: ['held-back'], counted: undefined } }],
    ['{ must: { counted: false } }', { must: { decision: undefined, reasons: undefined, counted: false } }],
  ];
  for (const [then, meant] of patterns) {
    it(`says ${then}`, () => {
      const [promise] = read(`then: ${then}`);
      expect(promise?.then).to.deep.equal(meant);
    });
  }

  it('is held for ever, from a day, to a day, or between two', () => {
    const days = ['{ from: 2026-01-01 }', '{ to: 2026-01-01 }', '{ from: 2026-01-01, to: 2026-01-02 }'];
    const held = read('then: { must: { decision: permit } }', ...days.map((effective) => `effective: ${effective}, then: { must: { decision: permit } }`));
    expect(held.map(({ effective }) => effective)).to.deep.equal([undefined, { from: '2026-01-01' }, { to: '2026-01-01' }, { from: '2026-01-01', to: '2026-01-02' }]);
  });

  const permit = 'then: { must: { decision: permit } }';
  const refusals: readonly (readonly [what: string, written: readonly string[], problems: readonly string[]])[] = [
    ['within a scope that there is not', [`id: a, ${places}, within: iner, ${permit}`], ['5:76 there is no scope `iner` before this, did you mean `inner`?; `scopes` names them']],
    ['that ends on the day on which it begins', [`id: a, ${places}, effective: { from: 2026-01-01, to: 2026-01-01 }, ${permit}`], ['5:103 `to` is the first day on which it is no longer held: it must be later than 2026-01-01']],
    ['of a misspelt reason', [`id: a, ${places}, then: { never: { reason: held-bak } }`], ['5:93 there is no reason `held-bak`, did you mean `held-back`?; policy.yaml names them']],
    ['of a misspelt reason among several', [`id: a, ${places}, then: { never: { reason: [held-back, let-trough] } }`], ['5:105 there is no reason `let-trough`, did you mean `let-through`?; policy.yaml names them']],
    ['of a reason that every object has', [`id: a, ${places}, then: { never: { reason: constructor } }`], ['5:93 there is no reason `constructor`; policy.yaml names them']],
    ['of a reason to decide otherwise', [`id: a, ${places}, then: { must: { decision: permit, reason: held-back } }`], ['5:110 `held-back` is a reason to reject, so that no decision is both']],
    ['of nothing', [`id: a, ${places}, then: { must: {} }`], ['5:82 write { decision: permit }, { decision: reject }, { reason: REASON } or { counted: true }']],
    ['that must and never be', [`id: a, ${places}, then: { must: { decision: permit }, never: { decision: reject } }`], ['5:74 write one of { must: ... } and { never: ... }']],
    ['of the name of another', [`id: a, ${places}, ${permit}`, `id: a, ${places}, ${permit}`], ['6:11 there is an invariant `a` already: give one of them another id']],
    ['of the name of a scope', [`id: inner, ${places}, ${permit}`], ['5:11 there is a scope `inner`, and a rule could not say which it is an exception from: give one of them another name']],
    ['about a fact that there is not', [`id: a, ${places}, when: { fact: sv, operator: equal, value: "6.21" }, ${permit}`], ['5:82 there is no fact `sv`, did you mean `srv`?; the facts are listed in rules/README.md']],
    ['whose condition has a misspelt key', [`id: a, ${places}, when: { fact: srv, opertor: equal, value: "6.21" }, ${permit}`], ['5:87 unknown key `opertor`, did you mean `operator`?: a comparison has fact, operator and value']],
  ];
  for (const [what, written, problems] of refusals) {
    it(`is refused ${what}`, () => {
      expect(refused(...written)).to.deep.equal(problems);
    });
  }

  it('is refused in a file that is no YAML', () => {
    expect(problemsOf([policyFile, ruleFile('sound'), { path: 'invariants.yaml', text: 'invariants: [' }])).to.deep.equal(['r/invariants.yaml:1:13 a list `[` that is not closed: its `]` is missing']);
  });

  it('is within a scope that stands before it, and a scope too', () => {
    const text = `scopes:\n  inner: { within: outer, when: ${role} }\n  outer: { when: ${srv} }\ninvariants:\n  - { id: a, ${places}, ${permit} }\n`;
    expect(problemsOf([policyFile, ruleFile('sound'), { path: 'invariants.yaml', text }])).to.deep.equal(['r/invariants.yaml:2:20 there is no scope `outer` before this; `scopes` names them']);
  });
});
