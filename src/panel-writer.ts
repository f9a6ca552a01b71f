import { Fault, type FaultCode, type Place } from './domain/fault.js';
import type { PanelOrder, WrittenReport } from './http/panel-reports.js';
import { makePanelReport } from './report/make-panel-report.js';
import type { PanelSettings } from './report/settings.js';
import { tellForFile } from './report/period-ends.js';
import { devicesMissing, writePanel } from './report/write-panel.js';
import { openStoreToRead } from './store/open-to-read.js';

/** What the process that writes reports is told with each. */
export interface PanelJob {
  storeUrl: string;
  /** which file the audit of the service is: no other one is read */
  audit: string;
  settings: PanelSettings;
  order: PanelOrder;
  /** epoch milliseconds */
  now: number;
}

/** A fault does not cross from process to process as one. */
export type PanelDone = WrittenReport | { fault: { code: FaultCode; message: string; places: readonly Place[] } } | { error: string };

process.on('message', (job: PanelJob) => void write(job).then((done) => process.send?.(done)));
process.on('disconnect', () => process.exit());
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);

async function write({ storeUrl, audit, settings, order: { format, csvTable, ...asked }, now }: PanelJob): Promise<PanelDone> {
  try {
    const store = openStoreToRead(storeUrl, audit);
    try {
      const { report, entries } = makePanelReport({ source: store.audit, parties: store.reference.readDirectory(), settings, now, isSample: false }, asked);
      return {
        text: await writePanel(report, format, { csvTable, entries }),
        period: tellForFile(report.period),
        devicesMissing: devicesMissing(report, format, csvTable),
      };
    } finally {
      store.close();
    }
  } catch (cause) {
    if (cause instanceof Fault) return { fault: { code: cause.code, message: cause.message, places: cause.places } };
    return { error: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) };
  }
}
