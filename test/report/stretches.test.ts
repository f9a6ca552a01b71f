import { expect } from 'chai';
import { readInstant } from '../../src/domain/calendar.js';
import { lastOfMonth, rejectionsOver, sundayOf } from '../../src/report/rejections-over-time.js';
import { chooseStretches, isPart, labelsOf } from '../../src/report/stretches.js';
import { stretchTable } from '../../src/report/tables/stretch-table.js';
import { exampleReport } from './example-report.js';

const span = (from: string, to: string) => ({ from: readInstant(from), to: readInstant(to) });
const told = (instant: string) => new Date(readInstant(instant)).toISOString();
const weeks = (from: string, to: string, isPrevious = false) => rejectionsOver(span(from, to), [], isPrevious, sundayOf);
const months = (from: string, to: string, isPrevious = false) => rejectionsOver(span(from, to), [], isPrevious, lastOfMonth);

describe('the weeks and months of the chart', () => {
  it('are weeks as long as there are not more than 26 of them, both periods together', () => {
    const choose = (other: object) => chooseStretches({ ...exampleReport(), ...other });
    const [half, before] = [weeks('2026-01-05', '2026-04-06'), weeks('2025-10-06', '2026-01-05', true)];
    expect([half.length, before.length]).to.deep.equal([13, 13]);
    expect(choose({ weeks: [...before, ...half] }).unit).to.equal('week');
    const more = [...before, ...half, half[0]];
    expect(choose({ weeks: more })).to.deep.equal({ unit: 'month', stretches: exampleReport().months });
    expect(choose({ weeks: more, isComparable: false })).to.deep.equal({ unit: 'week', stretches: [...half, half[0]] });
  });

  it('are named by their days, with the month of each end where it differs', () => {
    expect(labelsOf({ unit: 'week', stretches: weeks('2026-09-28', '2026-10-13') })).to.deep.equal(['28 Sep–4 Oct', '5–11 Oct', '12 Oct']);
  });

  it('are named with their year where the axis crosses one', () => {
    expect(labelsOf({ unit: 'week', stretches: weeks('2026-12-21', '2027-01-18') })).to.deep.equal(['21–27 Dec 2026', '28 Dec–3 Jan 2027', '4–10 Jan', '11–17 Jan']);
    expect(labelsOf({ unit: 'month', stretches: months('2026-11-10', '2027-02-03') })).to.deep.equal(['10–30 Nov 2026', 'Dec', 'Jan 2027', '1–2 Feb']);
  });

  it('are parts where the period cuts them', () => {
    const parts = (unit: 'week' | 'month', from: string, to: string, madeAt = '2030-01-01') => {
      const report = { ...exampleReport(), period: { from: told(from), to: told(to), label: '' }, generatedAt: told(madeAt) };
      return (unit === 'week' ? weeks : months)(from, to).map((each) => isPart(each, unit, report));
    };
    expect(parts('week', '2026-10-01', '2026-10-19')).to.deep.equal([true, false, false]);
    expect(parts('month', '2026-10-02', '2026-12-31')).to.deep.equal([true, false, true]);
    expect(parts('month', '2028-02-01', '2028-03-01')).to.deep.equal([false]);
    expect(parts('week', '2026-10-19', '2026-11-02'), 'a week of 169 hours').to.deep.equal([false, false]);
    expect(parts('week', '2026-10-05T09:00:00Z', '2026-10-25T15:00:00Z'), 'within a day').to.deep.equal([true, false, true]);
    expect(parts('month', '2026-10-01T09:00:00Z', '2026-12-01'), 'within a day').to.deep.equal([true, false]);
    expect(parts('week', '2026-10-05', '2026-10-19', '2026-10-18T12:00:00Z'), 'when the report was made').to.deep.equal([false, true]);
  });

  it('tell how many days they have, and where it is less than that', () => {
    const period = { from: told('2026-10-01'), to: told('2026-10-19T12:00:00Z'), label: 'now' };
    const report = { ...exampleReport(), isComparable: false, period, weeks: weeks('2026-10-01', '2026-10-19T12:00:00Z') };
    expect(stretchTable(report).rows.map((row) => row[2])).to.deep.equal(['part of a week, 4 days', 'whole week', 'whole week', 'part of a week, less than 1 day']);
  });

  it('end with the last day of their month', () => {
    expect(['2026-02-01', '2028-02-29', '2026-12-31', '2026-04-15'].map(lastOfMonth)).to.deep.equal(['2026-02-28', '2028-02-29', '2026-12-31', '2026-04-30']);
  });
});
