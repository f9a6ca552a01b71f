import { expect } from 'chai';
import fc from 'fast-check';
import { html } from '../../src/report/html/markup.js';
import type { PanelReport } from '../../src/report/panel-report.js';
import { writePanel } from '../../src/report/write-panel.js';
import { exampleReport } from './example-report.js';

const write = (report: PanelReport) => writePanel(report, 'html', { csvTable: 'suppliers', entries: [] });
const idsIn = (page: string) => [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);

describe('the report as a page', () => {
  it('forbids itself to load or run anything, and has nothing that could', async () => {
    const page = await write(exampleReport());
    expect(page).to.contain(`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">`);
    expect(page).not.to.match(/<script|<link|<img|<iframe|url\(|@import|href="(?!#)|xlink:href| on[a-z]+=/);
  });

  it('says at its head which period it is about, how many were rejected, and how that changed', async () => {
    const report = exampleReport();
    const page = await write({ ...report, totals: { ...report.totals, rejections: 1412, previousRejections: 1375 } });
    expect(page).to.contain('<strong>October 2026</strong>').and.to.contain('<p class="big">1,412 <span>rejections</span><span>+37 against September 2026</span></p>');
  });

  it('links to and names by ids that there are, each once', async () => {
    const page = await write(exampleReport());
    const ids = idsIn(page);
    expect(new Set(ids).size).to.equal(ids.length);
    const used = [...page.matchAll(/(?:href="#|aria-labelledby=")([^"]*)"/g)].map(([, id]) => id);
    expect(used.length).to.be.above(20);
    expect(used.filter((id) => !ids.includes(id))).to.deep.equal([]);
  });

  it('lists every Supplier with its zero, and every device under its Supplier', async () => {
    const report = exampleReport();
    const page = await write(report);
    const table = page.slice(page.indexOf('<table id="suppliers">'), page.indexOf('</table>'));
    for (const { name } of report.suppliers) expect(table).to.contain(`<th scope="row" class="words">${html`${name}`.markup}`);
    expect(table).to.match(/Copper Kettle Power 19<\/th><td class="figure">0<\/td>/);
    for (const { device } of report.putRight.devices) expect(page.split(device)).to.have.length(2);
    expect(page).to.contain('<p>3 more devices counted and not listed here.</p>');
  });

  it('names only the first twenty Suppliers in the chart, and puts the others together', async () => {
    const report = exampleReport({ suppliers: 30, most: 4000, nameOf: (index) => `Supplier ${index}` });
    const rest = report.suppliers.slice(20, 29).reduce((sum, { figures }) => sum + figures.rejections, 0);
    const page = await write(report);
    const chart = page.slice(page.indexOf('aria-label="Rejections by Supplier'), page.indexOf('</svg>', page.indexOf('aria-label="Rejections by Supplier')));
    expect(chart).to.contain('>Supplier 19<').and.not.to.contain('>Supplier 20<');
    expect(chart).to.contain('>9 other Suppliers<').and.to.contain(`>${rest.toLocaleString('en-GB')}<`);
  });

  it('puts what took very long into the last column of the chart', async () => {
    const report = exampleReport();
    report.putRight.byWorkingDays = [{ workingDays: 3, devices: 5 }, { workingDays: 60, devices: 2 }, { workingDays: 90, devices: 1 }];
    const page = await write(report);
    const chart = page.slice(page.indexOf('aria-label="Time to put right'), page.indexOf('</svg>', page.indexOf('aria-label="Time to put right')));
    expect(chart).to.contain('>22+<').and.to.contain('>3<').and.to.contain('>limit: 7<');
    expect(chart).to.contain('5 devices after 3; 2 devices after 60; 1 device after 90.');
  });

  it('tells the most frequent confusions in its main part, and all of them in an annex', async () => {
    const report = exampleReport();
    const confusions = Array.from({ length: 12 }, (_, index) => ({ ...report.confusions[0]!, placedName: `Operator ${index}.`, rejections: 50 - index }));
    const page = await write({ ...report, confusions });
    expect(page).to.contain('the first 10 of 12</caption>').and.to.contain('Annex D');
    expect([page.split('Operator 9.').length, page.split('Operator 10.').length]).to.deep.equal([3, 2]);
    expect(await write(report)).not.to.contain('Annex D');
  });

  it('bears a banner where the data is a sample, and only there', async () => {
    expect(await write({ ...exampleReport(), isSample: true })).to.contain('role="note">Sample: generated data.');
    expect(await write(exampleReport())).not.to.contain('Sample');
  });

  it('escapes whatever it is told, in charts, too', async () => {
    const telling = (text: string) => ({ ...exampleReport({ suppliers: 3, devices: 2, nameOf: () => text }), notes: [text], unverified: [{ rule: text, title: text, decisions: 1, attempts: 1 }] });
    const plain = await write(telling('x'));
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: fc.oneof(fc.constantFrom('<', '>', '"', "'", '&', '${', '</svg>', '<b>', '\0', '\u202E'), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 })), minLength: 1 }), async (text) => {
        const page = await write(telling(text));
        for (const mark of ['<', '>']) expect(page.split(mark)).to.have.length(plain.split(mark).length);
      }),
      { numRuns: 30 },
    );
  });
});

describe('the template for markup', () => {
  it('escapes text for elements and attributes, and leaves markup and numbers as they are', () => {
    expect(html`<p title="${`"'&`}">${'<b>'}${html`<i>${1}</i>`}${['&', html`<br>`]}</p>`.markup).to.equal('<p title="&quot;&#39;&amp;">&lt;b&gt;<i>1</i>&amp;<br></p>');
  });
});
