import { z } from 'zod';
import { findings, modes, operatorNames, type Condition } from '../rules/rule.js';
import { ruleStatuses } from '../rules/timetable.js';

/** The shapes of what is answered about the rules themselves. */

const id = z.string().meta({ description: 'id of the rule' });
const day = z.iso.date();
const instant = z.iso.datetime({ precision: 3 });
const version = z.string().meta({ description: 'digest of the rule files', examples: ['sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'] });
const factValue = z.union([z.string(), z.number(), z.boolean()]);
const factValues = z.record(z.string(), factValue);
const places = z.array(z.strictObject({ at: z.string(), problem: z.string() }));

const listed = {
  id,
  title: z.string(),
  stage: z.string(),
  mode: z.enum(modes).meta({ description: '`observe`: the rule is only tried, and decides nothing' }),
  outcome: z.strictObject({ decision: z.enum(['permit', 'reject']), reason: z.string() }).meta({ description: 'what it decides when it speaks' }),
  source: z.strictObject({ document: z.string(), clause: z.string(), text: z.string() }),
  effective: z.strictObject({ from: day, to: day.optional() }).meta({ description: 'days in Great Britain; `to` is the first day out of force' }),
  status: z.enum(ruleStatuses).meta({ description: 'today, in Great Britain; of an earlier rule set: on the last day that it was in force' }),
  replacedBy: id.optional(),
};

const stage = z.strictObject({ id: z.string(), title: z.string() });
const change = z.strictObject({ on: day, goesLive: z.array(id), ends: z.array(id) });
const earlier = z.strictObject({ version, since: instant, until: instant });
const refused = z.strictObject({ at: instant, problem: z.string(), errors: places });

export const ruleListAnswer = z.strictObject({
  version,
  since: instant.meta({ description: 'when this rule set came into force' }),
  policy: z.strictObject({ id: z.string(), title: z.string(), stages: z.array(stage).meta({ description: 'in order of precedence' }) }),
  rules: z.array(z.strictObject(listed)).meta({ description: 'in order of precedence, also those that are not in force' }),
  next: z.array(change).meta({ description: 'what changes by itself on which day, in Great Britain' }),
  earlier: z.array(earlier).meta({ description: 'the rule sets before that are kept (`rules.keep`), the last first' }),
  refused: refused.nullable().meta({ description: 'the last change, where it was refused: it still lies there, and the rules above stay in force' }),
});

const comparison = z.strictObject({ fact: z.string(), operator: z.enum(operatorNames), value: z.union([factValue, z.array(factValue)]) });

export const conditionAnswer: z.ZodType<Condition> = z.lazy(() => z.union([
  comparison,
  z.strictObject({ all: z.array(conditionAnswer) }),
  z.strictObject({ any: z.array(conditionAnswer) }),
  z.strictObject({ not: conditionAnswer }),
]));

const ruleCase = z.strictObject({ name: z.string(), with: factValues, at: day.optional(), finding: z.enum(findings) });

export const ruleAnswer = z.strictObject({
  version: version.meta({ description: 'the rule set that it is read from' }),
  ...listed,
  rationale: z.string(),
  replaces: id.optional(),
  excepts: z.array(z.string()).meta({ description: 'invariants, or scopes of them, that it is excepted from' }),
  applies: conditionAnswer,
  requires: conditionAnswer.optional().meta({ description: 'absent: the rule speaks whenever it applies' }),
  cases: z.strictObject({ given: factValues, expect: z.array(ruleCase) }),
  text: z.string().meta({ description: 'the file as it was read' }),
});

export const reloadAnswer = z.strictObject({
  version,
  changed: z.boolean().meta({ description: 'whether it is another rule set than before' }),
  rules: z.int().min(1).meta({ description: 'how many' }),
});
