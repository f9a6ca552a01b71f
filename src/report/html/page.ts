import { tellCountedThrough } from '../headline.js';
import type { PanelReport } from '../panel-report.js';
import { tellInstant } from '../wording.js';
import { headline } from './headline.js';
import { html, type Markup } from './markup.js';
import { type Section, sectionsOf } from './sections.js';
import { style } from './style.js';

/** The report as one page that needs nothing else: no script, nothing to load, fit to be printed. */
export async function writePage(report: PanelReport): Promise<string> {
  const { title, period, isSample, incomparable, generatedAt } = report;
  const sections = await sectionsOf(report);
  const page = html`<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}, ${period.label}</title>
<style>${{ markup: style }}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="period"><strong>${period.label}</strong> <span class="quiet">from ${tellInstant(period.from)} until ${tellInstant(period.to)}</span></p>
${isSample ? html`<p class="sample" role="note">Sample: generated data. Nothing on this page happened.</p>\n` : ''}${incomparable.map((sentence) => html`<p class="caution" role="note">${sentence}</p>\n`)}</header>
<main>
${headline(report)}
<nav aria-label="Contents"><ul>${sections.map(({ id, title: name }) => html`<li><a href="#${id}">${name}</a></li>\n`)}</ul></nav>
${sections.map(showSection)}
</main>
<footer><p class="quiet">Made on ${tellInstant(generatedAt)}. ${tellCountedThrough(report)}</p></footer>
</body>
</html>
`;
  return page.markup;
}

function showSection({ id, title, content, isBroad }: Section): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title"${isBroad ? html` class="broad"` : ''}>\n<h2 id="${id}-title">${title}</h2>\n${content}</section>\n`;
}
