import type { TopLevelSpec } from 'vega-lite';
import { html, type Markup, trusted } from './markup.js';

/** Blue and vermilion of Okabe and Ito, each with a pale tint of its own; what is pale is outlined, so that it stands out from white, too. */
export const blue = '#0072B2';
export const paleBlue = '#CFE6F5';
export const vermilion = '#B84A00';
export const paleVermilion = '#FBE0CE';
export const ink = '#1F2933';
/** These have the same widths nearly everywhere, so that words fit where they are put. */
export const fontFamily = 'Helvetica Neue, Arial, Liberation Sans, sans-serif';
export const fontSize = 13;

/** Width of every chart in pixels. Two of them stand side by side on a desk and on paper, one on a telephone: words stay readable on all three. */
export const chartWidth = 420;

/** Sizes and padding are given, never computed from words: nothing measures words where there is no screen. */
export type ChartSpec = Pick<Extract<TopLevelSpec, { layer: unknown }>, 'layer' | 'width' | 'height' | 'padding'> & { values: object[] };

/** The chart as SVG, named by `alternative`: what a reader who cannot see it is told. The library is loaded by the first chart that is drawn. */
export async function draw({ values, ...spec }: ChartSpec, alternative: string): Promise<Markup> {
  const [{ parse, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const whole: TopLevelSpec = {
    ...spec,
    data: { values },
    autosize: 'none',
    background: 'white',
    config: {
      aria: false,
      font: fontFamily,
      view: { stroke: null },
      text: { fontSize, color: ink },
      axis: { labelFontSize: fontSize, labelColor: ink, gridColor: '#DDE3E8', domain: false, ticks: false, labelPadding: 6 },
    },
  };
  const svg = await new View(parse(compile(whole).spec), { renderer: 'none' }).toSVG();
  return nameDrawing(svg, alternative);
}

/** What is in the drawing is one picture with one name, and not a list of marks. */
function nameDrawing(svg: string, name: string): Markup {
  const start = svg.indexOf('>') + 1;
  const [attributes, marks] = [svg.slice('<svg '.length, start - 1), svg.slice(start, svg.lastIndexOf('</svg>'))];
  return html`<svg role="img" aria-label="${name}" ${trusted(attributes)}><g aria-hidden="true">${trusted(marks)}</g></svg>`;
}
