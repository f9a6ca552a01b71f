import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import '../support/product.js';
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

  it('compiles the store without what makes Node 24.19 abort the process', () => {
    for (const file of ['Dockerfile', '.ci/ready.mjs']) expect(readFileSync(file, 'utf8'), file).to.match(/CXXFLAGS.*-include \.\.\/\.\.\/\.\.\/\.ci\/object-wrap\.h/);
    const store = readFileSync('node_modules/better-sqlite3/build/Release/better_sqlite3.node');
    expect({ adds: store.includes('AddEnvironmentCleanupHook'), removes: store.includes('RemoveEnvironmentCleanupHook') }).to.deep.equal({ adds: true, removes: false });
  });

  it('leaves out the hooks of those headers and nothing else', function () {
    const compiled = preprocess(headersWithHooks, 'AddEnvironmentCleanupHook(1, 2, 3);');
    if (compiled === undefined) this.skip();
    expect(compiled).to.include('class ObjectWrap').and.not.match(/EnvironmentCleanupHook\(isolate, hook, this\)/);
    expect(compiled.match(/\w+EnvironmentCleanupHook\(.*?\)/g)).to.deep.equal([
      'AddEnvironmentCleanupHook(int, int, void*)', 'RemoveEnvironmentCleanupHook(int, int, void*)', 'AddEnvironmentCleanupHook(1, 2, 3)',
    ]);
  });

  it('is done from the lock file everywhere', () => {
    expect(installCommands(readFileSync('.ci/ready.mjs', 'utf8'))).to.have.members(['npm ci --ignore-scripts', 'npm ci --ignore-scripts', 'npm rebuild ${named.join(']);
    expect(Object.values(scripts).flatMap(installCommands)).to.deep.equal([]);
  });

  it('lets npx find the command also where it looked for it before it was built, and remembers that there was none', function () {
    this.timeout(30_000);
    const cache = mkdtempSync(join(tmpdir(), 'slotguard-npx-'));
    const askNpx = () => spawnSync('npx', ['slotguard', '--version'], { env: { ...process.env, npm_config_cache: cache, npm_config_offline: 'true' }, encoding: 'utf8' }).stdout;
    expect(askNpx()).to.match(/^\d+\.\d+\.\d+\n$/);
    for (const remembered of readdirSync(join(cache, '_npx'))) rmSync(join(cache, '_npx', remembered, 'node_modules/.bin'), { recursive: true });
    expect(askNpx()).to.match(/^\d+\.\d+\.\d+\n$/);
    rmSync(cache, { recursive: true });
  });

  it('has a digest to compare each package with', () => {
    for (const { path, integrity } of [...packages, ...benchmarks]) expect(integrity, path).to.match(/^sha512-/);
  });

  it('names no registry', () => {
    for (const file of ['package-lock.json', 'bench/package-lock.json']) expect(readFileSync(file, 'utf8'), file).not.to.match(/"resolved"/);
    expect(existsSync('.npmrc')).to.equal(false);
  });
});

/** As those of Node 24.19, in short. */
const headersWithHooks = {
  'node.h': '#pragma once\nvoid AddEnvironmentCleanupHook(int, int, void*); void RemoveEnvironmentCleanupHook(int, int, void*);\n',
  'node_object_wrap.h': `#pragma once\nclass ObjectWrap { ObjectWrap() { AddEnvironmentCleanupHook(isolate, hook, this); } ~ObjectWrap() { RemoveEnvironmentCleanupHook(isolate, hook, this); } };\n`,
};

/** What the compiler sees of a source behind `object-wrap.h`; undefined where there is no compiler. */
function preprocess(headers: Record<string, string>, source: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'slotguard-headers-'));
  try {
    for (const [name, text] of Object.entries(headers)) writeFileSync(join(folder, name), text);
    const { error, stdout, stderr } = spawnSync('c++', ['-E', '-P', '-I', folder, '-include', '.ci/object-wrap.h', '-x', 'c++', '-'], { input: source, encoding: 'utf8' });
    if (error !== undefined) return undefined;
    expect(stderr).to.equal('');
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What is installed how, without options that say nothing of it. */
function installCommands(text: string): string[] {
  const commands = text.match(/npm (ci|install|i|add|update|rebuild|prune)\b(?:(?! &&|[`'\n]).)*/g) ?? [];
  return commands.map((command) => command.replace(/ --(no-fund|no-audit|loglevel=\w+|build-from-source|prefix \w+)/g, ''));
}
