import type { z } from 'zod';
import { Fault } from '../domain/fault.js';
import type { RuleSet } from '../rules/rule.js';
import { nearestName } from '../yaml/nearest-name.js';
import { requireStill } from './admit-caller.js';
import type { Told } from './answers.js';
import type { Answerer, HttpParts, RuleKeeping } from './http-parts.js';
import { readQuery } from './query.js';
import { readBody } from './read-body.js';
import type { reloadAnswer } from './rule-answers.js';
import { sendJson } from './send-answer.js';
import { tellRule, tellRules } from './tell-rules.js';

/** GET /v1/rules: what is in force, what comes next, and what was before. */
export function listRules({ rules }: HttpParts): Answerer {
  return (request, response) => {
    readQuery(request.url, {});
    sendJson(response, tellRules(rules));
  };
}

/** GET /v1/rules/{id}: one rule whole, of the rules in force or of a rule set that is kept. */
export function findRule({ rules: keeping }: HttpParts): Answerer {
  return async (request, response) => {
    const { version } = readQuery(request.url, { version: (text: string) => text });
    const { id = '' } = request.params as { id?: string };
    const ruleSet = version === undefined ? keeping.current() : await findRuleSet(keeping, version);
    const rule = ruleSet.rules.find((each) => each.id === id);
    if (rule === undefined) throw new Fault('not-found', sayMissing(id, ruleSet));
    sendJson(response, tellRule(keeping, ruleSet, rule));
  };
}

async function findRuleSet(keeping: RuleKeeping, version: string): Promise<RuleSet> {
  const ruleSet = await keeping.find(version);
  if (ruleSet === undefined) throw new Fault('not-found', `no rule set \`${version.slice(0, 80)}\` is kept: give the version of one that /v1/rules names`);
  return ruleSet;
}

function sayMissing(id: string, { rules }: RuleSet): string {
  const nearest = nearestName(id, rules.map((rule) => rule.id));
  const instead = nearest === undefined ? '/v1/rules names those that there are' : `did you mean \`${nearest}\``;
  return `there is no rule \`${id.slice(0, 60)}\`: ${instead}`;
}

/** POST /v1/rules/reload: the rule files are read again now, and the answer says whether they are in force. */
export function reloadRules(parts: HttpParts): Answerer {
  return async (request, response) => {
    readQuery(request.url, {});
    const body = await readBody(request, response, parts);
    await requireStill(parts, 'admin', request);
    if (body.length > 0) throw new Fault('not-well-formed', 'a reload reads the rule files and takes no body: send none');
    sendJson(response, (await parts.rules.reload()) satisfies Told<z.infer<typeof reloadAnswer>>);
  };
}
