import type { PanelReport } from './panel-report.js';
import { tellCount, tellMany } from './wording.js';

/** What the words and figures of the report mean, on the page and on the terminal alike. */

/** Where it is asked for. */
export const requirement = 'SECMP0063 PIA v0.3, Requirement 4';

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
    'A rejected device is told under the Supplier of its first rejection in the period. It is put right once a request for it is permitted as verified, whoever sent that; rejected anew after that, it counts as one more device, under the Supplier of that rejection. Its time runs from its first rejection since it was last right, which may lie before the period. From before are devices that were rejected before the period, not in it, and are not put right yet.',
    `In time is a device that was put right within ${limit} after the day of that rejection, late one that was put right after them; outstanding is one that is not put right within them so far, overdue one that is not put right after them. Bank holidays are those that apply where the device is.`,
    `The limit is lenient: SEC Appendix AC 5.2(a), as quoted in SECMP0063 PIA v0.3, counts from the commissioning of the device, which slotguard does not know. This report counts the ${limit} from the first rejection, which is later.`,
  ];
}

function tellReasons({ reasons }: PanelReport): string[] {
  const told = Object.entries(reasons).map(([reason, meaning]) => (meaning === null ? reason : `${reason}: ${meaning}`));
  return told.length === 0 ? [] : [`Reasons: ${told.join('; ')}.`];
}
