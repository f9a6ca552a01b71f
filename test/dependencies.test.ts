import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';

interface Package {
  version?: string;
  license?: string;
  dev?: boolean;
}

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Package> };
const shipped = Object.entries(packages).filter(([path, { dev }]) => path !== '' && dev !== true);

/** Versions below which a fix that matters here is missing. */
const least: Record<string, string> = {
  'jsonpath-plus': '10.4.0',
  yaml: '2.8.3',
  'json-rules-engine': '7.3.1',
  'better-sqlite3': '12.11.1',
  express: '5.3.0',
};

const permissive = /^\(?(MIT|ISC|Apache-2\.0|BSD-2-Clause|BSD-3-Clause|0BSD|BlueOak-1\.0\.0|Unlicense|CC0-1\.0|Python-2\.0|WTFPL|MIT-0)( OR .*)?\)?$/;

describe('what the product depends on', () => {
  for (const [name, version] of Object.entries(least)) {
    it(`has ${name} ${version} or newer`, () => {
      const found = shipped.filter(([path]) => path.endsWith(`node_modules/${name}`)).map(([, { version: each = '0' }]) => each);
      expect(found).not.to.be.empty;
      for (const each of found) expect(each.localeCompare(version, 'en', { numeric: true }), each).to.be.at.least(0);
    });
  }

  it('has permissive licences only', () => {
    const others = shipped.filter(([, { license }]) => !permissive.test(licenceText(license))).map(([path, { license }]) => `${path}: ${licenceText(license)}`);
    expect(others).to.deep.equal([]);
  });

  it('names no registry in the lock file', () => {
    expect(readFileSync('package-lock.json', 'utf8')).not.to.match(/"resolved"/);
    expect(existsSync('.npmrc')).to.equal(false);
  });
});

function licenceText(license: string | undefined): string {
  return license ?? 'none given';
}
