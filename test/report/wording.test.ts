import { expect } from 'chai';
import { tellDefinitions } from '../../src/report/definitions.js';
import { tellHeadline } from '../../src/report/headline.js';
import type { PanelReport } from '../../src/report/panel-report.js';
import { heading, rejection, reportOn, sent } from './flat-entries.js';

const september = { day: '2026-09-01' };
const all = [sent(heading(), september)];
const headline = (told: Parameters<typeof reportOn>[0], more: Partial<PanelReport> = {}) => tellHeadline({ ...reportOn(told), ...more });
const whose = "for a Network Operator certificate that is not the responsible Network Operator's";

describe('the headline', () => {
  it('tells rejections by Suppliers and devices, before and now, and how often the codes were sent', () => {
    const again = { requestId: 'again' };
    const entries = [sent(rejection(), again), sent(rejection({ repeated: true }), again), sent(rejection({ deviceType: 'GPF', supplier: 'birch' })), sent(heading())];
    expect(headline({ before: [...all, sent(rejection(), september)], entries })).to.equal(
      `In October 2026 there were 2 rejections, of 2 Suppliers, ${whose}: 1 on ESMEs (1 before), 1 on GPFs (0 before). That is 1 more than in the period before, September 2026 (+100%). The response codes were sent 3 times, in 75.00% of the 4 attempts to which the check applied.`,
    );
  });

  it('tells one rejection, and devices of other types where there are some', () => {
    expect(headline({ before: all, entries: [sent(rejection({ deviceType: 'SAPC' }))] })).to.contain(`there was 1 rejection, of 1 Supplier, ${whose}: 0 on ESMEs (0 before), 0 on GPFs (0 before), 1 on other devices (0 before). That is 1 more than in the period before, September 2026. The response codes were sent once,`);
  });

  it('tells none, although a code was sent for a rejection of before', () => {
    expect(headline({ before: [...all, sent(rejection(), { ...september, requestId: 'old' })], entries: [sent(rejection({ repeated: true }), { requestId: 'old' })] })).to.equal(
      `In October 2026 there were no rejections ${whose}. That is 1 fewer than in the period before, September 2026 (−100%). The response codes were sent once, in 100% of the 1 attempt to which the check applied.`,
    );
  });

  it('tells no change where none can be told', () => {
    expect(headline({ entries: [sent(rejection())] })).to.equal(`In October 2026 there was 1 rejection, of 1 Supplier, ${whose}: 1 on ESMEs, 0 on GPFs. The response codes were sent once, in 100% of the 1 attempt to which the check applied.`);
  });

  it('begins as the name of its period asks for', () => {
    const begin = (label: string) => headline({}, { period: { from: '', to: '', label } }).split(' there')[0];
    expect(['October 2026', '5 October 2026', '5 to 11 October 2026', '5 October 2026 to 6 October 2026 at 10:30 BST'].map(begin)).to.deep.equal([
      'In October 2026', 'On 5 October 2026', 'From 5 to 11 October 2026,', 'From 5 October 2026 to 6 October 2026 at 10:30 BST,',
    ]);
  });
});

describe('what is counted', () => {
  it('is explained with how many attempts could not be checked, and with all that was sent', () => {
    const entries = [sent(rejection()), sent(heading({ reason: 'unverified' })), sent(heading({ reason: 'unavailable' })), sent(heading({ reason: 'unavailable' })), sent(heading({ reason: 'not-applicable' }))];
    expect(tellDefinitions(reportOn({ entries })).join(' ')).to.contain('among the 4 attempts are 1 that was permitted as unverified, and 2 given without a check.').and.to.contain('5 distinct requests were sent in 5 attempts.');
  });

  it('says from when the limit is counted, and that this is lenient', () => {
    expect(tellDefinitions(reportOn({ report: { workingDays: 5 } })).join(' ')).to.contain('within 5 working days after the day of that rejection').and.to.contain('The limit is lenient: SEC Appendix AC 5.2(a)').and.to.contain('This report counts the 5 working days from the first rejection');
  });

  it('says that a device which is rejected anew after it was put right counts anew', () => {
    expect(tellDefinitions(reportOn({})).join(' ')).to.contain('rejected anew after that, it counts as one more device, under the Supplier of that rejection.');
  });

  it('ends with what the reasons mean, and names one that nobody explains', () => {
    const report = { ...reportOn({}), reasons: { unverified: 'nobody knows', 'of-our-own': null } };
    expect(tellDefinitions(report).at(-1)).to.equal('Reasons: unverified: nobody knows; of-our-own.');
    expect(tellDefinitions(reportOn({})).join()).not.to.contain('Reasons');
  });
});
