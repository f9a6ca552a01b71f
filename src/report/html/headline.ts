import { onDevices } from '../by-device.js';
import { tellHeadline } from '../headline.js';
import type { PanelReport } from '../panel-report.js';
import { withRejections } from '../tables/supplier-tables.js';
import { tellCount, tellDifference, tellMany, tellShare } from '../wording.js';
import { html, type Markup } from './markup.js';

/** The main figures, in large and in a sentence. */
export function headline(report: PanelReport): Markup {
  const { totals, isComparable } = report;
  return html`<div class="headline">
<p class="big">${tellCount(totals.rejections)} <span>${totals.rejections === 1 ? 'rejection' : 'rejections'}</span>${isComparable ? html`<span>${tellAgainst(report)}</span>` : ''}</p>
<p class="says">${tellHeadline(report)}</p>
</div>
<dl>${tiles(report).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)}</dl>`;
}

function tellAgainst({ totals: { rejections, previousRejections }, previousPeriod: { label } }: PanelReport): string {
  return rejections === previousRejections ? `as many as in ${label}` : `${tellDifference(rejections, previousRejections)} against ${label}`;
}

/** What it is, and how many. */
function tiles(report: PanelReport): [string, string][] {
  const { totals, splits, suppliers, putRight, isComparable } = report;
  return [
    ...onDevices(splits).map(({ devices, rejections, previousRejections }): [string, string] => [`on ${devices}${isComparable ? `, ${tellCount(previousRejections)} before` : ''}`, tellCount(rejections)]),
    ['times the response codes were sent', tellCount(totals.rejectedAttempts)],
    [`of ${tellMany(totals.inScopeAttempts, 'attempt')} in scope`, tellShare(totals.share)],
    [`of ${tellMany(suppliers.length, 'Supplier')} were rejected`, tellCount(withRejections(report).length)],
    [`of ${tellMany(putRight.totals.devices, 'rejected device')} put right in time`, tellCount(putRight.totals.inTime)],
    ['devices overdue', tellCount(putRight.totals.overdue)],
    ['devices from before not put right', tellCount(putRight.totals.earlier)],
  ];
}
