// How cost grows with work: four charts in one drawing, for those parts that were measured.
import { parse, View } from 'vega';
import { compile } from 'vega-lite';

/** Of Okabe and Ito, told apart by those who see few colours, too; each series has a shape of its own besides. */
const colours = ['#0072B2', '#B84A00', '#009E73', '#6B7280'];
const [width, height] = [400, 230];

/** The drawing as SVG. */
export async function drawCharts(results) {
  const all = [rulesChart(results.rules), storeChart(results.store), auditChart(results.audit), connectionsChart(results.connections)];
  const charts = all.filter((chart) => chart !== undefined);
  const spec = {
    concat: charts,
    columns: 2,
    bounds: 'flush',
    spacing: { row: 175, column: 90 },
    resolve: { scale: { x: 'independent', y: 'independent', color: 'independent', shape: 'independent' } },
    background: 'white',
    padding: 16,
    config: {
      font: 'Helvetica Neue, Arial, Liberation Sans, sans-serif',
      view: { stroke: null },
      axis: { gridColor: '#DDE3E8', domain: false, labelFontSize: 11, titleFontSize: 11, titleFontWeight: 'normal' },
      legend: { labelFontSize: 11 },
    },
  };
  return `${await new View(parse(compile(spec).spec), { renderer: 'none' }).toSVG()}\n`;
}

function rulesChart(part) {
  const names = {
    'remembered other-requests': 'remembered, further rules about other requests',
    'remembered same-requests': 'remembered, about the same requests',
    'fresh other-requests': 'fresh, about other requests',
    'fresh same-requests': 'fresh, about the same requests',
  };
  const points = part?.figures.sizes.map(({ rules, memory, about, cpu }) => pointOf(rules, names[`${memory} ${about}`], cpu));
  return points && chart({ title: 'Rules', x: 'rules', y: 'CPU microseconds a decision, rules alone', points, series: Object.values(names), ...logarithmic });
}

function storeChart(part) {
  const points = part?.figures.stores.map(({ rows, cpu }) => pointOf(rows, 'slotguard', cpu));
  return points && chart({ title: 'Store', x: 'devices, and as many registrations', y: 'CPU microseconds a request', points });
}

function auditChart(part) {
  const points = part?.figures.audits.map(({ records, cpu }) => pointOf(records, 'slotguard', cpu));
  return points && chart({ title: 'Audit', x: 'records that are there already', y: 'CPU microseconds a request', points, xScale: { type: 'symlog', constant: 10_000 } });
}

function connectionsChart(part) {
  const points = part?.figures.sizes.flatMap(({ connections, servers }) => servers.map(({ name, cpu }) => pointOf(connections, name, cpu)));
  return points && chart({ title: 'Connections', x: 'connections', y: 'CPU microseconds a request', points, ...logarithmic });
}

/** For costs that are many times each other. */
const logarithmic = { yScale: { type: 'log' }, yTicks: { values: [1, 2, 5].flatMap((digit) => [0.1, 1, 10, 100, 1_000, 10_000].map((power) => digit * power)), labelOverlap: 'greedy' } };

const pointOf = (at, series, { median, least, greatest }) => ({ at, series, median, least, greatest });

/** A line through the medians, with the least and the greatest of the rounds as a bar. */
function chart({ title, x, y, points, series = [...new Set(points.map((point) => point.series))], xScale = { type: 'log' }, yScale = { zero: true }, yTicks = {} }) {
  const ticks = [...new Set(points.map(({ at }) => at))];
  const labelExpr = "datum.value >= 1e6 ? datum.value / 1e6 + ' M' : format(datum.value, ',')";
  const across = {
    field: 'at',
    type: 'quantitative',
    title: x,
    scale: { ...xScale, nice: false, padding: 12 },
    axis: { values: ticks, labelExpr, grid: false, labelOverlap: false },
  };
  const up = (field) => ({ field, type: 'quantitative', title: y, scale: yScale, axis: yTicks });
  const named = {
    field: 'series',
    type: 'nominal',
    title: null,
    sort: series,
    scale: { domain: series, range: colours },
    legend: series.length > 1 ? { orient: 'bottom', columns: series.length > 3 ? 1 : 3, labelLimit: 0 } : null,
  };
  const shaped = { ...named, scale: { domain: series, range: ['circle', 'square', 'triangle-up', 'diamond'] } };
  return {
    width, height,
    data: { values: points },
    layer: [
      { data: { values: [{}] }, mark: { type: 'text', text: title, align: 'left', fontSize: 14, fontWeight: 'bold', x: 0, y: -16 } },
      { mark: { type: 'line', strokeWidth: 2 }, encoding: { x: across, y: up('median'), color: named } },
      { mark: { type: 'rule', strokeWidth: 1.5 }, encoding: { x: across, y: up('least'), y2: { field: 'greatest' }, color: named } },
      { mark: { type: 'point', filled: true, size: 55 }, encoding: { x: across, y: up('median'), color: named, shape: shaped } },
    ],
  };
}
