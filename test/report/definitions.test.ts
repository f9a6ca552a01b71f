import { expect } from 'chai';
import { heading, party, rejection, reportOn, sent } from './flat-entries.js';

const outOfScope = { reason: 'not-applicable', srv: '8.2', deviceType: null };
const unknownOwner = { reason: 'unknown-certificate-owner', placed: ['unknown'] };

describe("the figures of the Panel's report", () => {
  it('count a request that was sent again once as a rejection, and each time as an attempt', () => {
    const again = { requestId: 'again' };
    const { totals } = reportOn({
      entries: [
        sent(rejection(), again),
        sent(rejection({ repeated: true }), again),
        sent(rejection({ repeated: true }), again),
        sent(rejection()),
        sent(heading()),
      ],
    });
    expect(totals).to.deep.equal({
      rejections: 2, rejectedAttempts: 4, rejectedRequests: 2, inScopeAttempts: 5, inScopeRequests: 3, attempts: 5, requests: 3,
      share: 0.8, previousRejections: 0,
    });
  });

  it('count a RequestID that was used for different requests as two rejections of one RequestID', () => {
    const { totals, codes } = reportOn({ entries: [sent(rejection(), { requestId: 'reused' }), sent(rejection(unknownOwner), { requestId: 'reused' })] });
    expect([totals.rejections, totals.rejectedRequests, totals.requests]).to.deep.equal([2, 1, 1]);
    expect(codes.map(({ reason, rejections }) => [reason, rejections])).to.deep.equal([['unknown-certificate-owner', 1], ['wrong-network-operator', 1]]);
  });

  it('count an answer from the record of an earlier period as an attempt of this one, and no rejection', () => {
    const { totals } = reportOn({ before: [sent(rejection(), { day: '2026-09-30', requestId: 'old' })], entries: [sent(rejection({ repeated: true }), { requestId: 'old' })] });
    expect([totals.rejections, totals.previousRejections, totals.rejectedAttempts, totals.rejectedRequests]).to.deep.equal([0, 1, 1, 1]);
  });

  it('take the share of what the check applied to, which is configured', () => {
    const entries = [sent(rejection()), sent(heading()), sent(heading({ reason: 'unverified' })), sent(heading(outOfScope)), sent(heading({ reason: 'exempt-recovery' }))];
    expect(reportOn({ entries }).totals).to.include({ inScopeAttempts: 3, attempts: 5, share: 1 / 3 });
    expect(reportOn({ entries, report: { outOfScope: ['unverified'] } }).totals).to.include({ inScopeAttempts: 4, share: 1 / 4 });
  });

  it('have what is counted in scope in any case, and no share of nothing', () => {
    expect(reportOn({ entries: [sent(rejection()), sent(heading())], report: { outOfScope: ['wrong-network-operator', 'verified'] } }).totals).to.include({ inScopeAttempts: 1, share: 1 });
    expect(reportOn({ entries: [sent(heading(outOfScope))] }).totals.share).to.equal(null);
  });

  it('by SRV and device type name what is checked, and what else was in scope', () => {
    const split = (entries: Parameters<typeof reportOn>[0]) => reportOn(entries).splits.map(({ srv, deviceType, inScopeAttempts, attempts }) => `${srv} ${deviceType} ${inScopeAttempts}/${attempts}`);
    expect(split({})).to.deep.equal(['6.15.1 ESME 0/0', '6.21 ESME 0/0', '6.21 GPF 0/0']);
    const entries = [sent(heading({ reason: 'unverified', deviceType: null })), sent(heading({ reason: 'exempt-recovery', deviceType: null })), sent(heading(outOfScope)), sent(heading({ deviceType: 'GPF' }))];
    expect(split({ entries })).to.deep.equal(['6.15.1 ESME 0/0', '6.21 ESME 0/0', '6.21 GPF 1/1', '6.21 unknown 1/2']);
    const unusual = rejection({ srv: '6.15.1', deviceType: 'AUX' });
    expect(split({ before: [sent(unusual, { day: '2026-09-02' })] }), 'after what is checked').to.deep.equal(['6.15.1 ESME 0/0', '6.21 ESME 0/0', '6.21 GPF 0/0', '6.15.1 AUX 0/0']);
  });

  it('by response code tell one code for each SRV and reason, also one of the period before only', () => {
    const entries = [sent(rejection()), sent(rejection({ deviceType: 'GPF' })), sent(rejection(unknownOwner))];
    const { codes } = reportOn({ entries, before: [sent(rejection({ srv: '6.15.1', responseCode: 'E061510' }), { day: '2026-09-02' })] });
    expect(codes).to.deep.equal([
      { responseCode: 'E062106', srv: '6.21', reason: 'wrong-network-operator', rejections: 2, esme: 1, gpf: 1, rejectedAttempts: 2, previousRejections: 0 },
      { responseCode: 'E062106', srv: '6.21', reason: 'unknown-certificate-owner', rejections: 1, esme: 1, gpf: 0, rejectedAttempts: 1, previousRejections: 0 },
      { responseCode: 'E061510', srv: '6.15.1', reason: 'wrong-network-operator', rejections: 0, esme: 0, gpf: 0, rejectedAttempts: 0, previousRejections: 1 },
    ]);
  });

  it('by response code tell nothing of what was only sent again before', () => {
    expect(reportOn({ before: [sent(rejection({ repeated: true }), { day: '2026-09-02' })] }).codes).to.deep.equal([]);
  });

  it('say of how many attempts in scope the check could not be made', () => {
    const entries = [sent(heading({ reason: 'unverified' })), sent(heading({ reason: 'unverified', repeated: true })), sent(heading({ reason: 'unavailable' })), sent(heading()), sent(heading(outOfScope))];
    expect(reportOn({ entries }).unmade).to.deep.equal({ unverified: 2, unchecked: 1 });
    expect(reportOn({ entries, report: { outOfScope: ['unverified'] } }).unmade).to.deep.equal({ unverified: 0, unchecked: 1 });
  });
});

