import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { leavesOf } from '../../src/configuration/leaves.js';
import { variableName } from '../../src/configuration/environment.js';
import { configurationSchema } from '../../src/configuration/schema.js';
import { readYaml } from '../../src/yaml/read-yaml.js';
import { defaultFile, load } from './configuration-files.js';

type Keys = readonly string[];

/** every key of every map, down to the first map with free keys */
function closedKeys(schema: unknown, path: Keys = []): Keys[] {
  const shape = (schema as { shape?: Record<string, unknown> }).shape ?? {};
  return Object.entries(shape).flatMap(([key, child]) => [[...path, key], ...closedKeys(child, [...path, key])]);
}

describe('config/default.yaml', () => {
  const text = readFileSync(defaultFile, 'utf8');
  const document = readYaml(text, 'default.yaml');
  const keysIn = (value: unknown): string[] => (typeof value === 'object' && value !== null ? Object.keys(value) : []);
  const valueAt = (path: Keys): unknown => path.reduce<unknown>((found, step) => (found as Record<string, unknown>)[step], document.value);

  it('holds exactly the keys of the schema, in its order', () => {
    const known = closedKeys(configurationSchema);
    expect(known).to.have.length.above(25);
    expect(keysIn(document.value)).to.deep.equal(known.filter(({ length }) => length === 1).map(([key]) => key));
    for (const path of known.filter((each) => known.some((other) => other.length > each.length && other[0] === each[0]))) {
      const below = known.filter((other) => other.length === path.length + 1 && path.every((step, index) => step === other[index]));
      expect(below.length === 0 || keysIn(valueAt(path)).join() === below.map((other) => other.at(-1)).join(), path.join('.')).to.equal(true);
    }
  });

  it('says of each key what it does, in the line above', () => {
    const lines = text.split('\n');
    for (const path of closedKeys(configurationSchema)) {
      const line = Number(document.placeOfKey(path).split(':')[1]);
      expect(lines[line - 2]?.trim(), path.join('.')).to.match(/^# .*[.:\w]$/);
    }
  });

  it('has a code for every rejection, for both SRVs, and wording for every reason of DOMAIN section 13', () => {
    const { responseCodes, wording } = load([]).values;
    expect(responseCodes).to.deep.equal({
      'wrong-network-operator': { '6.15.1': 'E061510', '6.21': 'E062106' },
      'unknown-certificate-owner': { '6.15.1': 'E061510', '6.21': 'E062106' },
      'not-a-network-operator-certificate': { '6.15.1': 'E061511', '6.21': 'E062107' },
      'unreadable-certificate': { '6.15.1': 'E061511', '6.21': 'E062107' },
      unavailable: { '6.15.1': 'E061512', '6.21': 'E062108' },
    });
    expect(Object.keys(wording)).to.have.members([
      'verified', 'exempt-network-operator', 'exempt-recovery', 'exempt-cancellation', 'not-applicable', 'unverified', 'wrong-network-operator',
      'unknown-certificate-owner', 'not-a-network-operator-certificate', 'unreadable-certificate', 'unavailable',
    ]);
  });

  it('gives every key a variable of its own', () => {
    const names = leavesOf(configurationSchema, document.value).map(({ path }) => variableName(path).replaceAll('_', ''));
    expect(names).to.deep.equal([...new Set(names)]);
    expect(names).to.include('SLOTGUARDENFORCEMENT621GPF');
  });

  it('says that the codes are placeholders', () => {
    expect(text).to.match(/project placeholders, not issued by DCC/);
  });
});
