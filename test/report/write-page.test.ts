import { expect } from 'chai';
import fc from 'fast-check';
import { html } from '../../src/report/html/markup.js';
import type { PanelReport } from '../../src/report/panel-report.js';
import { writePanel } from '../../src/report/write-panel.js';
import { exampleReport } from './example-report.js';

const write = (report: PanelReport) => writePanel(report, 'html', { csvTable: 'suppliers', entries: [] });
const chartOf = (page: string, title: string) => page.slice(page.indexOf(`aria-label="${title}`), page.indexOf('</svg>', page.indexOf(`aria-label="${title}`)));
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
    expect(page).to.match(/<dt>on ESMEs, [\d,]+ before<\/dt><dd>[\d,]+<\/dd>/).and.match(/<dt>on GPFs, [\d,]+ before<\/dt><dd>[\d,]+<\/dd>/);
  });

  it('says why no change can be told, and tells none in words, tables and charts', async () => {
    const page = await write({ ...exampleReport(), isComparable: false, incomparable: ['Records begin on 5 October 2026.'] });
    expect(page).to.contain('<p class="caution" role="note">Records begin on 5 October 2026.</p>');
    const body = page.slice(page.indexOf('<body>'), page.indexOf('<section id="definitions"')) + page.slice(page.indexOf('<section id="annex-devices"'));
    for (const title of ['Rejections by week', 'Rejections by Supplier', 'Rejections by response code']) expect(chartOf(page, title), title).not.to.contain('#CFE6F5');
    expect(body).not.to.match(/September|against|, before|than in|>Change<|>Before<|swatch pale"|\d before/);
    expect(await write(exampleReport())).to.contain('<span class="swatch pale"></span> September 2026').and.not.to.contain('class="caution" role');
  });

  it('names weeks by their days, marks those that the period cuts, and tells of both periods who cannot see them', async () => {
    const chart = chartOf(await write(exampleReport()), 'Rejections by week');
    for (const label of ['1–6 Sep', '28–30 Sep', '1–4 Oct', '5–11 Oct', '26–31 Oct']) expect(chart).to.contain(`>${label}<`);
    expect(chart.match(/stroke-dasharray="4,3"/g)).to.have.length(4);
    expect(chart).to.match(/before, [\d,]+ on 1 to 6 September 2026;/).and.match(/; [\d,]+ on 26 to 31 October 2026\./);
  });

  it('tells its notes, and what was not verified by rule and by Supplier, where there was something', async () => {
    const report = exampleReport();
    const page = (await write(report)).replaceAll('\n', '');
    const tableOf = (id: string) => page.split(`<table id="${id}">`)[1]?.split('</table>')[0];
    expect(page).to.contain(`<li>${report.notes[0]!}</li>`);
    expect(tableOf('unverified')).to.contain('<td class="code">meter-point-registered</td><td class="figure">310</td><td class="figure">322</td>');
    expect([...tableOf('supplier-unverified')!.matchAll(/<td class="figure">(\d+)</g)].map(([, decisions]) => decisions)).to.deep.equal(['175', '176']);
    expect(tableOf('supplier-observed')).to.contain('>Harbour Light Power plc</th>').and.to.contain('<td class="figure">12</td><td class="figure">13</td>');
    expect(await write({ ...report, unverified: [], observed: [] })).not.to.match(/id="supplier-(unverified|observed)"/);
  });

  it('says in the table of weeks which of them are whole', async () => {
    const extents = async (report: PanelReport) => [...(await write(report)).split('<table id="stretches">')[1]!.split('</table>')[0]!.matchAll(/>(part of a week, [^<]*|whole week)</g)].map(([, extent]) => extent);
    const whole = ['whole week', 'whole week', 'whole week'];
    expect(await extents(exampleReport())).to.deep.equal(['part of a week, 6 days', ...whole, 'part of a week, 3 days', 'part of a week, 4 days', ...whole, 'part of a week, 6 days']);
    const { period, ...report } = exampleReport();
    expect((await extents({ ...report, period: { ...period, to: '2026-10-31T12:00:00.000Z' } })).at(-1)).to.equal('part of a week, less than 6 days');
  });

  it('marks response codes that DCC did not issue, and says what the mark means below each table', async () => {
    const page = await write(exampleReport());
    expect(page).to.contain('<td class="code">E062106*</td>').and.to.contain('>E062106* for 6.21<');
    for (const id of ['codes', 'supplier-codes', 'observed', 'other-rejections']) {
      const begin = page.indexOf(`<table id="${id}">`);
      expect(page.slice(page.indexOf('</table>', begin)), id).to.match(/^<\/table>\n<p class="foot">\* project placeholder, not issued by DCC<\/p>/);
    }
    expect(page.slice(page.indexOf('id="annex-devices"'), page.indexOf('id="annex-users"')).split('class="foot"')).to.have.length(2);
    expect(await write({ ...exampleReport(), placeholderCodes: [] })).not.to.match(/placeholder|E062106\*/);
  });

  it('tells who put a device right, and whose bank holidays were used', async () => {
    const report = exampleReport();
    const [first] = report.putRight.devices.filter(({ putRightAt }) => putRightAt !== null);
    const devices = ['supplier-0', 'supplier-1', 'somebody', null].map((putRightBy) => ({ ...first!, supplier: 'supplier-0', name: report.suppliers[0]!.name, putRightBy }));
    const page = await write({ ...report, putRight: { ...report.putRight, devices } });
    const table = page.slice(page.indexOf('<table id="devices-of-supplier-0">'));
    for (const told of ['', ' by Harbour Light Power plc', ' by somebody', ' by somebody of no known party']) expect(table.slice(0, table.indexOf('</table>'))).to.contain(`, ${first!.putRightAt!.slice(0, 10)}${told}</td>`);
    expect(await write(report)).to.contain('<td class="code">England and Wales</td>').and.to.contain('<td class="code">Scotland</td>');
  });

  it('tells parties apart that have the same name, on the terminal, too', async () => {
    const report = exampleReport({ nameOf: (index) => (index < 2 ? 'Twin Energy Ltd' : `Other ${index}`) });
    const page = await write(report);
    const begin = page.indexOf('<table id="supplier-codes">');
    const groups = [...page.slice(begin, page.indexOf('</table>', begin)).matchAll(/<th scope="rowgroup"[^>]*>([^<]*)</g)].map(([, name]) => name);
    expect(groups.slice(0, 3)).to.deep.equal(['supplier-0: Twin Energy Ltd', 'supplier-1: Twin Energy Ltd', 'Other 2']);
    expect(page).to.contain('<caption id="devices-of-supplier-1-caption">supplier-1: Twin Energy Ltd</caption>');
    const table = await writePanel(report, 'table', { csvTable: 'suppliers', entries: [], columns: 200 });
    expect(table).to.match(/Response codes by Supplier\n[^]*\n {2}supplier-0: Twin Energy Ltd [^]*\n {2}supplier-1: Twin Energy Ltd /);
    expect(await write(exampleReport())).not.to.contain('supplier-0: ');
  });

  it('links to and names by ids that there are, each once', async () => {
    const page = await write(exampleReport());
    const ids = idsIn(page);
    expect(new Set(ids).size).to.equal(ids.length);
    expect(ids.filter((id) => /\s|^$/.test(id ?? '')), 'what HTML takes for no id').to.deep.equal([]);
    const used = [...page.matchAll(/(?:href="#|aria-labelledby=")([^"]*)"/g)].flatMap(([, told = '']) => told.split(' '));
    expect(used.length).to.be.above(20);
    expect(used.filter((id) => !ids.includes(id))).to.deep.equal([]);
  });

  it('lists every Supplier with its zero, and every device under its Supplier', async () => {
    const report = exampleReport();
    const page = await write(report);
    const table = page.slice(page.indexOf('<table id="suppliers">'), page.indexOf('</table>'));
    for (const { name } of report.suppliers) expect(table).to.contain(`<th scope="row" class="words">${html`${name}`.markup}`);
    expect(table).not.to.contain('other Supplier');
    expect(table).to.match(/Copper Kettle Power 19<\/th><td class="figure">0<\/td>/);
    for (const { device } of report.putRight.devices) expect(page.split(device)).to.have.length(2);
    expect(page).to.contain('<p>3 more devices counted and not listed here.</p>');
  });

  it('gives what a Supplier sent by requests and by devices, and whose device each was', async () => {
    const report = exampleReport();
    const page = await write(report);
    const attempts = page.slice(page.indexOf('<table id="attempts">'));
    const { name, figures } = report.suppliers[1]!;
    const cells = [figures.rejectedAttempts, figures.rejectedRequests, figures.inScopeAttempts, figures.inScopeRequests].map((figure) => `<td class="figure">${figure.toLocaleString('en-GB')}</td>`);
    expect(attempts.slice(0, attempts.indexOf('</table>')).replaceAll('\n', '')).to.contain(`${name}</th>${cells.join('')}`);
    const parts = page.slice(page.indexOf('<table id="supplier-splits">'));
    const rejections = [...report.suppliers[1]!.splits, figures].map((each) => `<td class="figure">${each.rejections.toLocaleString('en-GB')}</td>`);
    expect(parts.slice(0, parts.indexOf('</table>')).replaceAll('\n', '')).to.contain(`${name}</th>${rejections.join('')}`);
    const devices = [{ ...report.putRight.devices[0]!, responsible: 'operator-2' }, { ...report.putRight.devices[4]!, responsible: null }];
    const annex = await write({ ...report, putRight: { ...report.putRight, devices } });
    expect(annex.slice(annex.indexOf('id="annex-devices"')).match(/<td class="words">(North Gas Networks Ltd|not known)</g)).to.have.length(2);
  });

  it('names only the first twenty Suppliers in the chart, and puts the others together', async () => {
    const report = exampleReport({ suppliers: 30, most: 4000, nameOf: (index) => `Supplier ${index}` });
    const rest = report.suppliers.slice(20, 29).reduce((sum, { figures }) => sum + figures.rejections, 0);
    const page = await write(report);
    const chart = chartOf(page, 'Rejections by Supplier');
    expect(chart).to.contain('>Supplier 19<').and.not.to.contain('>Supplier 20<');
    expect(chart).to.contain('>9 other Suppliers<').and.to.contain(`>${rest.toLocaleString('en-GB')}<`);
  });

  it('puts one response code for one Service Request together in the chart, whatever the reason', async () => {
    const report = exampleReport();
    const [first, ...others] = report.codes;
    const sum = (key: 'rejections' | 'previousRejections') => others.reduce((all, code) => all + code[key], 0);
    expect(chartOf(await write(report), 'Rejections by response code')).to.contain(`${first!.rejections}, before ${first!.previousRejections}; E062106* for 6.21 ${sum('rejections')}, before ${sum('previousRejections')}.`);
  });

  it('puts what took very long into the last column of the chart', async () => {
    const report = exampleReport();
    report.putRight.byWorkingDays = [{ workingDays: 3, devices: 5 }, { workingDays: 60, devices: 2 }, { workingDays: 90, devices: 1 }];
    const page = await write(report);
    const chart = chartOf(page, 'Time to put right');
    expect(chart).to.contain('>22+<').and.to.contain('>3<').and.to.contain('>limit: 7<');
    expect(chart).to.contain('5 devices after 3; 2 devices after 60; 1 device after 90.');
    const layer = (number: number) => chart.slice(chart.indexOf(`layer_${number}_marks`), chart.indexOf('</g>', chart.indexOf(`layer_${number}_marks`)));
    const texts = (number: number) => [...layer(number).matchAll(/>([^<>]+)</g)].map(([, text]) => text);
    expect(texts(1)).to.deep.equal(Array.from({ length: 23 }, (_, day) => (day === 3 ? '5' : day === 22 ? '3' : '0')));
    expect(texts(2).filter((label) => label!.endsWith('+'))).to.deep.equal(['22+']);
    expect([...layer(0).matchAll(/fill="(#\w+)"/g)].map(([, fill]) => fill)).to.deep.equal([...Array<string>(8).fill('#0072B2'), ...Array<string>(15).fill('#B84A00')]);
  });

  it('tells the most frequent confusions in its main part, and all of them in an annex', async () => {
    const report = exampleReport();
    const confusions = Array.from({ length: 12 }, (_, index) => ({ ...report.confusions[0]!, placedName: `Operator ${index}.`, rejections: 50 - index }));
    const page = await write({ ...report, confusions });
    expect(page).to.contain('the first 10 of 12</caption>').and.to.contain('Annex D');
    expect([page.split('Operator 9.').length, page.split('Operator 10.').length]).to.deep.equal([3, 2]);
    expect(await write(report)).to.contain('stead</caption>').and.not.to.match(/Annex D|the first \d+ of/);
  });

  it('bears a banner where the data is a sample, and only there', async () => {
    expect(await write({ ...exampleReport(), isSample: true })).to.contain('role="note">Sample: generated data.');
    expect(await write(exampleReport())).not.to.contain('Sample');
  });

  it('escapes whatever it is told, in charts, too', async () => {
    const telling = (text: string) => ({
      ...exampleReport({ suppliers: 3, devices: 2, nameOf: () => text }),
      notes: [text],
      unverified: [{ rule: text, title: text, decisions: 1, attempts: 1 }],
    });
    const plain = await write(telling('x'));
    const grapheme = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 });
    const odd = fc.oneof(fc.constantFrom('<', '>', '"', "'", '&', '${', '</svg>', '<b>', '\0', '\u202E'), grapheme);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: odd, minLength: 1 }), async (text) => {
        const page = await write(telling(`x${text}`));
        for (const mark of ['<', '>']) expect(page.split(mark)).to.have.length(plain.split(mark).length);
      }),
      { numRuns: 30, examples: [['*']] },
    );
  });
});

describe('the template for markup', () => {
  it('escapes text for elements and attributes, and leaves markup and numbers as they are', () => {
    expect(html`<p title="${`"'&`}">${'<b>'}${html`<i>${1}</i>`}${['&', html`<br>`]}</p>`.markup).to.equal('<p title="&quot;&#39;&amp;">&lt;b&gt;<i>1</i>&amp;<br></p>');
  });
});
