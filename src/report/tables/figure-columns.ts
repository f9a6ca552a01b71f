import { sum } from '../count.js';
import type { Figures, PanelReport } from '../panel-report.js';
import { type ColumnOf, figure } from './table.js';
import { tellDifference, tellShare } from '../wording.js';

export interface Named {
  name: string;
  figures: Figures;
}

/** After how many rejections there are: how that changed, and of what they are a part. */
export function figureColumns(report: PanelReport): ColumnOf<Named>[] {
  return [
    ...changeColumns<Named>(report, ({ figures }) => figures),
    figure('Codes sent', ({ figures }) => figures.rejectedAttempts),
    figure('Attempts in scope', ({ figures }) => figures.inScopeAttempts),
    figure('Share', ({ figures }) => tellShare(figures.share)),
    figure('Distinct requests in scope', ({ figures }) => figures.inScopeRequests),
  ];
}

/** None where no change can be told. */
export function changeColumns<Row>({ isComparable }: PanelReport, figuresOf: (row: Row) => Pick<Figures, 'rejections' | 'previousRejections'>, { isDetail = false } = {}): ColumnOf<Row>[] {
  if (!isComparable) return [];
  return [
    figure('Before', (row) => figuresOf(row).previousRejections),
    figure('Change', (row) => tellDifference(figuresOf(row).rejections, figuresOf(row).previousRejections), isDetail),
  ];
}

/** A RequestID that is in several of them is counted in each. */
export function sumFigures(all: readonly Figures[]): Figures {
  const [rejectedAttempts, inScopeAttempts] = [sum(all, (each) => each.rejectedAttempts), sum(all, (each) => each.inScopeAttempts)];
  return {
    rejections: sum(all, ({ rejections }) => rejections),
    rejectedAttempts,
    rejectedRequests: sum(all, ({ rejectedRequests }) => rejectedRequests),
    inScopeAttempts,
    inScopeRequests: sum(all, ({ inScopeRequests }) => inScopeRequests),
    attempts: sum(all, ({ attempts }) => attempts),
    requests: sum(all, ({ requests }) => requests),
    share: inScopeAttempts === 0 ? null : rejectedAttempts / inScopeAttempts,
    previousRejections: sum(all, ({ previousRejections }) => previousRejections),
  };
}

export function nameOfSplit({ srv, deviceType }: { srv: string; deviceType: string }): string {
  return deviceType === 'unknown' ? `${srv}, device type not known` : `${srv} ${deviceType}`;
}
