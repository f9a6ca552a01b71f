import type { FactDeclaration, FactValue, FactVocabulary } from '../domain/fact.js';
import type { Place } from '../domain/fault.js';
import { readTyped } from '../yaml/read-typed.js';
import type { YamlDocument } from '../yaml/read-yaml.js';
import { findBlanks } from './blanks.js';
import { type ConditionReading, isMap, type Path, readCondition, readFact, readFactValue, suggest } from './condition.js';
import { type Policy, type Rule, type RuleCases, type RuleOutcome, factsOfRule } from './rule.js';
import { type RuleFileContent, ruleFileSchema } from './rule-schema.js';

/** What a rule says of others: the rule that it replaces, the promises that it is an exception from. */
export type RuleReferences = Pick<Rule, 'id' | 'replaces' | 'excepts' | 'placeOf'>;

interface ReadRule {
  /** only where there is no problem */
  rule?: Rule;
  /** also of a file that is no whole rule */
  references: RuleReferences;
  problems: Place[];
}

/** Reads one rule file against the facts and the policy, if there is one; every problem has its `file:line:column`. */
export function readRuleFile(document: YamlDocument, vocabulary: FactVocabulary, policy: Policy | undefined): ReadRule {
  const typed = readTyped(document, ruleFileSchema);
  const problems: Place[] = [];
  const report = (path: Path, problem: string, atKey = false) => {
    problems.push({ at: atKey ? document.placeOfKey(path) : document.placeOf(path), problem });
  };
  const reading = { document, vocabulary, report };
  const rule = 'value' in typed ? readRule(reading, typed.value, policy) : reportRest(reading, document.value, policy);
  const all = withBlanks(document, 'value' in typed ? problems : [...typed.problems, ...problems]);
  const isWhole = rule !== undefined && all.length === 0;
  return { ...(isWhole && { rule }), references: isWhole ? rule : referencesIn(document), problems: all };
}

function referencesIn(document: YamlDocument): RuleReferences {
  const { replaces, excepts }: { replaces?: unknown; excepts?: unknown } = isMap(document.value) ? document.value : {};
  return {
    id: idOf(document.file),
    replaces: typeof replaces === 'string' ? replaces : undefined,
    excepts: Array.isArray(excepts) ? excepts.map((each) => (typeof each === 'string' ? each : '')) : [],
    placeOf: (path) => document.placeOf(path),
  };
}

/** A blank is to be filled in, and nothing else is wrong with it. */
function withBlanks(document: YamlDocument, problems: readonly Place[]): Place[] {
  const blanks = findBlanks(document);
  return [...blanks, ...problems.filter(({ at }) => !blanks.some((each) => each.at === at))];
}

/** What else is wrong with a file that is no whole rule: with its id, its stage, its reason, its facts and their values. */
function reportRest(reading: ConditionReading, content: unknown, policy: Policy | undefined): undefined {
  if (!isMap(content)) return;
  const { id, stage, cases } = content;
  if (typeof id === 'string') reportId(reading, id);
  if (typeof stage === 'string') reportStage(reading, stage, policy);
  for (const key of ['applies', 'requires']) if (key in content) readCondition(reading, content[key], [key]);
  for (const key of ['then', 'otherwise']) reportReason(reading, content[key], [key], policy);
  if (!isMap(cases)) return;
  reportFacts(reading, cases.given, ['cases', 'given']);
  if (Array.isArray(cases.expect)) cases.expect.forEach((each: unknown, index) => isMap(each) && reportFacts(reading, each.with, ['cases', 'expect', index, 'with']));
}

function reportReason(reading: ConditionReading, outcome: unknown, path: Path, policy: Policy | undefined): void {
  if (!isMap(outcome)) return;
  for (const decision of ['permit', 'reject']) {
    const reason = outcome[decision];
    if (typeof reason === 'string') isReasonOf(reading, policy, decision, reason, [...path, decision]);
  }
}

function reportFacts(reading: ConditionReading, values: unknown, path: Path): void {
  if (!isMap(values)) return;
  const single = Object.entries(values).filter((entry): entry is [string, FactValue] => typeof entry[1] !== 'object');
  readFactValues(reading, Object.fromEntries(single), path);
}

function readRule(reading: ConditionReading, content: RuleFileContent, policy: Policy | undefined): Rule | undefined {
  const { document } = reading;
  reportId(reading, content.id);
  reportEffective(reading, content);
  reportStage(reading, content.stage, policy);
  const applies = readCondition(reading, content.applies, ['applies']);
  const requires = 'requires' in content ? readCondition(reading, content.requires, ['requires']) : undefined;
  const outcome = readOutcome(reading, content, policy);
  const cases = readCases(reading, content);
  if (applies === undefined || outcome === undefined || ('requires' in content && requires === undefined)) return undefined;
  const { id, title, source, effective, mode, rationale, stage, replaces, excepts = [] } = content;
  const rule: Rule = {
    id,
    file: document.file,
    placeOf: (path) => document.placeOf(path),
    title, source, effective, mode, rationale, stage, replaces, excepts,
    applies, requires, outcome, cases,
  };
  reportMissingGiven(reading, rule, content.cases.given);
  return rule;
}

