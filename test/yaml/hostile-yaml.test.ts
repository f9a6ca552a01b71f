import { expect } from 'chai';
import fc from 'fast-check';
import { Fault } from '../../src/domain/fault.js';
import { readYaml } from '../../src/yaml/read-yaml.js';
import { quickly } from '../fuzz/only-faults.js';
import { onlyPlaceOf, placesOf } from './places-of.js';

describe('a text that would take long', () => {
  it('is not read beyond a hundred thousand words and signs', () => {
    expect(placesOf(`x: [${'1,'.repeat(120_000)}]`)).to.deep.equal([{ at: 'x.yaml:1:66667', problem: 'more than 100000 words and signs: split the file' }]);
  });

  for (const [what, text] of [['escapes that there are not', `a: "${'\\q'.repeat(120_000)}"`], ['commas', `x: [${','.repeat(90_000)}`]] as const) {
    it(`is left after so many mistakes: ${what}`, () => {
      expect(quickly(() => placesOf(text), what, 1_000_000)).to.have.length.within(1, 10);
    });
  }
});

describe('nesting that would exhaust the stack is refused before anything is put together', () => {
  const units = ['[', '{a: ', '- ', '? ', '[a: ', 'a: [\n', '"x\n": ', '[\n]: ', ',-: ---\n\n ', 'a: b\n c: ', '? - ', ': ', '[}{', '[a: [b]: {c}: '];
  it('inside brackets too', () => {
    for (const text of [`[${'a: '.repeat(30_000)}`, `{${'- '.repeat(30_000)}`, `[${'[]: '.repeat(30_000)}`, `[${'"x\n": '.repeat(20_000)}`]) {
      expect(placesOf(text).map(({ problem }) => problem).join()).to.contain('more than 64 levels');
    }
  });

  for (const unit of units) {
    it(`\`${JSON.stringify(unit)}\` over and over`, () => {
      const places = placesOf(unit.repeat(Math.floor(100_000 / unit.length)));
      expect(places.map(({ problem }) => problem).join()).not.to.match(/call stack/i);
    });
  }

  it('64 levels are read, 65 are not', () => {
    expect(readYaml('['.repeat(64) + ']'.repeat(64), 'x.yaml').value).to.be.an('array');
    expect(onlyPlaceOf('['.repeat(65) + ']'.repeat(65))).to.contain('more than 64 levels');
    const blocks = Array.from({ length: 70 }, (_, level) => `${' '.repeat(level)}a:`).join('\n');
    expect(onlyPlaceOf(blocks)).to.contain('more than 64 levels');
  });

  it('long is not deep', () => {
    const pairs = Array.from({ length: 300 }, (_, index) => `k${index}: { v: [${index}] }`);
    expect(readYaml(`{ ${pairs.join(', ')} }`, 'x.yaml').value).to.have.property('k299');
    expect(readYaml(`a: [\n${pairs.map((pair) => `  { ${pair} }`).join(',\n')}\n]`, 'x.yaml').value).to.have.nested.property('a').with.length(300);
    expect(readYaml(pairs.map((pair) => `- ${pair}\n  w: 1`).join('\n'), 'x.yaml').value).to.have.length(300);
    expect(readYaml(pairs.map((pair) => `? ${pair.split(':')[0] ?? ''}\n: - x\n  - y`).join('\n'), 'x.yaml').value).to.have.property('k299');
  });

  it('any text is read or refused with places', () => {
    const bits = ['[', '{', '}', ']', ',', ': ', '- ', '? ', '\n', '\n  ', 'a', '"', "'", '|', '>', '#', '&x', '*x', '!t', '---\n', '%', '\t', '6.21', '<<', '\r\n'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...bits), { maxLength: 30 }), (parts) => {
        const text = parts.join('');
        try {
          return readYaml(text, 'x.yaml').value !== undefined;
        } catch (error) {
          return error instanceof Fault && error.places.length > 0 && error.places.every(({ at }) => /^x\.yaml:\d+:\d+$/.test(at));
        }
      }),
      { numRuns: 1500, seed: 42 },
    );
  });
});
