import { expect } from 'chai';
import fc from 'fast-check';
import { readYaml } from '../../src/yaml/read-yaml.js';
import { writeYaml } from '../../src/yaml/write-yaml.js';

describe('values written as YAML', () => {
  it('carry a remark each, lists on one line', () => {
    const text = writeYaml({ a: { '6.21': 'x', b: null }, c: ['x', '08'], d: {}, e: [] }, (path) => `from ${path.join('/')}`);
    expect(text).to.equal(
      'a:\n  "6.21": x # from a/6.21\n  b: null # from a/b\nc: [ x, "08" ] # from c\nd: {} # from d\ne: [] # from e\n',
    );
  });

  it('a remark stays on its line', () => {
    expect(writeYaml({ a: 1 }, () => 'x\nb: 2')).to.equal('a: 1 # x b: 2\n');
  });

  it('are read back as the same', () => {
    const traps = fc.constantFrom('6.21', '08', 'NO', 'yes', 'null', '~', '', 'true', '-0', '1e3', '0x1', '<<', '&a', '*a', '!x', '%', '- a', 'a: b', '# c', '{x}', ' a ', 'a\nb\n', '"', "'", '\t', '2026-11-20', 'a #b', '---', '...');
    const scalar = fc.oneof(traps, fc.string({ unit: 'grapheme' }).filter((text) => !/[^\P{Cc}\t\n]|\p{Cs}/u.test(text)), fc.maxSafeInteger(), fc.boolean(), fc.constant(null));
    const key = fc.oneof(traps, fc.stringMatching(/^[a-z]+$/)).filter((text) => text !== '<<');
    const value = fc.dictionary(key, fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.dictionary(key, scalar)), { minKeys: 1 });
    fc.assert(
      fc.property(value, (written) => {
        expect(readYaml(writeYaml(written, () => 'remark'), 'x.yaml').value).to.deep.equal(JSON.parse(JSON.stringify(written)));
      }),
      { numRuns: 400, seed: 42 },
    );
  });
});
