import type { PanelReport } from '../panel-report.js';
import { figure, type Table, table, words } from './table.js';

export function operatorsTable({ operators }: PanelReport): Table {
  return table(
    { id: 'operators', caption: 'Network Operators concerned', none: 'No Network Operator is concerned.' },
    operators,
    [words('Network Operator', ({ name }) => name), figure('Responsible for the meter', ({ responsible }) => responsible), figure('Its certificate was placed', ({ placed }) => placed)],
  );
}

/** Most frequent first; `most`: only so many of them. */
export function confusionsTable({ confusions }: PanelReport, most = Infinity): Table {
  const caption = 'Whose certificate was placed in whose stead';
  const isPart = most < confusions.length;
  return table(
    { id: isPart ? 'first-confusions' : 'confusions', caption: isPart ? `${caption}: the first ${most} of ${confusions.length}` : caption, none: 'No certificate was placed in the stead of another.' },
    confusions.slice(0, most),
    [words('Responsible', ({ responsibleName }) => responsibleName), words('Certificate of', ({ placedName }) => placedName), figure('Rejections', ({ rejections }) => rejections)],
  );
}
