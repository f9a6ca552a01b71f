import { jsonContent, query } from './content.js';
import { problemResponses } from './problems.js';
import { reloadExample, ruleExample, ruleListExample } from './rule-examples.js';

export const listRules = {
  operationId: 'listRules',
  summary: 'The rules in force, what comes next, and what was before',
  responses: { 200: { description: 'every rule of the rule set that decides now', content: jsonContent('RuleList', { rules: ruleListExample }) }, ...problemResponses('overloaded') },
};

export const readRule = {
  operationId: 'readRule',
  summary: 'One rule whole',
  parameters: [
    { name: 'id', in: 'path', required: true, description: 'id of the rule', schema: { type: 'string' } },
    query('version', 'a rule set that is kept, in place of the one in force', { type: 'string' }),
  ],
  responses: {
    200: { description: 'the rule, with the text of its file', content: jsonContent('Rule', { rule: ruleExample }) },
    ...problemResponses('not-found', 'rules-invalid', 'audit-unavailable', 'overloaded'),
  },
};

export const reloadRules = {
  operationId: 'reloadRules',
  summary: 'Read the rule files again now',
  description: 'With an empty body. Reloads are one after the other, also those that a changed file or SIGHUP sets off. Where the files have a problem, the rules before stay in force.',
  responses: {
    200: { description: 'the rules of the files are in force', content: jsonContent('Reload', { reloaded: reloadExample }) },
    ...problemResponses('too-large', 'rules-invalid', 'audit-unavailable', 'overloaded'),
  },
};
