import { chartWidth, type ChartSpec, fontSize, ink } from './draw.js';

export interface ChartColumn {
  label: string;
  count: number;
  fill: string;
  stroke: string;
  /** of less than the others: drawn lighter, with a dashed outline */
  isPart?: boolean;
}

interface ColumnsOptions {
  /** a line before that column, and what it means */
  divide?: { before: number; label: string } | null;
  /** what to do with names for which there is no room: leave some out, or turn all of them upright */
  crowded: 'skip' | 'turn';
}

const compact = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 });
const axisWidth = 48;
const height = 190;
const characterWidth = 0.6 * fontSize;
const lineHeight = 15;
const partOpacity = 0.5;

/** Upright columns side by side, with as many numbers as there is room for. */
export function columns(all: readonly ChartColumn[], { divide = null, crowded }: ColumnsOptions): ChartSpec {
  const width = chartWidth - axisWidth - 12;
  const step = width / Math.max(1, all.length);
  const told = all.map(({ count }) => compact.format(count));
  const labelRoom = roomFor(all.map(({ label }) => label));
  const isTurned = crowded === 'turn' && labelRoom > step;
  const every = Math.ceil((isTurned ? lineHeight : labelRoom) / step);
  const values = all.map(({ label, isPart = false, ...column }, index) => ({
    ...column, index, told: roomFor(told) <= step + characterWidth ? told[index] : '', label: index % every === 0 ? label : '', opacity: isPart ? partOpacity : 1, dash: isPart ? [4, 3] : [],
  }));
  const x = { field: 'index', type: 'ordinal', axis: null, scale: { paddingInner: 0.2, paddingOuter: 0.1 } } as const;
  const y = {
    field: 'count',
    type: 'quantitative' as const,
    title: null,
    scale: { domain: [0, Math.max(1, ...all.map(({ count }) => count))], nice: true },
    axis: { tickCount: 4, tickMinStep: 1, format: '~s', labelExpr: "datum.value === 0 ? '0' : datum.label" },
  };
  const asTold = (field: string) => ({ field, scale: null });
  const turned = isTurned ? ({ angle: 270, align: 'right', baseline: 'middle' } as const) : ({ baseline: 'top' } as const);
  return {
    values,
    width,
    height,
    padding: { left: axisWidth, right: 12, top: 40, bottom: isTurned ? labelRoom + 6 : 25 },
    layer: [
      { mark: { type: 'bar', strokeWidth: 1 }, encoding: { x, y, fill: asTold('fill'), stroke: asTold('stroke'), fillOpacity: { ...asTold('opacity'), type: 'quantitative' }, strokeDash: asTold('dash') } },
      { mark: { type: 'text', dy: -8 }, encoding: { x, y, text: { field: 'told' } } },
      { mark: { type: 'text', ...turned }, encoding: { x, y: { value: height + 6 }, text: { field: 'label' } } },
      ...(divide === null ? [] : divider(divide.before * step, divide.label)),
    ],
  };
}

/** Pixels that the longest of these, and a blank, need beside each other. */
function roomFor(texts: readonly string[]): number {
  return characterWidth * (1 + Math.max(0, ...texts.map(({ length }) => length)));
}

function divider(at: number, label: string): ChartSpec['layer'] {
  const x = { value: at };
  return [
    { data: { values: [{}] }, mark: { type: 'rule', color: ink, strokeDash: [5, 3], strokeWidth: 1.5 }, encoding: { x, y: { value: -24 }, y2: { value: height } } },
    { data: { values: [{ label }] }, mark: { type: 'text', align: 'left', dx: 5 }, encoding: { x, y: { value: -30 }, text: { field: 'label' } } },
  ];
}