describe('the Suppliers of the report', () => {
  const names = (told: Parameters<typeof reportOn>[0]) => reportOn(told).suppliers.map(({ supplier, name, figures }) => `${supplier ?? 'nobody'}: ${name} ${figures.rejections}`);

  it('are all of the directory, with nothing where nothing was sent, and no other party', () => {
    expect(names({ entries: [sent(heading({ supplier: 'elm', ...outOfScope }))] })).to.deep.equal(['ash: ash Ltd 0', 'birch: birch Ltd 0']);
  });

  it('are whoever sent something in scope, User IDs that nobody has together', () => {
    const entries = [sent(rejection({ supplier: 'gone' })), sent(heading({ supplier: null, originator: null })), sent(rejection({ supplier: null, originator: null })), sent(heading({ supplier: null, originator: null, ...outOfScope })), sent(heading({ supplier: 'elm' }))];
    expect(names({ entries })).to.deep.equal(['nobody: User IDs of no known party 1', 'gone: gone 1', 'elm: elm Ltd 0', 'ash: ash Ltd 0', 'birch: birch Ltd 0']);
  });

  it('are not said to be in no directory where that could not be looked up', () => {
    const report = reportOn({ entries: [sent(heading({ supplier: null, originator: null, deviceType: null, reason: 'unavailable', rule: null }))] });
    expect(report.suppliers.find(({ supplier }) => supplier === null)?.figures.inScopeAttempts).to.equal(1);
    expect(JSON.stringify(report)).not.to.contain('in no directory').and.not.to.contain('that no party has are');
  });

  it('are whoever is compared with its rejections of before, so that these add up', () => {
    const told = { before: [sent(rejection({ supplier: 'gone' }), { day: '2026-09-02' }), sent(heading({ supplier: 'quiet' }), { day: '2026-09-02' })] };
    expect(names(told)).to.deep.equal(['ash: ash Ltd 0', 'birch: birch Ltd 0', 'gone: gone 0']);
    expect(reportOn(told).suppliers.find(({ supplier }) => supplier === 'gone')?.figures.previousRejections).to.equal(1);
  });

  it('are whoever has a rejected device, although it was first rejected before the period', () => {
    expect(names({ devices: [{ heading: rejection({ supplier: 'first' }), rejectedOn: '2026-09-20', putRightOn: null }] })).to.include('first: first 0');
  });

  it('stand in the order of their rejections, then of what was sent, then of their names', () => {
    const entries = [sent(rejection({ supplier: 'b' })), sent(heading({ supplier: 'd' })), sent(heading({ supplier: 'c' })), sent(rejection({ supplier: 'a' })), sent(rejection({ supplier: 'b' })), sent(heading({ supplier: 'd' }))];
    expect(names({ entries, parties: [party('10'), party('9')] }).map((each) => each.split(':')[0])).to.deep.equal(['b', 'a', 'd', 'c', '9', '10']);
  });

  it('are told with their own User IDs, codes, splits, observed rejections and permits without verification', () => {
    const held = { by: 'switch', reason: 'wrong-network-operator', responseCode: 'E062106' } as const;
    const entries = [
      sent(rejection()), sent(rejection({ originator: 'ash-2' })), sent(rejection({ originator: 'ash-2', deviceType: 'GPF' })), sent(heading({ originator: 'ash-3', ...outOfScope })),
      sent(heading({ reason: 'unverified' })), sent(heading({ reason: held.reason, observed: held })), sent(rejection({ supplier: 'birch' })), sent(heading({ supplier: 'birch', reason: 'unverified' })),
    ];
    const ash = reportOn({ entries }).suppliers.find(({ supplier }) => supplier === 'ash');
    expect(ash?.users).to.deep.equal([{ userId: 'ash-2', rejections: 2, inScopeAttempts: 2, attempts: 2 }, { userId: 'ash-1', rejections: 1, inScopeAttempts: 3, attempts: 3 }, { userId: 'ash-3', rejections: 0, inScopeAttempts: 0, attempts: 1 }]);
    expect(ash?.codes.map(({ rejections }) => rejections)).to.deep.equal([3]);
    expect(ash?.splits.map(({ rejections }) => rejections)).to.deep.equal([0, 2, 1]);
    expect(ash?.observed.map(({ decisions }) => decisions)).to.deep.equal([1]);
    expect(ash?.unverified).to.equal(1);
  });
});

