import { expect } from 'chai';
import { heading, now, rejection, reportOn, sent } from './flat-entries.js';

describe('the notes of the report', () => {
  const before = [sent(heading(), { day: '2026-09-01' })];
  const held = { by: 'switch', reason: 'wrong-network-operator', responseCode: 'E062106' } as const;
  const issued = { placeholderCodes: [] };

  it('are none where nothing need be said', () => {
    expect(reportOn({ before, entries: [sent(rejection())], report: issued }).notes).to.deep.equal([]);
  });

  it('name the response codes that DCC did not issue, of those that occur', () => {
    const { notes, placeholderCodes } = reportOn({ before, entries: [sent(rejection()), sent(heading({ observed: { ...held, responseCode: 'E061510' } }))] });
    expect(placeholderCodes).to.deep.equal(['E061510', 'E062106']);
    expect(notes).to.deep.equal(['These response codes are project placeholders, not issued by DCC: E061510, E062106.']);
    expect(reportOn({ before, entries: [sent(rejection())], report: { placeholderCodes: ['E061510'] } }).notes).to.deep.equal([]);
    expect(reportOn({ before: [...before, sent(rejection(), { day: '2026-09-02' })] }).placeholderCodes).to.deep.equal(['E062106']);
  });

  it('say that nothing was recorded in the period before, although records reach back further', () => {
    expect(reportOn({ counts: { since: '2026-08-01' } }).notes).to.deep.equal(['Nothing was recorded in the period before (September 2026), although records reach back further: the change says little.']);
    expect(reportOn({ counts: { since: null } }).notes).to.deep.equal([]);
  });

  it('say what is rejected now, and was only observed before, as its check was switched so', () => {
    const observed = [sent(heading({ deviceType: 'GPF', observed: held }), { day: '2026-09-01' }), sent(heading({ observed: { ...held, by: 'rule' } }), { day: '2026-09-01' })];
    const entries = [sent(rejection()), sent(rejection({ deviceType: 'GPF' })), sent(rejection({ srv: '6.15.1' }))];
    expect(reportOn({ before: observed, entries, report: issued }).notes).to.deep.equal(['In the period before (September 2026) this was observed and not rejected, wholly or for a time: 6.21 GPF. The change says little there.']);
    expect(reportOn({ before: observed, entries: [sent(rejection())], report: issued }).notes).to.deep.equal([]);
    expect(reportOn({ before: observed, entries, report: issued, counts: { since: '2026-09-05' } }).notes, 'no change is told').to.deep.equal([]);
  });

  it('say who is in no directory, and what is not listed', () => {
    const { notes } = reportOn({
      before, entries: [sent(heading({ supplier: 'gone' })), sent(heading({ supplier: null, originator: null }))], devices: [{ heading: rejection(), rejectedOn: '2026-10-19', putRightOn: null }],
    });
    expect(notes).to.deep.equal([
      'User IDs that no party has, or whose party could not be looked up, are told together.',
      'Parties that the directory has no longer are told by their id: gone.',
      '1 rejected device is counted, but not listed one by one.',
    ]);
  });

  it('say up to when bank holidays are known, where that is not long enough', () => {
    const bankHolidays = { 'england-and-wales': ['2026-01-01', '2026-12-28'], scotland: ['2026-01-01', '2026-11-05'] };
    const told = (responsible: string, at = now, putRightOn: string | null = null) => reportOn({
      before, devices: [{ heading: rejection({ responsible }), rejectedOn: '2026-10-29', putRightOn }], now: at, report: { bankHolidays },
    });
    expect(told('elm').notes).to.have.length(1);
    expect(told('elm').putRight.calendarUntil).to.equal('2026-11-05');
    expect(told('gorse').notes).to.include('Bank holidays are known until 5 November 2026: on other days, working days are Mondays to Fridays.');
    expect(told('elm', Date.UTC(2027, 0, 4)).notes.join()).to.contain('Bank holidays are known until');
    expect(told('elm', Date.UTC(2027, 0, 4), '2026-11-02').notes, 'put right while they were known').to.have.length(1);
  });
});
