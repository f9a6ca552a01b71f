import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { expect } from 'chai';
import { makeSchema, schemaKinds, schemaPath, schemaText } from '../../src/cli/editor-schemas.js';
import { readYaml } from '../../src/yaml/read-yaml.js';
import { changed, ruleFile, scenarioFile, schemaOf, type ShippedYaml, shippedYaml, worldFile } from './shipped-yaml.js';

const directories = { rules: 'rules', scenarios: 'test/scenarios', configuration: 'config' };

describe('the schemas for editors', () => {
  for (const kind of schemaKinds) {
    it(`${kind}.schema.json is that which \`slotguard rules schema --write\` writes`, () => {
      const made = JSON.parse(schemaText(makeSchema(kind, directories))) as WithRules;
      const committed = JSON.parse(readFileSync(schemaPath(kind, directories), 'utf8')) as WithRules;
      allowNewRules(committed, made);
      expect(committed, 'write it anew: npx slotguard rules schema --write').to.deep.equal(made);
    });
  }

  for (const file of shippedYaml) {
    it(`${file.path} names its schema in the first line, and is as that says`, () => {
      expect(errorsIn(file)).to.equal('');
    });
  }
});

type Slip = readonly [what: string, path: string, from: string, to: string];

const condition = 'fact: deviceType, operator: in, value: [ESME, GPF]';
const slips: readonly Slip[] = [
  ['a fact', ruleFile, 'fact: deviceType', 'fact: deviceTyp'],
  ['a fact in a case', ruleFile, 'with: { deviceType', 'with: { deviceTyp'],
  ['a fact in what is given', ruleFile, 'given: { srv', 'given: { sv'],
  ['a value', ruleFile, '[ESME, GPF]', '[ESME, GPFF]'],
  ['a value in a case', ruleFile, 'deviceType: GSME', 'deviceType: GSM'],
  ['a value without quotes', ruleFile, 'equal, value: "6.21"', 'equal, value: 6.21'],
  ['one value for a list', ruleFile, '[ESME, GPF]', 'ESME'],
  ['a list for one value', ruleFile, 'equal, value: "6.21"', 'equal, value: ["6.21"]'],
  ['a value twice', ruleFile, '[ESME, GPF]', '[ESME, ESME]'],
  ['an operator', ruleFile, 'operator: in', 'operator: inside'],
  ['an operator of numbers', ruleFile, condition, 'fact: deviceType, operator: lessThan, value: ESME'],
  ['a key of a condition', ruleFile, 'operator: in', 'opertor: in'],
  ['a condition without a value', ruleFile, ', value: [ESME, GPF]', ''],
  ['an empty list of conditions', ruleFile, `{ ${condition} }`, '{ all: [] }'],
  ['all and a comparison in one', ruleFile, `{ ${condition} }`, `{ all: [{ ${condition} }], ${condition} }`],
  ['a fact deep inside', ruleFile, `{ ${condition} }`, '{ any: [{ not: { all: [{ fact: sv, operator: equal, value: a }] } }] }'],
  ['a stage', ruleFile, 'stage: device', 'stage: devices'],
  ['a reason', ruleFile, 'permit: not-applicable', 'permit: not-aplicable'],
  ['a reason of the other decision', ruleFile, 'permit: not-applicable', 'reject: not-applicable'],
  ['two decisions', ruleFile, '{ permit: not-applicable }', '{ permit: not-applicable, reject: wrong-network-operator }'],
  ['then beside requires', ruleFile, 'otherwise:', 'then:'],
  ['requires without otherwise', ruleFile, 'otherwise: { permit: not-applicable }\n', ''],
  ['a finding', ruleFile, 'finding: violated', 'finding: violates'],
  ['a key of a rule', ruleFile, 'rationale:', 'rational:'],
  ['a key of a case', ruleFile, 'name: a gas meter', 'nam: a gas meter'],
  ['no applies', ruleFile, 'applies:', '# applies:'],
  ['a day that is none', ruleFile, '2020-11-05', '2020-13-05'],
  ['a key of the policy', 'rules/policy.yaml', 'stages:', 'stage:'],
  ['a key of a reason', 'rules/policy.yaml', 'counted:', 'countd:'],
  ['a permit that is counted', 'rules/policy.yaml', 'counted: false', 'counted: true'],
  ['a reason in a scenario', scenarioFile, 'reason: unverified', 'reason: unverifed'],
  ['a rule in a scenario', scenarioFile, 'rule: device-in-inventory', 'rule: device-in-inventry'],
  ['a fact in a record', scenarioFile, 'facts: { device', 'facts: { devise'],
  ['a value in a record', scenarioFile, 'facts: { device: unknown', 'facts: { device: unknwon'],
  ['a world', scenarioFile, 'world: great-britain', 'world: great-brittain'],
  ['a key of a scenario', scenarioFile, 'when:', 'wen:'],
  ['a key of what is decided', scenarioFile, 'responseCode:', 'responsCode:'],
  ['a configuration key in a scenario', 'test/scenarios/a01-prefix-or-registration.yaml', 'mpanPrefixFallback: true', 'mpanPrefixFalback: true'],
  ['a key of a world', worldFile, 'registrations:', 'registratons:'],
  ['a device type in a world', worldFile, 'type: ESME', 'type: ESNE'],
  ['a configuration key', 'config/default.yaml', 'port:', 'prt:'],
  ['a configuration value', 'config/default.yaml', 'whenUnavailable: refuse', 'whenUnavailable: refused'],
  ['a device type in the configuration', 'config/default.yaml', 'GPF: enforce', 'GPFF: enforce'],
  ['a key of a party', 'config/demo.yaml', 'distributorIds:', 'distributorId:'],
  ['a kind of party', 'config/demo.yaml', 'kind: dcc', 'kind: dc'],
  ['a User Role', 'config/demo.yaml', 'role: ED', 'role: EDD'],
];

