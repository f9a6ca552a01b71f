import { expect } from 'chai';
import { findDistributorId, isCheckDigitRight, maskDigits, maskMpxn } from '../../src/domain/mpxn.js';

describe('the check digit', () => {
  const bodies: readonly (readonly [what: string, body: string, check: string])[] = [
    ['an MPAN', '120002330596', '7'],
    ['an MPAN whose sum leaves 10, which is written 0', '130000000008', '0'],
    ['an MPAN whose sum leaves 9', '130000000009', '9'],
    ['an MPAN whose sum leaves 0', '130000000007', '0'],
    ['an MPRN, which has two of them', '30000001', '03'],
    ['an MPRN of six digits', '1234', '09'],
    ['an MPRN whose sum leaves 10', '42', '10'],
    ['the shortest of all', '5', '05'],
  ];
  for (const [what, body, check] of bodies) {
    it(`of ${what}: ${body}${check}, and none but it`, () => {
      const digits = Array.from({ length: 10 ** check.length }, (_, number) => String(number).padStart(check.length, '0'));
      expect(digits.filter((each) => isCheckDigitRight(body + each))).to.deep.equal([check]);
    });
  }

  it('of an MPAN weighs each digit by its place', () => {
    const checks = Array.from({ length: 12 }, (_, place) => Array.from('0123456789').find((check) => isCheckDigitRight(`${'0'.repeat(place)}1${'0'.repeat(11 - place)}${check}`)));
    expect(checks.join('')).to.equal('357268179480');
  });

  it('is not right of what is too short to have one', () => {
    for (const text of ['', '0', '00']) expect(isCheckDigitRight(text), text).to.equal(false);
  });
});

describe('an MPxN', () => {
  it('tells the distributor where it is an MPAN', () => {
    expect(['1200023305967', '3000000103', '120002330596', '12000233059670'].map(findDistributorId)).to.deep.equal(['12', undefined, undefined, undefined]);
  });

  it('is shown by its last three digits, in its length', () => {
    expect(['1200023305967', '300103', '1234', '123', '1', ''].map(maskMpxn)).to.deep.equal(['**********967', '***103', '*234', '123', '1', '']);
  });

  it('is masked where it stands in a text of somebody else, whose dates and EUI-64s are not', () => {
    expect(maskDigits('MPAN 1200023305967, MPRN 300103.')).to.equal('MPAN **********967, MPRN ***103.');
    expect(maskDigits('12 000 233 05 967')).to.equal('**************967');
    const others = 'on 2026-11-20 at 90-B3-D5-1F-30-02-00-00, line 12345';
    expect(maskDigits(others)).to.equal(others);
  });
});
