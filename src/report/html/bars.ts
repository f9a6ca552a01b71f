import { shorten } from '../letters.js';
import { tellCount } from '../wording.js';
import { blue, chartWidth, type ChartSpec, paleBlue } from './draw.js';

export interface Bar {
  label: string;
  count: number;
  /** a thin pale bar below */
  before?: number;
  fill: string;
  stroke: string;
}

const rowHeight = 25;
const barHeight = 13;
const thinHeight = 6;
const labelWidth = 178;
const labelLength = 23;
const countWidth = 72;

/** Bars from left to right under each other, each with its name and its number. */
export function bars(all: readonly Bar[]): ChartSpec {
  const values = all.map(({ label, before, ...bar }, row) => ({
    ...bar,
    ...placesOf(row),
    before: before ?? null,
    label: shorten(label, labelLength),
    told: tellCount(bar.count),
  }));
  const most = Math.max(1, ...values.flatMap(({ count, before }) => [count, before ?? 0]));
  const across = (field: string) => ({ field, scale: null, axis: null, type: 'quantitative' as const });
  const along = (field: string) => ({ field, type: 'quantitative' as const, axis: null, scale: { domain: [0, most] } });
  const [y, y2, x2] = [across('top'), { field: 'bottom' }, { value: 0 }];
  return {
    values,
    width: chartWidth - labelWidth - countWidth,
    height: Math.max(1, values.length) * rowHeight,
    padding: { left: labelWidth, right: countWidth, top: 2, bottom: 2 },
    layer: [
      { mark: { type: 'bar', strokeWidth: 1 }, encoding: { y, y2, x: along('count'), x2, fill: { field: 'fill', scale: null }, stroke: { field: 'stroke', scale: null } } },
      { transform: [{ filter: 'datum.before !== null' }], mark: { type: 'bar', fill: paleBlue, stroke: blue, strokeWidth: 1 }, encoding: { y: across('bottom'), y2: { field: 'thinBottom' }, x: along('before'), x2 } },
      { mark: { type: 'text', align: 'right' }, encoding: { y: across('middle'), x: { value: -8 }, text: { field: 'label' } } },
      { mark: { type: 'text', align: 'left', dx: 6 }, encoding: { y: across('middle'), x: along('count'), text: { field: 'told' } } },
    ],
  };
}

/** In pixels from above. */
function placesOf(row: number): Record<'top' | 'middle' | 'bottom' | 'thinBottom', number> {
  const top = row * rowHeight + 2;
  return { top, middle: top + barHeight / 2, bottom: top + barHeight, thinBottom: top + barHeight + thinHeight };
}
