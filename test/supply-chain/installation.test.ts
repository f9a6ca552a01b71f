import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { readLockFile } from './lock-file.js';

const packages = readLockFile();
const benchmarks = readLockFile('bench/package-lock.json');
const { scripts, allowScripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string>; allowScripts: Record<string, boolean> };

describe('installing', () => {
  it('runs scripts only of packages that are named, and names none that has no script', () => {
    const withScript = packages.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name);
    expect(Object.keys(allowScripts)).to.have.members([...new Set(withScript)]);
    expect(benchmarks.filter(({ hasInstallScript }) => hasInstallScript)).to.deep.equal([]);
  });

  it('lets no script of the product run but that which builds the store', () => {
    expect(packages.filter(({ dev, hasInstallScript }) => !dev && hasInstallScript).map(({ name }) => name)).to.deep.equal(['better-sqlite3']);
    expect(installCommands(readFileSync('Dockerfile', 'utf8'))).to.deep.equal(['npm ci --ignore-scripts', 'npm rebuild better-sqlite3', 'npm prune --omit=dev --ignore-scripts']);
  });

  it('is done from the lock file everywhere', () => {
    expect(installCommands(readFileSync('.ci/ready.mjs', 'utf8'))).to.have.members(['npm ci --ignore-scripts', 'npm rebuild ${named.join(']);
    expect(Object.values(scripts).flatMap(installCommands)).to.deep.equal(['npm ci']);
  });

  it('has a digest to compare each package with', () => {
    for (const { path, integrity } of [...packages, ...benchmarks]) expect(integrity, path).to.match(/^sha512-/);
  });

  it('names no registry', () => {
    for (const file of ['package-lock.json', 'bench/package-lock.json']) expect(readFileSync(file, 'utf8'), file).not.to.match(/"resolved"/);
    expect(existsSync('.npmrc')).to.equal(false);
  });
});

/** What is installed how, without options that say nothing of it. */
function installCommands(text: string): string[] {
  const commands = text.match(/npm (ci|install|i|add|update|rebuild|prune)\b(?:(?! &&|[`'\n]).)*/g) ?? [];
  return commands.map((command) => command.replace(/ --(no-fund|no-audit|loglevel=\w+|build-from-source|prefix \w+)/g, ''));
}
