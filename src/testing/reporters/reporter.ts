import type { OnTest } from '../bench.js';
import type { TestReport } from '../report.js';

/** Writes one run: what it can say at once of each test, the rest at the end. */
export interface Reporter {
  onTest: OnTest;
  end(report: TestReport): void;
}

/** Writes a line, or several. */
export type Write = (text: string) => void;