describe('what the report tells apart', () => {
  it('are rejections that were observed, by whether the check or a rule observes', () => {
    const observed = { by: 'switch', reason: 'wrong-network-operator', responseCode: 'E062106' } as const;
    const entries = [
      ...[false, true].map((repeated) => sent(heading({ reason: 'wrong-network-operator', observed, repeated }), { requestId: 'again' })),
      sent(heading({ observed: { ...observed, by: 'rule' } })),
    ];
    const { observed: told, totals } = reportOn({ entries });
    expect(told.map(({ by, decisions, attempts }) => [by, decisions, attempts])).to.deep.equal([['switch', 1, 2], ['rule', 1, 1]]);
    expect(totals.rejections).to.equal(0);
  });

  it('are other rejections, and what was given without a check, each in one place only', () => {
    const entries = [
      sent(heading({ decision: 'reject', reason: 'unreadable-certificate', responseCode: 'E062107' })), sent(heading({ decision: 'reject', reason: 'unavailable', responseCode: 'E062108' })),
      sent(heading({ reason: 'unavailable', rule: null })), sent(heading({ reason: 'unavailable', rule: null })),
    ];
    const { otherRejections, unchecked } = reportOn({ entries });
    expect(otherRejections).to.deep.equal([{ srv: '6.21', deviceType: 'ESME', reason: 'unreadable-certificate', responseCode: 'E062107', decisions: 1, attempts: 1 }]);
    expect(unchecked.map(({ decision, responseCode, decisions }) => [decision, responseCode, decisions])).to.deep.equal([['permit', 'I0', 2], ['reject', 'E062108', 1]]);
  });

  it('are permits without verification, by the rule that says why', () => {
    const rule = { id: 'meter-point-known', title: 'An unknown MPAN' };
    const { unverified } = reportOn({ entries: [sent(heading({ reason: 'unverified', rule })), sent(heading({ reason: 'unverified', rule, srv: '6.15.1' })), sent(heading())] });
    expect(unverified).to.deep.equal([{ rule: 'meter-point-known', title: 'An unknown MPAN', decisions: 2, attempts: 2 }]);
  });

  it('are the Network Operators: who was responsible, whose certificates were placed, and in whose stead', () => {
    const entries = [
      sent(rejection()), sent(rejection({ placed: ['fir', 'gorse'] })), sent(rejection(unknownOwner)), sent(rejection({ responsible: null })), sent(rejection({ responsible: 'sold' })),
      sent(rejection({ repeated: true, responsible: 'birch', placed: ['ash'] })), sent(heading({ reason: 'wrong-network-operator', responsible: 'elm', placed: ['fir'], observed: { by: 'switch', reason: 'wrong-network-operator', responseCode: 'E062106' } })),
    ];
    const { operators, confusions } = reportOn({ entries });
    expect(operators).to.deep.equal([
      { operator: 'elm', name: 'elm Ltd', responsible: 3, placed: 0 },
      { operator: 'unknown', name: 'Not in the directory', responsible: 1, placed: 1 },
      { operator: 'sold', name: 'sold', responsible: 1, placed: 0 },
      { operator: 'fir', name: 'fir Ltd', responsible: 0, placed: 4 },
      { operator: 'gorse', name: 'gorse Ltd', responsible: 0, placed: 1 },
    ]);
    expect(confusions.map(({ responsible, placed, rejections }) => `${responsible} ${placed} ${rejections}`)).to.deep.equal(['elm fir 2', 'elm gorse 1', 'elm unknown 1', 'unknown fir 1', 'sold fir 1']);
  });

  it('do not take the DCC for one whose recovery or ACB certificate stood beside the wrong one', () => {
    const entries = [sent(rejection({ placed: ['broker', 'fir'] })), sent(rejection({ placed: ['broker'] }))];
    const { operators, confusions } = reportOn({ entries, parties: [party('elm', { kind: 'network-operator' }), party('fir', { kind: 'network-operator' }), party('broker', { kind: 'dcc' })] });
    expect(operators.map(({ operator, placed }) => `${operator} ${placed}`)).to.deep.equal(['elm 0', 'broker 1', 'fir 1']);
    expect(confusions.map(({ placed, rejections }) => `${placed} ${rejections}`)).to.deep.equal(['broker 1', 'fir 1']);
  });

  it('are weeks from Monday to Sunday, cut where a period begins and ends', () => {
    const { weeks } = reportOn({
      entries: ['2026-10-01', '2026-10-04', '2026-10-05', '2026-10-25', '2026-10-31'].map((day) => sent(rejection(), { day })), before: [sent(rejection(), { day: '2026-09-30' })],
    });
    expect(weeks.map(({ from, to, rejections, isPrevious }) => `${from} ${to} ${rejections}${isPrevious ? ' before' : ''}`)).to.deep.equal([
      '2026-09-01 2026-09-06 0 before', '2026-09-07 2026-09-13 0 before', '2026-09-14 2026-09-20 0 before', '2026-09-21 2026-09-27 0 before', '2026-09-28 2026-09-30 1 before',
      '2026-10-01 2026-10-04 2', '2026-10-05 2026-10-11 1', '2026-10-12 2026-10-18 0', '2026-10-19 2026-10-25 1', '2026-10-26 2026-10-31 1',
    ]);
  });
});

describe('what the report compares with', () => {
  const all = [sent(heading(), { day: '2026-09-01' })];

  it('is nothing while the period is not over', () => {
    const { isComparable, incomparable } = reportOn({ before: all, entries: [sent(rejection())], now: Date.UTC(2026, 9, 20, 9) });
    expect([isComparable, incomparable]).to.deep.equal([false, ['The period is not over: this report tells what was recorded until 20 October 2026 at 10:00 BST, and no change.']]);
  });

  it('is nothing where records do not reach back over all the period before, or of the period itself', () => {
    const told = (since: string | null) => reportOn({ counts: { since } }).incomparable;
    expect(told('2026-09-01')).to.deep.equal([]);
    expect(told('2026-09-02')).to.deep.equal(['Records begin on 2 September 2026, and do not tell of all the period before, September 2026: no change can be told.']);
    expect(told('2026-10-01')).to.deep.equal(['Records begin on 1 October 2026, and do not tell of all the period before, September 2026: no change can be told.']);
    expect(told('2026-10-02')).to.deep.equal(['Records begin on 2 October 2026, and do not tell of all the period: no change can be told.']);
    expect(told(null)).to.deep.equal(['Nothing was recorded yet, so that no change can be told.']);
  });
});