function reportId(reading: ConditionReading, id: string): void {
  const expected = idOf(reading.document.file);
  if (id !== expected) reading.report(['id'], `the id is \`${id}\` and the file is ${expected}.yaml: rename one, they are the same word`);
}

/** The one that a rule in the file has. */
export function idOf(file: string): string {
  return file.replace(/^.*\//s, '').replace(/\.yaml$/, '');
}

function reportStage(reading: ConditionReading, stage: string, policy: Policy | undefined): void {
  const stages = policy?.stages.map(({ id }) => id) ?? [stage];
  if (!stages.includes(stage)) reading.report(['stage'], `there is no stage \`${stage}\`${suggest(stage, stages)}; policy.yaml names ${stages.join(', ')}`);
}

function reportEffective(reading: ConditionReading, { effective }: RuleFileContent): void {
  if (effective.to !== undefined && effective.to <= effective.from) {
    reading.report(['effective', 'to'], `\`to\` is the first day out of force: it must be later than ${effective.from}`);
  }
}

const wrongOutcome = {
  then: '`then` and `requires` do not go together: for an exemption, put both conditions under `applies: { all: [...] }`; for a check, write `otherwise`, which is decided when `requires` does NOT hold',
  otherwise: '`otherwise` is decided when `requires` does not hold, and there is no `requires`: write it, or write `then` for what is decided whenever the rule applies',
};

function readOutcome(reading: ConditionReading, content: RuleFileContent, policy: Policy | undefined): RuleOutcome | undefined {
  const [key, unwanted] = 'requires' in content ? (['otherwise', 'then'] as const) : (['then', 'otherwise'] as const);
  if (content[unwanted] !== undefined) {
    reading.report([unwanted], wrongOutcome[unwanted], true);
    return undefined;
  }
  const written = content[key];
  if (written === undefined) {
    reading.report([], `say what the rule decides: \`${key}: { permit: REASON }\` or \`${key}: { reject: REASON }\``);
    return undefined;
  }
  const decision = written.permit === undefined ? 'reject' : 'permit';
  const reason = written.permit ?? written.reject ?? '';
  return isReasonOf(reading, policy, decision, reason, [key, decision]) ? { decision, reason } : undefined;
}

function isReasonOf(reading: ConditionReading, policy: Policy | undefined, decision: string, reason: string, path: Path): boolean {
  if (policy === undefined) return true;
  const declared = Object.hasOwn(policy.reasons, reason) ? policy.reasons[reason] : undefined;
  if (declared === undefined) {
    reading.report(path, `there is no reason \`${reason}\`${suggest(reason, Object.keys(policy.reasons))}; policy.yaml names them`);
  } else if (declared.decision !== decision) {
    reading.report(path, `\`${reason}\` is a reason to ${declared.decision}: write \`${declared.decision}: ${reason}\`, or another reason`);
  }
  return declared?.decision === decision;
}

function readCases(reading: ConditionReading, { cases }: RuleFileContent): RuleCases {
  const names = cases.expect.map((each) => each.name);
  names.forEach((name, index) => {
    if (names.indexOf(name) !== index) reading.report(['cases', 'expect', index, 'name'], 'another case of this rule has the same name: tell them apart');
  });
  return {
    given: readFactValues(reading, cases.given, ['cases', 'given']),
    expect: cases.expect.map((each, index) => ({
      name: each.name,
      place: reading.document.placeOf(['cases', 'expect', index]),
      at: each.at,
      finding: each.finding,
      with: readFactValues(reading, each.with ?? {}, ['cases', 'expect', index, 'with']),
    })),
  };
}

function readFactValues(reading: ConditionReading, values: Record<string, FactValue>, path: Path): Record<string, FactValue> {
  const read: Record<string, FactValue> = {};
  for (const [name, value] of Object.entries(values)) {
    const fact: FactDeclaration | undefined = readFact(reading, name, [...path, name], true);
    const known = fact && readFactValue(reading, fact, value, [...path, name]);
    if (known !== undefined) read[name] = known;
  }
  return read;
}

function reportMissingGiven(reading: ConditionReading, rule: Rule, given: Readonly<Record<string, FactValue>>): void {
  const missing = factsOfRule(rule).filter((fact) => !Object.hasOwn(given, fact));
  if (missing.length > 0) {
    reading.report(['cases', 'given'], `\`given\` describes one request: it needs a value for ${missing.join(', ')}, which the rule reads`);
  }
}
