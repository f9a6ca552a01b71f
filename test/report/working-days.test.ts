import { expect } from 'chai';
import Holidays from 'date-holidays';
import fc from 'fast-check';
import { addDays } from '../../src/domain/calendar.js';
import { createWorkingDays } from '../../src/report/working-days.js';
import { settings } from './flat-entries.js';

const { 'england-and-wales': english, scotland } = settings.report.bankHolidays;
const years = [2024, 2025, 2026, 2027, 2028];
const england = createWorkingDays(english);
const scots = createWorkingDays(scotland);

function weekday(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

describe('the shipped bank holidays', () => {
  /** what the other source does not have yet */
  const missing: Record<string, string[]> = { SCT: ['2026-06-15'] };

  for (const [nation, ours] of [['ENG', english], ['WLS', english], ['SCT', scotland]] as const) {
    it(`are those that another source has for ${nation}, from ${years[0]} to ${years.at(-1)}`, () => {
      const source = new Holidays('GB', nation);
      const theirs = years.flatMap((year) => source.getHolidays(year)).filter(({ type }) => type === 'public' || type === 'bank').map(({ date }) => date.slice(0, 10));
      const onWorkdays = theirs.filter((day) => ![0, 6].includes(weekday(day)));
      expect(ours.filter((day) => !(missing[nation] ?? []).includes(day))).to.deep.equal([...new Set(onWorkdays)].sort());
      expect(ours).to.include.members(missing[nation] ?? []);
    });
  }

  it('are as many as the law gives to each year, and on no weekend', () => {
    const inYear = (days: readonly string[]) => years.map((year) => days.filter((day) => day.startsWith(String(year))).length);
    expect([inYear(english), inYear(scotland)]).to.deep.equal([[8, 8, 8, 8, 8], [9, 9, 10, 9, 9]]);
    expect([...english, ...scotland].filter((day) => [0, 6].includes(weekday(day)))).to.deep.equal([]);
  });
});

describe('working days', () => {
  const sevenAfter: [string, string, string, string][] = [
    ['a Monday', '2026-11-09', '2026-11-18', '2026-11-18'],
    ['a Friday', '2026-11-06', '2026-11-17', '2026-11-17'],
    ['a Saturday', '2026-11-07', '2026-11-17', '2026-11-17'],
    ['Maundy Thursday, with Easter Monday for England and Wales only', '2026-04-02', '2026-04-15', '2026-04-14'],
    ['Christmas Eve, with 28 December instead of Boxing Day, and 2 January for Scotland on the 4th', '2026-12-24', '2027-01-07', '2027-01-08'],
    ['Christmas Eve, with both days of Christmas on a weekend', '2027-12-24', '2028-01-07', '2028-01-10'],
    ['the day before the first Monday of August', '2026-07-31', '2026-08-11', '2026-08-12'],
    ['the day before the last Monday of August', '2026-08-28', '2026-09-09', '2026-09-08'],
    ['the day before the World Cup holiday', '2026-06-12', '2026-06-23', '2026-06-24'],
    ["the day before St Andrew's Day", '2026-11-27', '2026-12-08', '2026-12-09'],
    ['the day before the clocks go back', '2026-10-24', '2026-11-03', '2026-11-03'],
    ['the day before the clocks go forward', '2027-03-27', '2027-04-07', '2027-04-06'],
    ['29 February', '2028-02-29', '2028-03-09', '2028-03-09'],
  ];
  for (const [what, from, inEngland, inScotland] of sevenAfter) {
    it(`seven of them after ${what}`, () => {
      expect([england.after(from, 7), scots.after(from, 7)]).to.deep.equal([inEngland, inScotland]);
    });
  }

  it('are none on the day itself, over a weekend, and back in time', () => {
    expect([england.between('2026-11-09', '2026-11-09'), england.between('2026-11-06', '2026-11-08'), england.between('2026-11-09', '2026-11-06')]).to.deep.equal([0, 0, 0]);
    expect(england.between('2026-11-06', '2026-11-09')).to.equal(1);
  });

  it('are no fewer for a bank holiday that is configured on a weekend', () => {
    expect(createWorkingDays(['2026-12-26']).between('2026-12-25', '2026-12-28')).to.equal(1);
  });

  it('are as many as a count from day to day finds', () => {
    const days = fc.integer({ min: -400, max: 2300 }).map((number) => addDays('2023-12-31', number));
    fc.assert(fc.property(days, fc.integer({ min: 0, max: 500 }), fc.boolean(), (from, length, isScottish) => {
      const [calendar, holidays] = isScottish ? [scots, scotland] : [england, english];
      const all = Array.from({ length }, (_, index) => addDays(from, index + 1));
      const working = all.filter((day) => ![0, 6].includes(weekday(day)) && !holidays.includes(day));
      expect(calendar.between(from, addDays(from, length))).to.equal(working.length);
      if (working.length > 0) expect(calendar.after(from, working.length)).to.equal(working.at(-1));
    }));
  });

  it('are known from the first year that is configured to the last bank holiday', () => {
    expect(['2023-12-31', '2024-01-01', '2028-12-26', '2028-12-27'].map((day) => england.knows(day))).to.deep.equal([false, true, true, false]);
    const shuffled = createWorkingDays(['2027-05-03', '2026-04-03', '2027-01-01', '2027-01-01']);
    expect([shuffled.until, shuffled.knows('2026-01-05'), shuffled.knows('2025-12-31'), shuffled.between('2026-12-31', '2027-01-04')]).to.deep.equal(['2027-05-03', true, false, 1]);
  });
});
