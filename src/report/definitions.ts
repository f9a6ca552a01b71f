import type { PanelReport } from './panel-report.js';
import { tellCount, tellMany } from './wording.js';

/** What the words and figures of the report mean, on the page and on the terminal alike. */

/** Where it is asked for. */
export const requirement = 'SECMP0063 PIA v0.3, Requirement 4';

/** Those of `rules/policy.yaml` in its words, and `unavailable`; a reason that a site added is not explained. */
export const reasonMeanings: Readonly<Record<string, string>> = {
  verified: 'every Network Operator certificate in the request belongs to the responsible Network Operator',
  'exempt-network-operator': "a Network Operator may place another Network Operator's certificate with 6.15.1",
  'exempt-recovery': 'recovery or Access Control Broker credentials, or DCC-originated activity',
  'exempt-cancellation': 'the request cancels a future-dated request and places nothing',
  'not-applicable': 'the check does not cover this Service Request, command variant, device type, sender or RemotePartyRole',
  unverified: 'the responsible Network Operator cannot be established, so the Supplier is trusted',
  'wrong-network-operator': 'a certificate belongs to another party than the responsible Network Operator',
  'unknown-certificate-owner': 'a certificate belongs to no party of the directory, while the responsible Network Operator is known',
  'not-a-network-operator-certificate': "a certificate for the Network Operator cell is not a Network Operator's certificate",
  'unreadable-certificate': 'a certificate cannot be read as an SMKI Organisation certificate for its use',
  unavailable: 'data that the check needs could not be looked up in time',
};

export function tellDefinitions(report: PanelReport): string[] {
  return [...tellCounting(report), ...tellPuttingRight(report), ...tellReasons(report)];
}

function tellCounting({ totals, unmade }: PanelReport): string[] {
  return [
    "Rejections are decisions made in the period: Service Requests that were answered with a response code because a certificate for the Network Operator cell is not the responsible Network Operator's. A request that is sent again unchanged is answered from its record, and stays one rejection.",
    'Codes sent counts every time that such a response code went out in the period, to requests that were sent again, too. Distinct requests are the RequestIDs that got such a code in the period, those that were decided before it and sent again among them.',
    `In scope are attempts to which the check applied, whether or not it could be made: among the ${tellMany(totals.inScopeAttempts, 'attempt')} are ${tellCount(unmade.unverified)} that ${unmade.unverified === 1 ? 'was' : 'were'} permitted as unverified, and ${tellCount(unmade.unchecked)} given without a check. The share is that of codes sent in attempts in scope. In all, in scope or not, ${tellMany(totals.requests, 'distinct request was', 'distinct requests were')} sent in ${tellMany(totals.attempts, 'attempt')}.`,
    'Counted apart are rejections that were only observed, where the check or a rule is switched to observe and the request was permitted, and rejections for other faults of a certificate.',
    'A RequestID that stands in several rows of a table, as it was used for different requests, is counted in each of them, and so in the sum.',
  ];
}

function tellPuttingRight({ putRight: { limitWorkingDays } }: PanelReport): string[] {
  const limit = tellMany(limitWorkingDays, 'working day');
  return [
    'A rejected device is told under the Supplier of its first rejection in the period. It is put right once a request for it is permitted as verified, whoever sent that. Its time runs from its first rejection since it was last right, which may lie before the period. From before are devices that were rejected before the period, not in it, and are not put right yet.',
    `In time is a device that was put right within ${limit} after the day of that rejection, late one that was put right after them; outstanding is one that is not put right within them so far, overdue one that is not put right after them. Bank holidays are those that apply where the device is.`,
    `The limit is lenient: SEC Appendix AC 5.2(a), as quoted in SECMP0063 PIA v0.3, counts from the commissioning of the device, which slotguard does not know. This report counts the ${limit} from the first rejection, which is later.`,
  ];
}

/** Of the reasons that occur. */
function tellReasons({ codes, observed, otherRejections, unchecked, unverified }: PanelReport): string[] {
  const occurring = new Set([...[...codes, ...observed, ...otherRejections, ...unchecked].map(({ reason }) => reason), ...(unverified.length === 0 ? [] : ['unverified'])]);
  const told = Object.entries(reasonMeanings).flatMap(([reason, meaning]) => (occurring.has(reason) ? [`${reason}: ${meaning}`] : []));
  return told.length === 0 ? [] : [`Reasons: ${told.join('; ')}.`];
}
