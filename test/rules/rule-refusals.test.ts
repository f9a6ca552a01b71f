import { expect } from 'chai';
import { problemsOfRule, type RuleParts } from './rule-files.js';

type Refusal = readonly [what: string, parts: RuleParts, problems: readonly string[]];

/** `applies` stands on line 7 of the file, from column 10. */
const conditions: readonly (readonly [what: string, applies: string, problems: readonly string[]])[] = [
  ['an SRV without quotes', '{ fact: srv, operator: equal, value: 6.21 }', ['7:47 srv is text: write "6.21" in quotes']],
  ['an SRV whose zero a number would lose', '{ fact: srv, operator: equal, value: 6.10 }', ['7:47 srv is text: write "6.10" in quotes']],
  ['an SRV without quotes in a list', '{ fact: srv, operator: in, value: ["6.15.1", 6.21] }', ['7:55 srv is text: write "6.21" in quotes']],
  ['no value', '{ fact: srv, operator: equal, value: ~ }', ['7:47 srv is never without a value: write one']],
  ['a number in quotes', '{ fact: commandVariant, operator: equal, value: "4" }', ['7:58 commandVariant is a whole number: write 4 without quotes']],
  ['a number with a zero before it', '{ fact: commandVariant, operator: in, value: [04, "01"] }', ['7:56 commandVariant is a whole number: write 4 without quotes', '7:60 commandVariant is a whole number: write 1 without quotes']],
  ['an SRV with a zero before it', '{ fact: srv, operator: equal, value: "06.21" }', ['7:47 srv is never "06.21", did you mean `6.21`?; it can be "1.1.1", "1.1.2", "1.2.1", "1.2.2", "1.5", "1.6", "1.7", "2.1", "2.2", "2.3", "2.5", "3.1", ... (130 in all)']],
  ['nothing', '{ fact: originatorParty, operator: equal, value: ~ }', ['7:59 originatorParty is never without a value: write unknown where it is not known']],
  ['nothing in a list', '{ fact: commandVariant, operator: in, value: [4, null] }', ['7:59 commandVariant is never without a value: write one']],
  ['a whole number that is no command variant', '{ fact: commandVariant, operator: equal, value: 12 }', ['7:58 commandVariant is never 12, did you mean `1`?; it can be 1, 2, 3, 4, 5, 6, 7, 8, 9']],
  ['an empty text for a number', '{ fact: commandVariant, operator: equal, value: "" }', ['7:58 commandVariant is a whole number: write one without quotes']],
  ['a fraction', '{ fact: commandVariant, operator: equal, value: 1.5 }', ['7:58 commandVariant is a whole number: write one without quotes']],
  ['a truth in quotes', '{ fact: cancellation, operator: equal, value: "true" }', ['7:56 cancellation is true or false: write one of them, without quotes']],
  ['yes', '{ fact: cancellation, operator: equal, value: yes }', ['7:56 cancellation is true or false: write one of them, without quotes']],
  ['NO, which is text', '{ fact: enforcement, operator: equal, value: NO }', ['7:55 enforcement is never "NO"; it can be "enforce", "observe", "off"']],
  ['a party id of digits', '{ fact: responsibleParty, operator: equal, value: 12 }', ['7:60 responsibleParty is text: write "12" in quotes']],
  ['a misspelt value', '{ fact: deviceType, operator: equal, value: ESMEE }', ['7:54 deviceType is never "ESMEE", did you mean `ESME`?; it can be "ESME", "GSME", "GPF", "CHF", "HCALCS", "PPMID", "IHD", "CAD", "unknown"']],
  ['unknown, of a fact that never is', '{ fact: cancellation, operator: equal, value: unknown }', ['7:56 cancellation is true or false: write one of them, without quotes']],
  ['unknown, of another fact that never is', '{ fact: certificates, operator: equal, value: unknown }', ['7:56 certificates is never "unknown"; it can be "readable", "unreadable", "none"']],
  ['undefined', '{ fact: device, operator: notEqual, value: undefined }', ['7:53 device is never "undefined"; it can be "known", "unknown"']],
  ['a value in curly quotes', '{ fact: srv, operator: equal, value: “6.21” }', ['7:47 write straight quotes, `"` or `\'`: curly ones are part of the text']],
  ['a party id in curly quotes', '{ fact: responsibleParty, operator: equal, value: “epn” }', ['7:60 write straight quotes, `"` or `\'`: curly ones are part of the text']],
  ['no comma between values', '{ fact: deviceType, operator: in, value: [ESME GPF] }', ['7:52 write a comma between two values: [ESME, GPF]']],
  ['two words of which one is no value', '{ fact: deviceType, operator: in, value: [ESME GPFF] }', ['7:52 deviceType is never "ESME GPFF"; it can be "ESME", "GSME", "GPF", "CHF", "HCALCS", "PPMID", "IHD", "CAD", "unknown"']],
  ['a list without brackets', '{ fact: deviceType, operator: in, value: ESME, GPF }', ['7:57 unknown key `GPF`: several values stand in brackets, `[a, b]`']],
  ['no blank after a colon', '{ fact:srv, operator: equal, value: "6.21" }', ['7:12 unknown key `fact:srv`: write a blank after the colon: `fact: srv`']],
  ['an unknown fact', '{ fact: devicetype, operator: equal, value: ESME }', ['7:18 there is no fact `devicetype`, did you mean `deviceType`?; the facts are listed in rules/README.md']],
  ['a fact that every object has', '{ fact: constructor, operator: equal, value: ESME }', ['7:18 there is no fact `constructor`; the facts are listed in rules/README.md']],
  ['a fact that is no word', '{ fact: { srv: a }, operator: equal, value: ESME }', ['7:18 there is no fact `keys with values`; the facts are listed in rules/README.md']],
  ['an unknown operator', '{ fact: srv, operator: equals, value: "6.21" }', ['7:33 there is no operator `equals`, did you mean `equal`?: use equal, notEqual, in, notIn, lessThan, lessThanInclusive, greaterThan, greaterThanInclusive']],
  ['an operator of the engine that compares lists', '{ fact: srv, operator: contains, value: "6.21" }', ['7:33 there is no operator `contains`: use equal, notEqual, in, notIn, lessThan, lessThanInclusive, greaterThan, greaterThanInclusive']],
  ['the engine\'s decorated operators', '{ fact: srv, operator: "everyFact:equal", value: "6.21" }', ['7:33 there is no operator `everyFact:equal`: use equal, notEqual, in, notIn, lessThan, lessThanInclusive, greaterThan, greaterThanInclusive']],
  ['an unknown key', '{ fact: srv, opertor: equal, value: "6.21" }', ['7:23 unknown key `opertor`, did you mean `operator`?: a comparison has fact, operator and value']],
  ['a JSONPath', '{ fact: srv, operator: equal, value: "6.21", path: $.a }', ['7:55 unknown key `path`: a comparison has fact, operator and value']],
  ['parameters', '{ fact: srv, params: { a: b }, operator: equal, value: "6.21" }', ['7:23 unknown key `params`: a comparison has fact, operator and value']],
  ['a named condition', '{ condition: elsewhere }', ['7:12 unknown key `condition`: a comparison has fact, operator and value']],
  ['a priority', '{ fact: srv, operator: equal, value: "6.21", priority: 9 }', ['7:55 unknown key `priority`: a comparison has fact, operator and value']],
  ['a missing value', '{ fact: srv, operator: equal }', ['7:10 a comparison needs value']],
  ['nothing but a fact', '{ fact: srv }', ['7:10 a comparison needs operator and value']],
  ['another fact as the value', '{ fact: srv, operator: equal, value: { fact: userRole } }', ['7:47 srv is one value, and here keys with values stand']],
  ['an empty all', '{ all: [] }', ['7:17 an empty `all` is always true: write at least one condition']],
  ['an empty any', '{ any: [] }', ['7:17 an empty `any` is always true: write at least one condition']],
  ['an empty all inside', '{ any: [{ not: { all: [] } }] }', ['7:32 an empty `all` is always true: write at least one condition']],
  ['an all that is no list', '{ all: { fact: srv, operator: equal, value: "6.21" } }', ['7:17 `all` takes a list of conditions: begin each with `- `']],
  ['an empty list', '{ fact: srv, operator: in, value: [] }', ['7:44 `in` with an empty list says the same of every request: write at least one value']],
  ['an empty list of what must not be', '{ fact: srv, operator: notIn, value: [] }', ['7:47 `notIn` with an empty list says the same of every request: write at least one value']],
  ['text where a list is wanted, in which the engine would look for parts', '{ fact: srv, operator: in, value: "6.21" }', ['7:44 `in` takes a list: write ["6.21"]']],
  ['a number where a list of text is wanted', '{ fact: srv, operator: in, value: 6.21 }', ['7:44 `in` takes a list: write ["6.21"]']],
  ['nothing where a list is wanted', '{ fact: srv, operator: in, value: }', ['7:44 `in` takes a list: write [...]']],
  ['keys with values where a list is wanted', '{ fact: srv, operator: in, value: { fact: userRole } }', ['7:44 `in` takes a list: write [...]']],
  ['a list where one value is wanted', '{ fact: srv, operator: equal, value: ["6.21"] }', ['7:47 `equal` takes one value: use `in` or `notIn` for a list']],
  ['a list in a list', '{ fact: srv, operator: in, value: [["6.21"]] }', ['7:45 srv is one value, and here a list stands']],
  ['a value twice', '{ fact: srv, operator: in, value: ["6.21", "6.21"] }', ['7:53 "6.21" stands twice in the list: remove one']],
  ['an order of text', '{ fact: srv, operator: lessThan, value: "6.21" }', ['7:50 `lessThan` compares whole numbers, and srv is text: use equal, notEqual, in or notIn']],
  ['all and any side by side', '{ all: [{ fact: srv, operator: equal, value: "6.21" }], any: [] }', ['7:10 `all` stands alone in a condition: put what is beside it inside, or in a condition of its own']],
  ['a comparison beside not', '{ not: { fact: srv, operator: equal, value: "6.21" }, fact: srv }', ['7:10 `not` stands alone in a condition: put what is beside it inside, or in a condition of its own']],
  ['a misspelt all', '{ al: [] }', ['7:12 unknown key `al`, did you mean `all`?: a comparison has fact, operator and value']],
  ['nothing', '', ['7:10 a condition is a map: write { fact: ..., operator: ..., value: ... }, or all, any or not']],
  ['a list of conditions', '[{ fact: srv, operator: equal, value: "6.21" }]', ['7:10 a condition is a map: write { fact: ..., operator: ..., value: ... }, or all, any or not']],
  ['several problems at once', '{ any: [{ fact: sv, operator: equal, value: 1 }, { fact: srv, operator: is, value: 1 }] }', [
    '7:26 there is no fact `sv`, did you mean `srv`?; the facts are listed in rules/README.md',
    '7:82 there is no operator `is`, did you mean `in`?: use equal, notEqual, in, notIn, lessThan, lessThanInclusive, greaterThan, greaterThanInclusive',
  ]],
];

