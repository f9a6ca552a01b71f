import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { hasBrowser, openBrowser } from '../report/browser.js';
import { startHttp, stopHttp } from '../support/http.js';

describe('the page as it is served', () => {
  let browser: Browser | undefined;

  before(async function () {
    if (!hasBrowser) this.skip();
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await stopHttp();
  });

  it('looks as it was written, and a browser complains of nothing', async () => {
    const { url } = await startHttp();
    const page = await browser!.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    await page.goto(`${url}/v1/reports/panel`);
    expect(complaints.filter((text) => !text.includes('favicon'))).to.deep.equal([]);
    expect(await page.evaluate<string>("getComputedStyle(document.querySelector('.headline')).borderLeftStyle")).to.equal('solid');
    expect(await page.evaluate<number>("document.querySelector('svg').getBoundingClientRect().width")).to.be.above(100);
  });

  it('lets nothing else in: no script, no style, no picture, no frame around it', async () => {
    const { url } = await startHttp();
    const page = await browser!.newPage();
    await page.goto(`${url}/v1/reports/panel`);
    await page.evaluate(`(() => {
      window.refused = [];
      document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => window.refused.push(violatedDirective));
      const add = (name, set) => document.body.append(Object.assign(document.createElement(name), set));
      add('script', { textContent: 'window.refused.push("nothing")' });
      add('style', { textContent: 'h1 { color: rgb(1, 2, 3) }' });
      add('img', { src: '${url}/picture.png' });
    })()`);
    const refused = (): Promise<string[]> => page.evaluate<string[]>('[...new Set(window.refused)].sort()');
    while ((await refused()).length < 3) await pause(20);
    expect(await refused()).to.deep.equal(['img-src', 'script-src-elem', 'style-src-elem']);
    expect(await page.evaluate("getComputedStyle(document.querySelector('h1')).color")).not.to.equal('rgb(1, 2, 3)');
    const frame = await browser!.newPage();
    await frame.setContent(`<iframe src="${url}/v1/reports/panel"></iframe>`);
    await frame.waitForLoadState('networkidle');
    expect(await frame.frames()[1]?.content()).not.to.contain('SEC Panel');
  });
});
