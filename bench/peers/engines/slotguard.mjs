// The product's own rules over finished facts, asked anew for each of them, or remembered as the service does.
import { join } from 'node:path';
import { readRuleDirectory } from '../../../dist/configuration/rule-directory.js';
import { factVocabulary } from '../../../dist/facts/catalogue.js';
import { judge, rememberJudgements } from '../../../dist/rules/judge.js';
import { loadRules } from '../../../dist/rules/load-rules.js';
import { planOn } from '../../../dist/rules/plan.js';
import { root } from '../../inputs/estate.mjs';

/** `files`: rule files to decide by instead of those shipped. */
export function decider({ remembered, files }) {
  const read = files ?? readRuleDirectory(join(root, 'rules'));
  const plan = planOn(loadRules(read, factVocabulary, 'rules'), new Date().toISOString().slice(0, 10), factVocabulary);
  const ask = remembered ? rememberJudgements(plan) : (valueOf) => judge(plan, valueOf);
  return (facts) => {
    const judged = ask((fact) => facts[fact]);
    return judged instanceof Promise ? judged.then(({ outcome }) => outcome) : judged.outcome;
  };
}

export const remembered = ({ files }) => decider({ remembered: true, files });
export const fresh = ({ files }) => decider({ remembered: false, files });