const required = '{ fact: userRole, operator: equal, value: IS }';
const given = 'given: { srv: "6.21" }';

const others: readonly Refusal[] = [
  ['an empty requirement', { requires: '{ any: [] }' }, ['9:18 an empty `any` is always true: write at least one condition']],
  ['a requirement of nothing', { requires: '' }, ['9:11 a condition is a map: write { fact: ..., operator: ..., value: ... }, or all, any or not']],
  ['an unknown key', { stagee: 'first' } as RuleParts, ['9:1 unknown key `stagee`: did you mean `stage`?']],
  ['an unknown stage', { stage: 'frist' }, ['6:8 there is no stage `frist`, did you mean `first`?; policy.yaml names first, second']],
  ['an unknown reason', { then: '{ permit: let-trough }' }, ['8:17 there is no reason `let-trough`, did you mean `let-through`?; policy.yaml names them']],
  ['a reason that every object has', { then: '{ permit: constructor }' }, ['8:17 there is no reason `constructor`; policy.yaml names them']],
  ['a reason of the other decision', { then: '{ permit: held-back }' }, ['8:17 `held-back` is a reason to reject: write `reject: held-back`, or another reason']],
  ['two decisions', { then: '{ permit: let-through, reject: held-back }' }, ['8:7 write one of { permit: REASON } and { reject: REASON }']],
  ['no decision in it', { then: '{}' }, ['8:7 write one of { permit: REASON } and { reject: REASON }']],
  ['another outcome', { then: '{ allow: let-through }' }, ['8:7 write one of { permit: REASON } and { reject: REASON }', '8:9 unknown key `allow`: known here are permit, reject']],
  ['then beside requires', { requires: required, then: '{ permit: let-through }' }, ['10:1 `then` and `requires` do not go together: for an exemption, put both conditions under `applies: { all: [...] }`; for a check, write `otherwise`, which is decided when `requires` does NOT hold']],
  ['otherwise without requires', { otherwise: '{ permit: let-through }' }, ['9:1 `otherwise` is decided when `requires` does not hold, and there is no `requires`: write it, or write `then` for what is decided whenever the rule applies']],
  ['a rule that ends before it begins', { effective: '{ from: 2020-11-05, to: 2020-11-05 }' }, ['4:36 `to` is the first day out of force: it must be later than 2020-11-05']],
  ['a day that does not exist', { effective: '{ from: 2021-02-29 }' }, ['4:20 write a day that the calendar has, as YYYY-MM-DD']],
  ['a day in another form', { effective: '{ from: 5 November 2020 }' }, ['4:20 write a day that the calendar has, as YYYY-MM-DD']],
  ['a day without hyphens', { effective: '{ from: 20201105 }' }, ['4:20 write "20201105" in quotes: without them it is a number']],
  ['a misspelt mode', { mode: 'observed' }, ['9:7 unknown value `observed`: did you mean `observe`?']],
  ['an unknown rule replaced', { replaces: 'trie' }, ['9:11 there is no rule `trie`: name the rule that this one takes the place of']],
  ['itself replaced', { replaces: 'tried' }, ['9:11 a rule cannot replace itself: name the rule that it takes the place of']],
  ['no title', { title: '""' }, ['2:8 say it in words']],
  ['no words', { source: '{ document: A document, clause: "1" }' }, ['3:1 the key `text` is missing: write text']],
  ['a clause without quotes', { source: '{ document: A document, clause: 3.2, text: Words }' }, ['3:41 write "3.2" in quotes: without them it is a number']],
  ['a fact that the rule reads and no request has', { cases: '{ given: { device: known }, expect: [{ name: a, finding: passed }] }' }, ['9:17 `given` describes one request: it needs a value for srv, which the rule reads']],
  ['an unknown fact in a request', { cases: '{ given: { srv: "6.21", devic: known }, expect: [{ name: a, finding: passed }] }' }, ['9:32 there is no fact `devic`, did you mean `device`?; the facts are listed in rules/README.md']],
  ['no blank after a colon in a request', { cases: '{ given: { "srv:6.21": known, srv: "6.21" }, expect: [{ name: a, finding: passed }] }' }, ['9:19 there is no fact `srv:6.21`; write a blank after the colon: `srv: 6.21`']],
  ['a value that a fact of a request cannot have', { cases: '{ given: { srv: 6.21 }, expect: [{ name: a, finding: passed }] }' }, ['9:24 srv is text: write "6.21" in quotes']],
  ['the same in a case', { cases: `{ ${given}, expect: [{ name: a, with: { srv: "6.2" }, finding: passed }] }` }, ['9:67 srv is never "6.2", did you mean `6.2.1`?; it can be "1.1.1", "1.1.2", "1.2.1", "1.2.2", "1.5", "1.6", "1.7", "2.1", "2.2", "2.3", "2.5", "3.1", ... (130 in all)']],
  ['no case', { cases: `{ ${given}, expect: [] }` }, ['9:42 write at least one case']],
  ['two cases of one name', { cases: `{ ${given}, expect: [{ name: a, finding: passed }, { name: a, finding: passed }] }` }, ['9:81 another case of this rule has the same name: tell them apart']],
  ['an unknown finding', { cases: `{ ${given}, expect: [{ name: a, finding: permitted }] }` }, ['9:63 write one of passed, violated, not-applicable, not-effective, not `permitted`']],
  ['a case on no day', { cases: `{ ${given}, expect: [{ name: a, at: 2021-02-30, finding: passed }] }` }, ['9:58 write a day that the calendar has, as YYYY-MM-DD']],
];

describe('a rule file is refused where it stands, with what to write instead', () => {
  describe('a condition', () => {
    for (const [what, applies, problems] of conditions) {
      it(what, () => {
        expect(problemsOfRule({ applies })).to.deep.equal(problems);
      });
    }

    it('nested more than ten deep', () => {
      const deep = (levels: number) => `${'{ not: '.repeat(levels)}{ fact: srv, operator: equal, value: "6.2" }${' }'.repeat(levels)}`;
      expect(problemsOfRule({ applies: deep(10) })).to.deep.equal(['7:80 conditions are nested more than 10 deep: split the rule']);
      const [notTooDeep] = problemsOfRule({ applies: deep(9) });
      expect(notTooDeep).to.match(/^7:110 srv is never/);
    });
  });

  for (const [what, parts, problems] of others) {
    it(what, () => {
      expect(problemsOfRule(parts)).to.deep.equal(problems);
    });
  }
});
