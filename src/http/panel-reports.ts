import type { PanelAsked } from '../report/make-panel-report.js';
import type { CsvTable } from '../report/csv.js';
import type { PanelFormat } from '../report/write-panel.js';

/** One report as it is asked for over HTTP. */
export interface PanelOrder extends PanelAsked {
  format: Exclude<PanelFormat, 'table'>;
  csvTable: CsvTable;
}

export interface WrittenReport {
  text: string;
  /** its period, fit for the name of a file: `2026-10-01-to-2026-10-31` */
  period: string;
  /** rejected devices that a CSV table of them lacks */
  devicesMissing: number;
}

/** Who writes reports, beside whoever answers requests. */
export interface PanelReports {
  /** Rejects with `Fault`, and with `callerGone` where nobody wants it any more before it is begun. */
  write(order: PanelOrder, isWanted: () => boolean): Promise<WrittenReport>;
}