describe('what a reader refuses, an editor warns of', () => {
  for (const [what, path, from, to] of slips) {
    it(`${what}: \`${to}\``, () => {
      expect(errorsIn(changed(path, from, to))).not.to.equal('');
    });
  }

  const invariant = '# yaml-language-server: $schema=./invariants.schema.json\ninvariants:\n  - { id: a, says: b, source: { document: c, clause: d, text: e }, when: { fact: srv, operator: equal, value: "6.21" }, then: { never: { reason: verified } } }\n';
  it('an invariant', () => {
    expect(errorsIn(writtenIn('rules', invariant))).to.equal('');
    for (const [from, to] of [['fact: srv', 'fact: sv'], ['verified', 'verifyed'], ['never: { reason: verified }', 'never: {}'], ['says', 'say'], ['never', 'nevr']] as const) {
      expect(errorsIn(writtenIn('rules', invariant.replace(from, to))), to).not.to.equal('');
    }
  });

  it('parties, whose numbers may stand without quotes', () => {
    const parties = '# yaml-language-server: $schema=./parties.schema.json\nparties:\n  - { id: epn, name: Eastern, kind: other, distributorIds: [10] }\n';
    expect(errorsIn(writtenIn('config', parties))).to.equal('');
    expect(errorsIn(writtenIn('config', parties.replace('kind', 'kinds')))).not.to.equal('');
    expect(errorsIn(writtenIn('config', parties.replace('10', '"100"')))).not.to.equal('');
  });

  it('a configuration file, which holds only what it changes', () => {
    const site = '# yaml-language-server: $schema=./configuration.schema.json\nserver: { port: 9000 }\nwording: { my-reason: "It is {srv}." }\n';
    expect(errorsIn(writtenIn('config', site))).to.equal('');
    expect(errorsIn(writtenIn('config', site.replace('9000', '90000')))).not.to.equal('');
  });
});

interface WithRules {
  $defs?: { rule?: { enum: string[] } };
}

/** A new rule is one new file: the schema of scenarios learns its id when it is written anew, at the latest when a scenario names it. */
function allowNewRules(committed: WithRules, made: WithRules): void {
  const [known, existing] = [committed.$defs?.rule, made.$defs?.rule];
  if (known === undefined || existing === undefined) return;
  expect(existing.enum).to.include.members(known.enum);
  known.enum = existing.enum;
}

function writtenIn(folder: string, text: string): ShippedYaml {
  return { path: `${folder}/written.yaml`, folder, text };
}

const compiled = new Map<string, ValidateFunction>();

function errorsIn(file: ShippedYaml): string {
  const path = schemaOf(file);
  if (path === undefined) return 'the first line names no schema';
  const accepts = compiled.get(path) ?? compile(path);
  compiled.set(path, accepts);
  if (accepts(readYaml(file.text, file.path).value)) return '';
  return (accepts.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`).join('\n');
}

function compile(path: string): ValidateFunction {
  const known = schemaKinds.map((kind) => schemaPath(kind, directories));
  expect(known).to.include(path);
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  return ajv.compile(JSON.parse(readFileSync(path, 'utf8')) as object);
}
