import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { readRuleDirectory } from '../../src/configuration/rule-directory.js';
import { factVocabulary } from '../../src/facts/catalogue.js';
import { factTable } from '../../src/rules/fact-table.js';
import { loadRules } from '../../src/rules/load-rules.js';
import { policyJsonSchema, ruleJsonSchema } from '../../src/rules/rule-json-schema.js';
import { readYaml } from '../../src/yaml/read-yaml.js';

const folder = 'rules/network-operator-certificate';

describe('what is generated for rule authors', () => {
  it('rule.schema.json and policy.schema.json are those that `slotguard rules schema` prints', async () => {
    const { policy } = await loadRules(readRuleDirectory('rules'), factVocabulary, 'rules');
    expect(JSON.parse(readFileSync('rules/rule.schema.json', 'utf8'))).to.deep.equal(JSON.parse(JSON.stringify(ruleJsonSchema(factVocabulary, policy))));
    expect(JSON.parse(readFileSync('rules/policy.schema.json', 'utf8'))).to.deep.equal(JSON.parse(JSON.stringify(policyJsonSchema())));
  });

  it('the facts in rules/README.md are those of the catalogue', () => {
    expect(readFileSync('rules/README.md', 'utf8')).to.contain(`${factTable(factVocabulary)}\n<!-- /facts -->`);
  });

  it('the schema accepts every shipped rule, and refuses an unknown fact, value and key', () => {
    const accepts = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync('rules/rule.schema.json', 'utf8')) as object);
    const rules = readdirSync(folder).map((file) => readYaml(readFileSync(`${folder}/${file}`), file).value as Record<string, unknown>);
    for (const rule of rules) expect(accepts(rule), JSON.stringify(accepts.errors)).to.equal(true);
    const [rule] = rules;
    const wrong = [
      { applies: { fact: 'deviceTyp', operator: 'equal', value: 'ESME' } },
      { applies: { fact: 'deviceType', operator: 'equal', value: 'ESMEE' } },
      { applies: { fact: 'srv', operator: 'equal', value: 6.21 } },
      { applies: { all: [] } },
      { stage: 'somewhere' },
      { colour: 'blue' },
    ];
    for (const change of wrong) expect(accepts({ ...rule, ...change }), JSON.stringify(change)).to.equal(false);
  });
});
