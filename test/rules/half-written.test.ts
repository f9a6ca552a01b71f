import { expect } from 'chai';
import fc from 'fast-check';
import { Fault } from '../../src/domain/fault.js';
import { factVocabulary } from '../../src/facts/catalogue.js';
import type { Policy } from '../../src/rules/rule.js';
import { readRuleFile } from '../../src/rules/rule-file.js';
import { readYaml } from '../../src/yaml/read-yaml.js';
import { loadShippedRules, loadTried, ruleFile, ruleText, shippedFiles } from './rule-files.js';

const slips = ['{', '}', '[', ']', ':', '- ', '"', "'", 'null', '~', 'true', '1', '6.21', 'all', 'not', 'fact', 'constructor', '__proto__', '{ a: b }', '[[1]]', '\n', '  ', '#', '&a', '*a', '!!x', '?', '|', '>', '%', ', ', 'unknown', '08'];
const { policy } = loadShippedRules();
const texts = shippedFiles().filter(({ path }) => path !== 'policy.yaml').map(({ text }) => text);

describe('a rule file that somebody is still writing', () => {
  it('is read or refused with places that name no place of ours, whatever slipped', () => {
    const mistyped = fc.tuple(fc.constantFrom(...texts), fc.array(fc.record({ at: fc.nat(1500), leaveOut: fc.nat(10), putIn: fc.constantFrom('', ...slips) }), { minLength: 1, maxLength: 3 }))
      .map(([text, edits]) => edits.reduce((edited, { at, leaveOut, putIn }) => edited.slice(0, at) + putIn + edited.slice(at + leaveOut), text));
    fc.assert(
      fc.property(mistyped, (text) => {
        const problems = problemsOf(text, policy);
        for (const { at, problem } of problems) {
          expect(at).to.match(/^x\/tried\.yaml:\d+:\d+$/);
          expect(problem).to.not.match(/undefined|NaN|\[object/);
        }
      }),
      { numRuns: 600 },
    );
  });

  it('is refused where its cases are none yet', () => {
    const { policy: triedPolicy } = loadTried(ruleFile('tried'));
    for (const cases of ['', 'x', '[]', '{ given: x, expect: x }', '{ given: { srv: { a: b } }, expect: [~, x, [], { with: x }, { with: { srv: [a] } }] }']) {
      const problems = problemsOf(ruleText('tried', { cases }), triedPolicy);
      expect(problems.map(({ at }) => at)).to.not.be.empty;
      for (const { at } of problems) expect(at, cases).to.match(/^x\/tried\.yaml:9:\d+$/);
    }
  });

  it('is refused at whatever byte it stops', () => {
    const whole = ruleText('tried');
    const { policy: triedPolicy } = loadTried(ruleFile('tried'));
    expect(problemsOf(whole, triedPolicy)).to.deep.equal([]);
    const loaded = Array.from({ length: whole.length - 2 }, (_, length) => length)
      .filter((length) => problemsOf(whole.slice(0, length), triedPolicy).length === 0);
    expect(loaded).to.deep.equal([]);
  });
});

/** Empty: it was read as a rule. */
function problemsOf(text: string, against: Policy): readonly { at: string; problem: string }[] {
  try {
    const { rule, problems } = readRuleFile(readYaml(text, 'x/tried.yaml'), factVocabulary, against);
    expect(rule === undefined).to.equal(problems.length > 0);
    return problems;
  } catch (error) {
    if (error instanceof Fault && error.code === 'data-invalid' && error.places.length > 0) return error.places;
    throw error;
  }
}
