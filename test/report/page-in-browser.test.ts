import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import type { PanelReport } from '../../src/report/panel-report.js';
import { writePanel } from '../../src/report/write-panel.js';
import { hasBrowser, openBrowser, type OpenedPage, openPage } from './browser.js';
import { exampleReport } from './example-report.js';

const hostile = exampleReport({ suppliers: 40, most: 4_000_000, nameOf: (index) => `${index} <script>alert(1)</script> "onload='alert(1)' <img src=http://example.com/x> Consolidated` });
const reports: Record<string, PanelReport> = { usual: exampleReport(), nothing: exampleReport({ suppliers: 1, devices: 0, most: 0 }), hostile };
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe('the page in a browser', function () {
  let browser: Browser | undefined;
  const open: OpenedPage[] = [];

  before(async function () {
    if (!hasBrowser) this.skip();
    browser = await openBrowser();
  });
  afterEach(() => Promise.all(open.splice(0).map((each) => each.close())));
  after(() => browser?.close());

  const show = async (report: PanelReport, width = 1280) => {
    const page = await openPage(browser!, await writePanel(report, 'html', { csvTable: 'suppliers', entries: [] }), width);
    open.push(page);
    return page;
  };

  for (const [name, report] of Object.entries(reports)) {
    it(`asks for nothing, runs nothing and complains of nothing (${name})`, async () => {
      const { page, requests, complaints } = await show(report);
      await page.waitForLoadState('networkidle');
      expect({ requests, complaints }).to.deep.equal({ requests: [], complaints: [] });
      expect(await page.locator('script, link, img, iframe, image, foreignObject, [onload]').count()).to.equal(0);
    });

    it(`scrolls sideways on a telephone within tables only (${name})`, async () => {
      const { page } = await show(report, 400);
      expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(400);
      const cut = await page.evaluate("[...document.querySelectorAll('body *')].filter((each) => !each.closest('.wide') && !each.closest('svg') && each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0).map((each) => each.outerHTML.slice(0, 80))");
      expect(cut).to.deep.equal([]);
    });

    it(`keeps every word of its charts within them (${name})`, async () => {
      const { page } = await show(report);
      const outside = await page.evaluate(`[...document.querySelectorAll('svg')].flatMap((svg) => {
        const frame = svg.getBoundingClientRect();
        return [...svg.querySelectorAll('text')].filter((text) => text.textContent !== '').filter((text) => {
          const box = text.getBoundingClientRect();
          return box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
        }).map(({ textContent }) => textContent);
      })`);
      expect(outside).to.deep.equal([]);
    });

    it(`keeps every table within the paper (${name})`, async () => {
      const { page } = await show(report);
      await page.emulateMedia({ media: 'print' });
      const tooWide = async (tables: string, millimetres: number) => {
        await page.setViewportSize({ width: Math.floor((millimetres * 96) / 25.4), height: 900 });
        return page.evaluate<string[]>(`[...document.querySelectorAll('${tables}')].filter((table) => table.scrollWidth > table.parentElement.clientWidth).map(({ id }) => id)`);
      };
      expect(await tooWide('section:not(.broad) table', 180)).to.deep.equal([]);
      expect(await tooWide('.broad table', 267)).to.deep.equal([]);
    });

    it(`is accessible by the rules of WCAG 2.2 AA that a program can check (${name})`, async () => {
      const { page } = await show(report);
      await page.evaluate(axe);
      const found = await page.evaluate<{ id: string; nodes: { html: string }[] }[]>("axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(({ violations }) => violations)");
      expect(found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200) ?? ''}`)).to.deep.equal([]);
    });
  }

  it('has its headings in order, and a name for every chart', async () => {
    const { page } = await show(exampleReport());
    const levels = await page.evaluate<string[]>("[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(({ tagName }) => tagName)");
    expect(levels.slice(0, 2)).to.deep.equal(['H1', 'H2']);
    expect(levels.slice(1).every((level) => level === 'H2')).to.equal(true);
    expect(await page.locator('svg').count()).to.equal(5);
    for (const title of ['Rejections by week', 'Rejections by Supplier', 'Rejections by response code', 'Time to put right, in working days', 'Rejected devices, as they stand now']) {
      expect(await page.getByRole('img', { name: `${title}: ` }).count(), title).to.equal(1);
    }
  });

  it('shows hostile names as they are written', async () => {
    const { page } = await show(hostile);
    expect(await page.locator('#suppliers tbody th').first().textContent()).to.equal(hostile.suppliers[0]!.name);
    expect(await page.locator('svg text').filter({ hasText: '<script>' }).count()).to.be.at.least(1);
  });

  it('prints on A4, with the list of devices on broad pages', async () => {
    const { page } = await show(exampleReport());
    const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');
    const sizes = [...pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, width, height]) => `${Math.round(Number(width))}x${Math.round(Number(height))}`);
    expect(new Set(sizes)).to.deep.equal(new Set(['595x842', '842x595']));
    expect(sizes[0]).to.equal('595x842');
    expect(sizes.length).to.be.within(10, 25);
  });
});
