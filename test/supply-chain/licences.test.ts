import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { allowedInDevelopment, isAllowed, permissive } from './licences.js';
import { readLockFile, type LockedPackage } from './lock-file.js';

const packages = readLockFile();
const benchmarks = readLockFile('bench/package-lock.json');

describe('the licences of what is installed', () => {
  it('are permissive in the product', () => {
    const others = packages.filter(({ dev, licence }) => !dev && !isAllowed(licence, permissive));
    expect(others.map(described)).to.deep.equal([]);
  });

  it('are permissive in development and benchmarks, but for those that are named', () => {
    const others = [...packages.filter(({ dev }) => dev), ...benchmarks].filter(({ licence }) => !isAllowed(licence, permissive));
    expect(new Set(others.map(({ name, licence }) => `${name}: ${licence}`))).to.deep.equal(new Set(allowedInDevelopment.map(([name, licence]) => `${name}: ${licence}`)));
  });

  it('are those that the packages themselves state', () => {
    const installed = packages.filter(({ path, dev }) => !dev || existsSync(path));
    expect(installed.filter((each) => each.licence !== statedLicence(each)).map(described)).to.deep.equal([]);
  });

  it('are read as expressions', () => {
    expect(isAllowed('(MIT OR GPL-3.0-only)', permissive)).to.equal(true);
    expect(isAllowed('MIT AND GPL-3.0-only', permissive)).to.equal(false);
    expect(isAllowed('LGPL-3.0-or-later', permissive)).to.equal(false);
    expect(isAllowed('', permissive)).to.equal(false);
  });
});

function statedLicence({ path }: LockedPackage): string {
  return (JSON.parse(readFileSync(`${path}/package.json`, 'utf8')) as { license?: string }).license ?? '';
}

function described({ path, licence }: LockedPackage): string {
  return `${path}: ${licence}`;
}
