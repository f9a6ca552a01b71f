import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { readLockFile } from './lock-file.js';

interface Component {
  'bom-ref': string;
  type: string;
  name: string;
  version: string;
  purl: string;
  licenses?: unknown[];
  hashes?: { alg: string; content: string }[];
  components?: Component[];
}

interface Materials {
  bomFormat: string;
  specVersion: string;
  serialNumber: string;
  version: number;
  metadata: { timestamp: string; component: Component };
  components: Component[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

const { name, version, dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { name: string; version: string; dependencies: Record<string, string> };
const shipped = readLockFile().filter(({ dev }) => !dev);

describe('the bill of materials', () => {
  let materials: Materials;
  let direct: string[];

  before(() => {
    materials = JSON.parse(execFileSync(process.execPath, ['.ci/sbom.mjs'], { encoding: 'utf8' })) as Materials;
    direct = materials.dependencies.find(({ ref }) => ref === materials.metadata.component['bom-ref'])?.dependsOn ?? [];
  });

  it('is CycloneDX', () => {
    expect(materials).to.include({ bomFormat: 'CycloneDX', specVersion: '1.5', version: 1 });
    expect(materials.serialNumber).to.match(/^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(new Date(materials.metadata.timestamp).toISOString()).to.equal(materials.metadata.timestamp);
  });

  it('is that of the application, by its own name', () => {
    expect(materials.metadata.component).to.include({ type: 'application', name, version, purl: `pkg:npm/${name}@${version}` });
  });

  it('has every package of the product with its version, and none that only development needs', () => {
    const listed = materials.components.map((each) => `${each.name}@${each.version}`);
    expect(new Set(listed)).to.deep.equal(new Set(shipped.map((each) => `${each.name}@${each.version}`)));
    expect(listed).to.have.lengthOf(new Set(listed).size);
  });

  it('says of each what it is, under which licence, and the digest of the lock file', () => {
    for (const component of materials.components) {
      expect(component.type).to.equal('library');
      expect(component.purl).to.equal(`pkg:npm/${component.name.replace('@', '%40')}@${component.version}`);
      expect(component.licenses, component.name).not.to.be.empty;
      const { integrity } = shipped.find((each) => each.name === component.name && each.version === component.version)!;
      const [digest] = component.hashes!;
      expect(digest).to.deep.equal({ alg: 'SHA-512', content: Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex') });
    }
  });

  it('says what depends on what, and of nothing that it does not list', () => {
    const refs = new Set([materials.metadata.component, ...materials.components].map((each) => each['bom-ref']));
    expect(new Set(materials.dependencies.map(({ ref }) => ref))).to.deep.equal(refs);
    for (const { dependsOn } of materials.dependencies) expect([...refs]).to.include.members(dependsOn);
    expect(direct.map((ref) => ref.slice(0, ref.lastIndexOf('@')))).to.have.members(Object.keys(dependencies));
  });

  it('names the SQLite that is compiled in', () => {
    const [sqlite] = materials.components.find((each) => each.name === 'better-sqlite3')!.components!;
    const source = readFileSync('node_modules/better-sqlite3/deps/sqlite3/sqlite3.h', 'utf8');
    expect(sqlite).to.include({ name: 'sqlite', version: /SQLITE_VERSION\s+"([\d.]+)"/.exec(source)?.[1] });
  });
});
