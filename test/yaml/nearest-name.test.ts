import { expect } from 'chai';
import { nearestName } from '../../src/yaml/nearest-name.js';

describe('the nearest name to a misspelt word', () => {
  const names = ['operator', 'fact', 'value', 'applies', 'requires', 'mpanPrefixFallback', 'any', 'all'];
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['opertor', 'operator'],
    ['operatr', 'operator'],
    ['poerator', 'operator'],
    ['FACT', 'fact'],
    ['mpan-prefix_fallback', 'mpanPrefixFallback'],
    ['applise', 'applies'],
    ['ayn', 'any'],
    ['al', 'all'],
    ['x', undefined],
    ['', undefined],
    ['rationale', undefined],
    ['val', undefined],
    ['valu', 'value'],
  ];
  for (const [word, nearest] of cases) {
    it(`\`${word}\`: ${nearest ?? 'none'}`, () => {
      expect(nearestName(word, names)).to.equal(nearest);
    });
  }

  it('takes the first of two that are equally near', () => {
    expect(nearestName('cat', ['bat', 'hat'])).to.equal('bat');
    expect(nearestName('hat', ['bat', 'hat'])).to.equal('hat');
  });

  it('a very long word costs little', () => {
    expect(nearestName('a'.repeat(200_000), names)).to.equal(undefined);
  });
});
