import { expect } from 'chai';
import Database from 'better-sqlite3';
import { leastVersions } from './least-versions.js';
import { readLockFile } from './lock-file.js';

const packages = readLockFile();

describe('the versions of what is installed', () => {
  it('are safe, of every copy', () => {
    const unsafe = leastVersions.flatMap(([name, least, why]) =>
      packages.filter((each) => each.name === name && !isSafe(each.version, [least].flat())).map(({ path, version }) => `${path} ${version}, and needs ${[least].flat().join(' or ')}: ${why}`),
    );
    expect(unsafe).to.deep.equal([]);
  });

  it('are asked of packages that are installed, each once and with its reason', () => {
    const names = leastVersions.map(([name]) => name);
    expect(names.filter((name) => !packages.some((each) => each.name === name)), 'no longer installed').to.deep.equal([]);
    expect(names).to.deep.equal([...new Set(names)]);
    for (const [name, , why] of leastVersions) expect(why, name).to.match(/\w{5}/);
  });

  it('bring an SQLite that does not lose what it was told to keep', () => {
    const version = new Database(':memory:').prepare('SELECT sqlite_version()').pluck().get() as string;
    expect(isNotOlder(version, '3.51.3'), version).to.equal(true);
  });

  it('are told apart by number, line by line', () => {
    expect(isSafe('10.4.0', ['9.9.9'])).to.equal(true);
    expect(isSafe('2.8.2', ['2.8.3'])).to.equal(false);
    expect(isSafe('6.2.1', ['5.0.1', '6.2.2'])).to.equal(false);
    expect(isSafe('5.0.1', ['5.0.1', '6.2.2'])).to.equal(true);
    expect(isSafe('4.9.9', ['5.0.1', '6.2.2'])).to.equal(false);
    expect(isSafe('7.0.0', ['5.0.1', '6.2.2'])).to.equal(true);
  });
});

function isSafe(version: string, least: readonly string[]): boolean {
  const ofItsLine = least.find((each) => major(each) === major(version));
  return ofItsLine === undefined ? least.every((each) => isNotOlder(version, each)) : isNotOlder(version, ofItsLine);
}

function isNotOlder(version: string, least: string): boolean {
  return version.localeCompare(least, 'en', { numeric: true }) >= 0;
}

function major(version: string): string {
  return version.slice(0, version.indexOf('.'));
}
