import { blue, type ChartSpec, draw, paleBlue, paleVermilion, vermilion } from './draw.js';
import { html, type Markup } from './markup.js';

/** Colours of marks: pale for what was before, or is not put right. */
export const solid = { fill: blue, stroke: blue };
export const pale = { fill: paleBlue, stroke: blue };
export const solidLate = { fill: vermilion, stroke: vermilion };
export const paleLate = { fill: paleVermilion, stroke: vermilion };

interface Figure {
  id: string;
  title: string;
  /** what the marks mean */
  key: readonly (string | Markup)[];
  /** id of the table with the numbers */
  numbers: string;
  chart: ChartSpec;
  /** what to say in place of an empty chart */
  nothing?: string | false;
  /** the main figures, for who cannot see the chart */
  alternative: readonly string[];
}

export async function show({ id, title, key, numbers, chart, nothing = false, alternative }: Figure): Promise<Markup> {
  return html`<figure aria-labelledby="${id}">
<figcaption><strong id="${id}">${title}</strong> <span class="key">${key}</span> <a href="#${numbers}">The numbers</a></figcaption>
${nothing === false ? await draw(chart, `${title}: ${alternative.join('; ')}.`) : html`<p>${nothing}</p>`}
</figure>
`;
}

export function swatch(kind: 'solid' | 'pale' | 'part' | 'solid late', meaning: string): Markup {
  return html`<span class="mark"><span class="swatch ${kind}"></span> ${meaning}</span> `;
}
