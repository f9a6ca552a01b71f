import { chartWidth, type ChartSpec, fontSize, ink } from './draw.js';

export interface ChartColumn {
  /** one below the other */
  label: readonly string[];
  count: number;
  fill: string;
  stroke: string;
}

const compact = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 });
const axisWidth = 48;
const height = 190;
const characterWidth = 0.6 * fontSize;

/** Upright columns side by side, with as many names and numbers as there is room for. `divide`: a line before that column, and what it means. */
export function columns(all: readonly ChartColumn[], divide: { before: number; label: string } | null): ChartSpec {
  const width = chartWidth - axisWidth - 12;
  const step = width / Math.max(1, all.length);
  const told = all.map(({ count }) => compact.format(count));
  const isRoomFor = (texts: readonly string[], room: number) => Math.max(0, ...texts.map((text) => text.length)) * characterWidth <= room;
  const every = Math.ceil((characterWidth * (1 + Math.max(1, ...all.flatMap(({ label }) => label.map((line) => line.length))))) / step);
  const values = all.map((column, index) => ({ ...column, index, told: isRoomFor(told, step) ? told[index] : '', label: index % every === 0 ? column.label : [] }));
  const x = { field: 'index', type: 'ordinal', axis: null, scale: { paddingInner: 0.2, paddingOuter: 0.1 } } as const;
  const y = { field: 'count', type: 'quantitative' as const, title: null, scale: { domain: [0, Math.max(1, ...all.map(({ count }) => count))], nice: true }, axis: { tickCount: 4, tickMinStep: 1, format: '~s', labelExpr: "datum.value === 0 ? '0' : datum.label" } };
  return {
    values,
    width,
    height,
    padding: { left: axisWidth, right: 12, top: 26, bottom: 40 },
    layer: [
      { mark: { type: 'bar', strokeWidth: 1 }, encoding: { x, y, fill: { field: 'fill', scale: null }, stroke: { field: 'stroke', scale: null } } },
      { mark: { type: 'text', dy: -8 }, encoding: { x, y, text: { field: 'told' } } },
      { mark: { type: 'text', baseline: 'top', lineHeight: 15 }, encoding: { x, y: { value: height + 6 }, text: { field: 'label' } } },
      ...(divide === null ? [] : divider(divide.before * step, divide.label)),
    ],
  };
}

function divider(at: number, label: string): ChartSpec['layer'] {
  const x = { value: at };
  return [
    { data: { values: [{}] }, mark: { type: 'rule', color: ink, strokeDash: [5, 3], strokeWidth: 1.5 }, encoding: { x, y: { value: -12 }, y2: { value: height } } },
    { data: { values: [{ label }] }, mark: { type: 'text', align: 'left', dx: 5 }, encoding: { x, y: { value: -16 }, text: { field: 'label' } } },
  ];
}
