import type { PanelReport } from '../panel-report.js';
import { figure, type Table, table, words } from './table.js';

export function operatorsTable({ operators }: PanelReport): Table {
  return table(
    { id: 'operators', caption: 'Network Operators concerned', none: 'No Network Operator is concerned.' },
    operators,
    [words('Network Operator', ({ name }) => name), figure('Responsible for the meter', ({ responsible }) => responsible), figure('Its certificate was placed', ({ placed }) => placed)],
  );
}

export function confusionsTable({ confusions }: PanelReport, most = Infinity): Table {
  return table(
    { id: 'confusions', caption: 'Whose certificate was placed in whose stead', none: 'No certificate was placed in the stead of another.' },
    confusions.slice(0, most),
    [words('Responsible', ({ responsibleName }) => responsibleName), words('Certificate of', ({ placedName }) => placedName), figure('Rejections', ({ rejections }) => rejections)],
  );
}
