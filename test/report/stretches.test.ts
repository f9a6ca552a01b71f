import { expect } from 'chai';
import { readInstant } from '../../src/domain/calendar.js';
import { lastOfMonth, rejectionsOver, sundayOf } from '../../src/report/rejections-over-time.js';
import { chooseStretches, isPart, labelsOf } from '../../src/report/stretches.js';
import { exampleReport } from './example-report.js';

const span = (from: string, to: string) => ({ from: readInstant(from), to: readInstant(to) });
const weeks = (from: string, to: string, isPrevious = false) => rejectionsOver(span(from, to), [], isPrevious, sundayOf);
const months = (from: string, to: string, isPrevious = false) => rejectionsOver(span(from, to), [], isPrevious, lastOfMonth);

describe('the weeks and months of the chart', () => {
  it('are weeks as long as there are not more than 26 of them, both periods together', () => {
    const choose = (told: object) => chooseStretches({ ...exampleReport(), ...told });
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
    const parts = (unit: 'week' | 'month', stretches: ReturnType<typeof weeks>) => stretches.map((each) => isPart(each, unit));
    expect(parts('week', weeks('2026-10-01', '2026-10-19'))).to.deep.equal([true, false, false]);
    expect(parts('month', months('2026-10-02', '2026-12-31'))).to.deep.equal([true, false, true]);
    expect(parts('month', months('2028-02-01', '2028-03-01'))).to.deep.equal([false]);
  });

  it('end with the last day of their month', () => {
    expect(['2026-02-01', '2028-02-29', '2026-12-31', '2026-04-15'].map(lastOfMonth)).to.deep.equal(['2026-02-28', '2028-02-29', '2026-12-31', '2026-04-30']);
  });
});
