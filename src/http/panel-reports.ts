import type { PanelAsked } from '../report/make-panel-report.js';
import type { CsvTable } from '../report/csv.js';
import type { PanelFormat } from '../report/write-panel.js';

/** One report as it is asked for over HTTP. */
export interface PanelOrder extends PanelAsked {
  format: Exclude<PanelFormat, 'table'>;
  csvTable: CsvTable;
}

/** Who writes reports, beside whoever answers requests. */
export interface PanelReports {
  /** The report as a text; rejects with `Fault`. */
  write(order: PanelOrder): Promise<string>;
}
