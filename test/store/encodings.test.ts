import { expect } from 'chai';
import fc from 'fast-check';
import { isCalendarDay } from '../../src/domain/calendar.js';
import { eui64FromBigInt } from '../../src/domain/eui64.js';
import { deviceStatusCodes, deviceTypeCodes } from '../../src/store/reference/device-codes.js';
import { findDay, findDayNumber } from '../../src/store/reference/day-number.js';
import { eui64OfHalves, findEui64Halves } from '../../src/store/reference/eui64-halves.js';
import { findMpxn, findMpxnKey } from '../../src/store/reference/mpxn-key.js';

describe('what the store keeps in place of text', () => {
  it('keeps every digit of an MPxN, the leading zeros too, in a whole number of six bytes', () => {
    fc.assert(fc.property(fc.stringMatching(/^\d{1,13}$/), (mpxn) => {
      const key = findMpxnKey(mpxn) ?? Number.NaN;
      expect(findMpxn(key)).to.equal(mpxn);
      expect(key).to.be.lessThan(2 ** 47);
    }));
  });

  it('reads the codes that stand in files of before', () => {
    expect(Object.entries(deviceTypeCodes).map(([name, code]) => `${code} ${name}`)).to.deep.equal(['1 ESME', '2 GSME', '3 GPF', '4 CHF', '5 HCALCS', '6 PPMID', '7 IHD', '8 CAD']);
    expect(Object.entries(deviceStatusCodes).map(([name, code]) => `${code} ${name}`)).to.deep.equal([
      '1 Pending', '2 Whitelisted', '3 InstalledNotCommissioned', '4 Commissioned', '5 Decommissioned', '6 Withdrawn', '7 Suspended', '8 Recovery', '9 Recovered']);
    expect([findMpxnKey('012'), findEui64Halves('00-00-00-01-FF-FF-FF-FF')]).to.deep.equal([1012, [1, -1]]);
  });

  it('tells MPxNs apart that differ only in leading zeros', () => {
    const keys = ['1', '01', '001', '0000000000001'].map(findMpxnKey);
    expect(new Set(keys).size).to.equal(4);
  });

  it('knows no key of what is no MPxN, and no MPxN of what is no key', () => {
    expect(['', '12345678901234', '12a', ' 12', '-1', '１２', '1:2', '1/2'].map(findMpxnKey)).to.deep.equal(Array(8).fill(undefined));
    expect([0, 1, 5, 200, -12, 12.5, 123456789012345].map(findMpxn)).to.deep.equal(Array(7).fill(undefined));
  });

  it('keeps the smallest MPxN, and the first and the last day', () => {
    expect(findMpxn(findMpxnKey('0') ?? Number.NaN)).to.equal('0');
    for (const day of ['0001-01-01', '9999-12-31']) expect(findDay(findDayNumber(day) ?? Number.NaN)).to.equal(day);
  });

  it('numbers days as the calendar does', () => {
    fc.assert(fc.property(fc.integer({ min: -719162, max: 2932896 }), (number) => {
      const day = new Date(number * 86_400_000).toISOString().slice(0, 10);
      expect(findDayNumber(day)).to.equal(number);
      expect(findDay(number)).to.equal(day);
    }));
  });

  it('numbers exactly the days that the calendar has', () => {
    const part = (most: number) => fc.integer({ min: 0, max: most }).map((value) => String(value).padStart(2, '0'));
    const year = fc.integer({ min: 1, max: 9999 }).map((value) => String(value).padStart(4, '0'));
    fc.assert(fc.property(year, part(13), part(32), (...parts) => {
      const text = parts.join('-');
      expect(findDayNumber(text) !== undefined).to.equal(isCalendarDay(text));
    }), { numRuns: 2_000 });
    const leapDays = ['2000-02-29', '1900-02-29', '2023-02-29', '2024-02-29', '2024-04-31', '0000-01-01', '10000-01-01', '2024-1-1', '2024-01-01T00:00:00Z', '2024-01-011', ' 2024-01-01', '992024-01-01'];
    expect(leapDays.filter((day) => findDayNumber(day) !== undefined)).to.deep.equal(['2000-02-29', '2024-02-29']);
  });

  it('has no day for a number out of the calendar', () => {
    expect([-719163, 2932897, 0.5, Number.NaN].map(findDay)).to.deep.equal(Array(4).fill(undefined));
  });

  it('keeps all 64 bits of an EUI-64, in whatever case it was written', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.boolean(), (value, isLower) => {
      const eui64 = eui64FromBigInt(value);
      const [high, low] = findEui64Halves(isLower ? eui64.toLowerCase() : eui64) ?? [];
      expect(eui64OfHalves(high ?? Number.NaN, low ?? Number.NaN)).to.equal(eui64);
    }));
  });

  it('takes nothing else for an EUI-64', () => {
    const right = '90-B3-D5-1F-30-01-00-00';
    const anyLetter = fc.oneof(fc.string({ minLength: 1, maxLength: 1 }), fc.constantFrom('é', '０', '\u0660', '\u2010'));
    fc.assert(fc.property(fc.nat({ max: right.length - 1 }), anyLetter, (at, letter) => {
      const text = right.slice(0, at) + letter + right.slice(at + 1);
      expect(findEui64Halves(text) !== undefined).to.equal(/^[0-9A-Fa-f]{2}(-[0-9A-Fa-f]{2}){7}$/.test(text));
    }), { numRuns: 2_000 });
    expect([`${right}-`, right.slice(1), right.replaceAll('-', ''), right.replaceAll('-', ':')].map(findEui64Halves)).to.deep.equal(Array(4).fill(undefined));
  });
});
