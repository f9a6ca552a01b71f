import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';

const executablePath = '/usr/bin/chromium';
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export const hasBrowser = existsSync(executablePath);

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, args });
}

/** A page of a file, with what it asked for beyond itself and what the browser complained of. */
export interface OpenedPage {
  page: Page;
  requests: string[];
  complaints: string[];
  close: () => Promise<void>;
}

export async function openPage(browser: Browser, html: string, width: number): Promise<OpenedPage> {
  const folder = mkdtempSync(join(tmpdir(), 'slotguard-page-'));
  const file = join(folder, 'report.html');
  const { href } = pathToFileURL(file);
  writeFileSync(file, html);
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const [requests, complaints]: [string[], string[]] = [[], []];
  page.on('request', (request) => {
    if (request.url() !== href) requests.push(request.url());
  });
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(dialog.message());
    void dialog.dismiss();
  });
  await page.goto(href);
  return {
    page,
    requests,
    complaints,
    close: async () => {
      await page.close();
      rmSync(folder, { recursive: true });
    },
  };
}
