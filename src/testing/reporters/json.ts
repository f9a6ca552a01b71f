import type { Reporter, Write } from './reporter.js';

/** The report itself, one document on one line. */
export function jsonReporter(write: Write): Reporter {
  return { onTest: () => undefined, end: (report) => write(JSON.stringify(report)) };
}
