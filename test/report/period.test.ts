import { expect } from 'chai';
import fc from 'fast-check';
import { dayInBritain, readInstant } from '../../src/domain/calendar.js';
import { Fault } from '../../src/domain/fault.js';
import { choosePeriods } from '../../src/report/period.js';

const now = readInstant('2026-11-20T10:00:00Z');

/** Long after, unless it matters. */
const later = readInstant('2099-01-01');

function periodsOf(from?: string, to?: string, at = now) {
  const { period, previous } = choosePeriods({ ...(from !== undefined && { from: readInstant(from) }), ...(to !== undefined && { to: readInstant(to) }) }, at);
  return [period, previous].map((each) => [new Date(each.from).toISOString(), new Date(each.to).toISOString(), each.label]);
}

function labelsOf(from: string, to: string): string[] {
  return periodsOf(from, to, later).map(([, , label]) => label!);
}

describe('the period of a report', () => {
  it('is the last whole calendar month in Great Britain unless told, whichever offset it begins and ends with', () => {
    expect(periodsOf()).to.deep.equal([
      ['2026-09-30T23:00:00.000Z', '2026-11-01T00:00:00.000Z', 'October 2026'],
      ['2026-08-31T23:00:00.000Z', '2026-09-30T23:00:00.000Z', 'September 2026'],
    ]);
    expect(periodsOf(undefined, undefined, readInstant('2027-04-05'))).to.deep.equal([
      ['2027-03-01T00:00:00.000Z', '2027-03-31T23:00:00.000Z', 'March 2027'],
      ['2027-02-01T00:00:00.000Z', '2027-03-01T00:00:00.000Z', 'February 2027'],
    ]);
  });

  it('is of last month from the first moment of a month in Great Britain on', () => {
    const first = readInstant('2026-07-01');
    expect(periodsOf(undefined, undefined, first)[0]![2]).to.equal('June 2026');
    expect(periodsOf(undefined, undefined, first - 1)[0]![2]).to.equal('May 2026');
    expect(periodsOf(undefined, undefined, readInstant('2027-01-15'))[0]![2]).to.equal('December 2026');
  });

  it('goes from a beginning alone until now', () => {
    expect(periodsOf('2026-11-20T09:00:00Z')).to.deep.equal([
      ['2026-11-20T09:00:00.000Z', '2026-11-20T10:00:00.000Z', '20 November 2026 at 09:00 GMT to 20 November 2026 at 10:00 GMT'],
      ['2026-11-20T08:00:00.000Z', '2026-11-20T09:00:00.000Z', '20 November 2026 at 08:00 GMT to 20 November 2026 at 09:00 GMT'],
    ]);
    const [label, before] = periodsOf('2026-10-01', undefined, readInstant('2026-11-26T00:41:23.512Z')).map((each) => each[2]);
    expect([label, before], 'no seconds, as nobody wrote any').to.deep.equal(['1 October 2026 to 26 November 2026 at 00:41 GMT', '5 August 2026 at 22:18 BST to 1 October 2026 at 00:00 BST']);
  });

  it('goes to an end alone from the beginning of the month that it ends, or cuts off', () => {
    expect(periodsOf(undefined, '2026-06-01')[0]).to.deep.equal(['2026-04-30T23:00:00.000Z', '2026-05-31T23:00:00.000Z', 'May 2026']);
    expect(periodsOf(undefined, '2026-06-08')[0]).to.deep.equal(['2026-05-31T23:00:00.000Z', '2026-06-07T23:00:00.000Z', '1 to 7 June 2026']);
  });

  it('is compared with as many whole months, also over a leap day and the turn of the year', () => {
    expect(labelsOf('2028-03-01', '2028-04-01')).to.deep.equal(['March 2028', 'February 2028']);
    expect(labelsOf('2027-01-01', '2027-04-01')).to.deep.equal(['January to March 2027', 'October to December 2026']);
    expect(labelsOf('2026-01-01', '2027-01-01')).to.deep.equal(['January to December 2026', 'January to December 2025']);
    expect(labelsOf('2026-12-01', '2027-02-01')).to.deep.equal(['December 2026 to January 2027', 'October to November 2026']);
  });

  it('is compared with as many whole days, although a clock changes between them', () => {
    expect(periodsOf('2026-10-26', '2026-11-02', later)).to.deep.equal([
      ['2026-10-26T00:00:00.000Z', '2026-11-02T00:00:00.000Z', '26 October to 1 November 2026'],
      ['2026-10-18T23:00:00.000Z', '2026-10-26T00:00:00.000Z', '19 to 25 October 2026'],
    ]);
    expect(periodsOf('2027-03-28', '2027-03-29', later)).to.deep.equal([
      ['2027-03-28T00:00:00.000Z', '2027-03-28T23:00:00.000Z', '28 March 2027'],
      ['2027-03-27T00:00:00.000Z', '2027-03-28T00:00:00.000Z', '27 March 2027'],
    ]);
    expect(labelsOf('2026-12-30', '2027-01-03')).to.deep.equal(['30 December 2026 to 2 January 2027', '26 to 29 December 2026']);
  });

  it('of parts of days is compared with as long a time, and told in British time, with seconds where they were asked for', () => {
    expect(labelsOf('2026-10-05T10:00:00Z', '2026-10-06T09:30:15.5Z')).to.deep.equal(['5 October 2026 at 11:00 BST to 6 October 2026 at 10:30:15.500 BST', '4 October 2026 at 11:29:44.500 BST to 5 October 2026 at 11:00 BST']);
    expect(labelsOf('2026-10-05', '2026-10-06T09:30:00Z')[0]).to.equal('5 October 2026 to 6 October 2026 at 10:30 BST');
    expect(labelsOf('2026-10-05T00:00:00Z', '2026-10-06')[0], 'midnight in universal time').to.equal('5 October 2026 at 01:00 BST to 6 October 2026 at 00:00 BST');
  });

  it('is refused where it is of no time, has not begun, is not of our time, or too long', () => {
    const refused = (from?: string, to?: string) => expect(() => periodsOf(from, to), `${from ?? ''} ${to ?? ''}`).to.throw(Fault).with.property('message');
    refused('2026-10-01', '2026-10-01').that.equals('a report from 1 October 2026 to 1 October 2026 is of no time at all: its end must be later than its beginning');
    expect(() => periodsOf('2026-10-02', '2026-10-01')).to.throw(Fault).with.property('code', 'malformed-value');
    refused('2026-11-21').that.equals('a report from 21 November 2026 has nothing to tell yet: write a period that has begun');
    refused('2026-12-01', '2027-01-01').that.contains('write a period that has begun');
    refused('2026-11-20T10:00:00Z', '2027-01-01').that.contains('20 November 2026 at 10:00 GMT has nothing to tell yet');
    expect(periodsOf('2026-11-20T09:59:59Z', '2026-11-21')[0]![2]).to.equal('20 November 2026 at 09:59:59 GMT to 21 November 2026 at 00:00 GMT');
    for (const [from, to] of [['1999-12-31', '2000-02-01'], ['2026-01-01', '2100-01-02'], ['0001-01-01', undefined], [undefined, '0000-02-01T00:00:00Z'], ['9999-12-31', undefined]] as const) refused(from, to).that.contains('between 2000 and 2100');
    refused('2016-01-01', '2026-01-02').that.contains('at most ten years');
    expect(labelsOf('2016-01-01', '2026-01-01')[0]).to.equal('January 2016 to December 2025');
  });

  it('follows the period before without a gap, and is as long but for a few days', () => {
    const instants = fc.integer({ min: Date.UTC(2010, 0), max: Date.UTC(2090, 0) });
    const days = instants.map((instant) => readInstant(dayInBritain(instant)));
    const shortlyAfter = (from: number) => fc.integer({ min: 1, max: 9e10 }).map((more) => from + more);
    const daysAfter = (from: number) => fc.integer({ min: 1, max: 900 }).map((more) => readInstant(dayInBritain(from + more * 86_400_000 + 1)));
    const ends = fc.oneof(instants, days).chain((from) => fc.tuple(fc.constant(from), fc.oneof(shortlyAfter(from), daysAfter(from))));
    fc.assert(fc.property(ends, ([from, to]) => {
      fc.pre(to > from);
      const { period, previous } = choosePeriods({ from, to }, later);
      expect([period.from, period.to, previous.to]).to.deep.equal([from, to, from]);
      expect(Math.abs(previous.to - previous.from - (to - from))).to.be.at.most(4 * 86_400_000);
    }));
  });
});
