import { blue, fontFamily, ink, paleBlue, paleVermilion, vermilion } from './draw.js';

/** Dark on white, at least 4.5 to 1 for words; on A4, rows and charts stay whole, heads of tables repeat and pages are numbered. */
export const style = `
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 72rem; background: #fff; color: ${ink}; font: 1rem/1.5 ${fontFamily}; overflow-wrap: anywhere; }
h1 { margin: 0 0 .25rem; font-size: 1.75rem; line-height: 1.2; }
h2 { margin: 2.75rem 0 .75rem; padding-top: .5rem; border-top: 2px solid ${ink}; font-size: 1.3rem; line-height: 1.25; }
p, ul { max-width: 48rem; margin: .5rem 0; }
a { color: #00598C; }
.period { font-size: 1.1rem; }
.quiet { color: #4A5560; }
.sample { padding: .6rem 1rem; border: 2px solid ${vermilion}; border-left-width: .75rem; background: ${paleVermilion}; font-weight: 600; max-width: none; }
.caution { padding: .4rem 1rem; border-left: .75rem solid ${vermilion}; max-width: none; }
.headline { display: flex; flex-wrap: wrap; gap: .5rem 2rem; align-items: center; margin: 1.5rem 0 1rem; padding: 1rem 1.25rem; border-left: .75rem solid ${blue}; background: #F3F7FA; }
.headline .big { margin: 0; max-width: 16rem; font-size: 3.5rem; font-weight: 700; line-height: 1.1; }
.headline .big span { display: block; font-size: 1rem; font-weight: 400; line-height: 1.4; }
.headline .says { flex: 1 1 20rem; margin: 0; font-size: 1.1rem; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(max(9.5rem, 22%), 1fr)); gap: 1rem; margin: 1rem 0; }
dl div { display: flex; flex-direction: column-reverse; justify-content: flex-end; padding-top: .4rem; border-top: 1px solid #9AA5B1; }
dt { font-size: .875rem; line-height: 1.35; }
dd { margin: 0; font-size: 1.5rem; font-weight: 600; }
nav ul { columns: 15rem; list-style: none; padding: 0; max-width: none; font-size: .9rem; line-height: 1.8; }
.charts { columns: 2 22rem; column-gap: 2.5rem; margin: 1rem 0; }
figure { margin: 0 0 1.5rem; break-inside: avoid; }
figcaption { margin-bottom: .5rem; font-size: .9rem; line-height: 1.45; }
figcaption strong { display: block; font-size: 1rem; }
figcaption a { white-space: nowrap; }
figcaption .mark { margin-right: .75em; }
svg { display: block; width: 100%; max-width: 34rem; height: auto; }
.swatch { display: inline-block; width: .8em; height: .8em; border: 1px solid ${blue}; background: ${blue}; vertical-align: -.05em; }
.swatch.pale { background: ${paleBlue}; }
.swatch.part { background: #fff; border-style: dashed; }
.swatch.late { border-color: ${vermilion}; background: ${vermilion}; }
.wide { overflow-x: auto; margin: 1rem 0 1.75rem; }
.wide:focus-visible { outline: 3px solid ${blue}; outline-offset: 2px; }
table { min-width: min(100%, 22rem); border-collapse: collapse; font-size: .875rem; line-height: 1.4; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
caption { padding-bottom: .4rem; text-align: left; font-size: 1rem; font-weight: 600; }
th, td { padding: .3rem .75rem .3rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid #CBD2D9; }
th:last-child, td:last-child { padding-right: .25rem; }
thead th { vertical-align: bottom; border-bottom: 2px solid ${ink}; }
tbody th { font-weight: 400; }
th.words { min-width: 11rem; max-width: 24rem; overflow-wrap: anywhere; }
.total th, .total td { border-top: 2px solid ${ink}; font-weight: 600; }
.foot { margin: .3rem 0 0; font-size: .8rem; }
.figure { text-align: right; }
td.figure, .code { white-space: nowrap; }
td.words { min-width: 9rem; overflow-wrap: anywhere; }
footer { margin-top: 3rem; font-size: .875rem; }
@page { size: A4; margin: 16mm 15mm 18mm; @bottom-left { content: "slotguard: report for the SEC Panel"; font: 8pt ${fontFamily}; color: #4A5560; } @bottom-right { content: counter(page) " of " counter(pages); font: 8pt ${fontFamily}; color: #4A5560; } }
@page broad { size: A4 landscape; }
@media print {
  body { max-width: none; padding: 0; font-size: 9.5pt; }
  h1 { font-size: 17pt; }
  h2 { font-size: 13pt; margin-top: 1.5rem; break-after: avoid; }
  nav, figcaption a { display: none; }
  a { color: inherit; text-decoration: none; }
  .period, .headline .says { font-size: 10.5pt; }
  .headline { margin: 1rem 0 .75rem; padding: .6rem 1rem; }
  .headline .big { font-size: 30pt; }
  .headline .big span { font-size: 9.5pt; }
  dl { grid-template-columns: repeat(4, 1fr); margin: .75rem 0; }
  dd { font-size: 14pt; }
  dt { font-size: 8pt; }
  figcaption { font-size: 8.5pt; }
  .charts { columns: 2; column-gap: 1.5rem; }
  .wide { overflow: visible; }
  table { font-size: 8pt; }
  .broad table { font-size: 7.5pt; }
  .broad th.words, .broad td.words { min-width: 18mm; }
  caption { font-size: 9.5pt; break-after: avoid; }
  th, td { padding: .15rem .5rem .15rem 0; }
  th.words, td.words { min-width: 28mm; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  .foot { font-size: 7.5pt; break-before: avoid; }
  .headline, dl, .sample, .caution { break-inside: avoid; }
  .broad { page: broad; }
  p { orphans: 3; widows: 3; }
}
`;
