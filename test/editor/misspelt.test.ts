import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect } from 'chai';
import { loadConfiguration } from '../../src/configuration/load-configuration.js';
import { readRuleDirectory } from '../../src/configuration/rule-directory.js';
import { Fault } from '../../src/domain/fault.js';
import { factVocabulary } from '../../src/facts/catalogue.js';
import { readPartiesFile } from '../../src/parties/read-parties.js';
import { loadRules } from '../../src/rules/load-rules.js';
import { readScenarios } from '../../src/scenarios/read-scenarios.js';
import { placesIn } from '../../src/yaml/line-places.js';
import { changed, ruleFile, scenarioFile, type ShippedYaml, worldFile } from './shipped-yaml.js';

type Misspelt = readonly [from: string, to: string, nearest: string];

const inRule: readonly Misspelt[] = [
  ['|rationale:', 'rational:', 'rationale'], ['|document:', 'documnet:', 'document'], ['{ |from:', 'form:', 'from'], ['{ |permit:', 'permitt:', 'permit'],
  ['|applies:', 'aplies:', 'applies'], ['|otherwise:', 'otherwhise:', 'otherwise'], ['|given:', 'givn:', 'given'], ['|with:', 'wiht:', 'with'],
  ['stage: |device', 'Devices', 'device'], ['permit: |not-applicable', 'Not-Aplicable', 'not-applicable'], ['fact: |deviceType', 'device_typ', 'deviceType'],
  ['operator: |in,', 'ins,', 'in'], ['|operator: in', 'opertor: in', 'operator'], ['[ESME, |GPF]', 'GFP]', 'GPF'], ['{ |deviceType: GSME', 'devicType: GSME', 'deviceType'],
  ['deviceType: |GSME', 'GSMEE', 'GSME'], ['finding: |violated', 'violates', 'violated'],
  ['stage: device|\n', '\nreplaces: certificates-readabel\n', 'certificates-readable'], ['stage: device|\n', '\nmode: observ\n', 'observe'],
];
const inPolicy: readonly Misspelt[] = [['|stages:', 'stage:', 'stages'], ['|meaning:', 'meening:', 'meaning'], ['decision: |reject', 'rejct', 'reject'], ['request, |title:', 'titel:', 'title']];
const inScenario: readonly Misspelt[] = [
  ['world: |great-britain', 'great-brittain', 'great-britain'], ['certificates: |spd', 'spdd', 'spd'], ['decision: |permit', 'permitt', 'permit'], ['|reason:', 'reasn:', 'reason'],
  ['|when:', 'wen:', 'when'], ['facts: { |device', 'devise', 'device'], ['device: |unknown', 'unknwon', 'unknown'], ['target: |00-DB-12-34-56-78-FF-FF', 'esmee', 'esme'], ['form: |json', 'jsno', 'json'],
];
const inWorld: readonly Misspelt[] = [
  ['type: |ESME', 'ESNE', 'ESME'], ['|registrations:', 'registration:', 'registrations'], ['kind: |supplier', 'suplier', 'supplier'], ['remotePartyRole: |NetworkOperator', 'NetworkOprator', 'NetworkOperator'],
  ['  from: |bright-energy', 'bright-enrgy', 'bright-energy'],
];
const inParties: readonly Misspelt[] = [['kind: |supplier', 'suplier', 'supplier'], ['|entityIds', 'entityId', 'entityIds'], ['role: |ED', 'EDD', 'ED'], ['|marketParticipantIds', 'marketParticipantId', 'marketParticipantIds']];
const inConfiguration: readonly Misspelt[] = [['  |port:', 'prt:', 'port'], ['whenUnavailable: |refuse', 'refused', 'refuse'], ['    |GPF:', 'GFP:', 'GPF'], ['GPF: |enforce', 'enforced', 'enforce'], ['in this |{srv} belongs', '{svr} belongs', '{srv}']];

describe('a misspelt word is told with the nearest that is right, where it stands', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'slotguard-misspelt-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const loadChangedRules = ({ path, text }: ShippedYaml) => {
    const files = readRuleDirectory('rules').map((file) => (join('rules', file.path) === path ? { ...file, text } : file));
    return loadRules(files, factVocabulary, 'rules');
  };
  const readChangedScenarios = ({ path, text }: ShippedYaml) => {
    cpSync('test/scenarios', folder, { recursive: true, filter: (each) => !each.endsWith('.ts') });
    writeFileSync(join(folder, relative('test/scenarios', path)), text);
    return readScenarios(folder);
  };
  const loadChangedConfiguration = ({ text }: ShippedYaml) => {
    const file = join(folder, 'site.yaml');
    writeFileSync(file, text);
    return loadConfiguration({ defaultFile: 'config/default.yaml', files: [file], environment: {} });
  };
  const readChangedParties = ({ text }: ShippedYaml) => readPartiesFile(text.slice(0, text.indexOf('\ndevices:')), 'config/demo.yaml');

  const readers: readonly (readonly [kind: string, path: string, read: (file: ShippedYaml) => unknown, words: readonly Misspelt[]])[] = [
    ['a rule', ruleFile, loadChangedRules, inRule],
    ['the policy', 'rules/policy.yaml', loadChangedRules, inPolicy],
    ['a scenario', scenarioFile, readChangedScenarios, inScenario],
    ['a world', worldFile, readChangedScenarios, inWorld],
    ['parties', 'config/demo.yaml', readChangedParties, inParties],
    ['the configuration', 'config/default.yaml', loadChangedConfiguration, inConfiguration],
  ];
  for (const [kind, path, read, words] of readers) {
    for (const [from, to, nearest] of words) {
      it(`${to.trim()} in ${kind}`, async () => {
        const [start = '', end = ''] = from.split('|');
        const file = changed(path, `${start}${end}`, `${start}${to}`);
        const found = await problemsOf(() => read(file));
        const offset = file.text.indexOf(`${start}${to}`) + start.length;
        const line = placesIn(file.text)(to.startsWith('\n') ? offset + 1 : offset).split(':')[0] ?? '';
        expect(found.map(({ at }) => at.split(':').at(-2))).to.deep.equal([line]);
        expect(found.map(({ problem }) => problem).join()).to.contain(`did you mean \`${nearest}\``);
      });
    }
  }
});

async function problemsOf(read: () => unknown): Promise<Fault['places']> {
  try {
    await read();
    return [];
  } catch (error) {
    if (error instanceof Fault) return error.places;
    throw error;
  }
}
