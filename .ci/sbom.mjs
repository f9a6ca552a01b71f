// Writes what the product is made of as CycloneDX, to standard output or to the file that is named: npm's own list, and SQLite, which better-sqlite3
// brings along as source. `npm sbom --omit=dev` leaves out what development needs as well as the product (npm/cli #7909) and calls the product
// by the name of its folder, so npm is shown a folder of that name in which nothing is for development only.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';

const [manifest, lock] = ['package.json', 'package-lock.json'].map((file) => JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')));
const folder = mkdtempSync(join(tmpdir(), 'slotguard-sbom-'));
try {
  const materials = materialsOf(join(folder, manifest.name));
  addSqlite(materials.components.find(({ name }) => name === 'better-sqlite3'));
  writeFileSync(process.argv[2] ?? 1, `${JSON.stringify(materials, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true });
}

function materialsOf(project) {
  const shipped = Object.entries(lock.packages).filter(([, { dev }]) => !dev);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ ...manifest, devDependencies: {} }));
  writeFileSync(join(project, 'package-lock.json'), JSON.stringify({ ...lock, packages: { ...Object.fromEntries(shipped), '': { ...lock.packages[''], devDependencies: {} } } }));
  const command = ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only'];
  return JSON.parse(execFileSync('npm', command, { cwd: project, encoding: 'utf8', maxBuffer: Infinity, stdio: ['ignore', 'pipe', 'inherit'] }));
}

function addSqlite(component) {
  const version = new Database(':memory:').prepare('SELECT sqlite_version()').pluck().get();
  const [ref, purl, cpe] = [`sqlite@${version}`, `pkg:generic/sqlite@${version}`, `cpe:2.3:a:sqlite:sqlite:${version}:*:*:*:*:*:*:*`];
  component.components = [{ 'bom-ref': ref, type: 'library', name: 'sqlite', version, licenses: [{ license: { id: 'blessing' } }], cpe, purl }];
}
