import { expect } from 'chai';
import { addDays, dayInBritain, isCalendarDay, midnightInBritain, readInstant } from '../../src/domain/calendar.js';
import { refusalOf } from '../duis/refusal.js';

describe('an instant', () => {
  it('is read of a date and time with its zone, in either case', () => {
    const ten = Date.UTC(2026, 10, 20, 10);
    for (const text of ['2026-11-20T10:00:00Z', '2026-11-20t10:00:00z', '2026-11-20T11:30:00+01:30', '2026-11-20T00:00:00-10:00', '2026-11-20T10:00:00.000Z']) {
      expect(readInstant(text), text).to.equal(ten);
    }
    expect(readInstant('2026-11-20T10:00:00.25Z')).to.equal(ten + 250);
  });

  it('is read of a day: its midnight in Great Britain', () => {
    expect(readInstant('2026-11-20')).to.equal(Date.UTC(2026, 10, 20));
    expect(readInstant('2026-07-01')).to.equal(Date.UTC(2026, 5, 30, 23));
  });

  const others = [
    '', 'yesterday', '2026', '2026-11', '2026-13-01', '2026-02-30', '2026-02-30T10:00:00Z', '2025-02-29', '2026-11-20T10:00:00', '2026-11-20T10:00Z', '2026-11-20 10:00:00Z',
    '2026-11-20T24:00:00Z', '2026-11-20T10:60:00Z', '2026-11-20T10:00:60Z', '2026-11-20T10:00:00.Z', '2026-11-20T10:00:00+24:00', '2026-11-20T10:00:00+0100',
    '+2026-11-20T10:00:00Z', '2026-11-20T10:00:00Z\n', ' 2026-11-20', '2026-11-20\n', '12026-11-20', '2026-11-200', 'Nov 20 2026',
  ];
  for (const text of others) {
    it(`is not read of ${JSON.stringify(text)}`, () => {
      const { code, message } = refusalOf(() => readInstant(text));
      expect(code).to.equal('malformed-value');
      expect(message).to.equal(`\`${text}\` is no instant: write one such as 2026-11-20T10:00:00Z, or a day such as 2026-11-20`);
    });
  }

  it('is quoted short where it is none', () => {
    expect(refusalOf(() => readInstant('9'.repeat(5000))).message.length).to.be.lessThan(200);
  });
});

describe('a day', () => {
  it('is one that the calendar has, and nothing beside it', () => {
    for (const day of ['2026-11-20', '2024-02-29', '0001-01-01', '9999-12-31']) expect(isCalendarDay(day), day).to.equal(true);
    for (const text of ['2026-02-29', '2026-04-31', '2026-00-10', '2026-1-1', '2026-11-20T', 'x2026-11-20', '2026-11-20\n', '20261120', '2026']) expect(isCalendarDay(text), JSON.stringify(text)).to.equal(false);
  });

  it('begins and ends at midnight in Great Britain, on either side of a change of the clocks', () => {
    for (const day of ['2026-03-28', '2026-03-29', '2026-03-30', '2026-10-24', '2026-10-25', '2026-10-26', '2026-01-01']) {
      const midnight = midnightInBritain(day);
      expect([midnight - 1, midnight].map(dayInBritain)).to.deep.equal([addDays(day, -1), day]);
    }
  });

  it('is counted over the ends of months and years, to the last of four digits', () => {
    expect([addDays('2026-12-31', 1), addDays('2024-02-28', 1), addDays('2026-03-01', -1), addDays('9999-12-30', 5)]).to.deep.equal(['2027-01-01', '2024-02-29', '2026-02-28', '9999-12-31']);
    expect(dayInBritain(Date.UTC(12_000, 0, 1))).to.equal('9999-12-31');
  });
});
