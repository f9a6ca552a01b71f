import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import files, { open } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { writeNewFile } from '../../src/cli/export-file.js';
import { Fault } from '../../src/domain/fault.js';

describe('a file that is exported', () => {
  const reallyOpen = open;
  let folder = '';
  let path = '';

  function openBy(act: typeof open): void {
    files.open = act;
    syncBuiltinESMExports();
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'slotguard-export-'));
    path = join(folder, 'audit.ndjson');
  });
  afterEach(() => {
    openBy(reallyOpen);
    rmSync(folder, { recursive: true, force: true });
  });

  it('is made safe before it has its name, and its name after that: records leave the store because it is there', async () => {
    const synced: { of: string; isNamed: boolean }[] = [];
    openBy(async (of, ...rest) => {
      const file = await reallyOpen(of, ...rest);
      const sync = file.sync.bind(file);
      file.sync = () => {
        synced.push({ of: String(of).replace(/[0-9a-f]{8}(?=\.partial$)/, 'X'), isNamed: existsSync(path) });
        return sync();
      };
      return file;
    });
    await writeNewFile(path, ['{}\n']);
    expect(synced).to.deep.equal([{ of: `${path}.X.partial`, isNamed: false }, { of: folder, isNamed: true }]);
  });

  it('is written beside what another of the same number left when it was killed: in a container each has the same', async () => {
    let partial = '';
    await writeNewFile(path, (function* () {
      // more than is taken before the file is there
      for (let piece = 0; piece < 20; piece += 1) yield `"${'x'.repeat(65_536)}"\n`;
      partial = readdirSync(folder).find((name) => name.endsWith('.partial')) ?? '';
    })());
    rmSync(path);
    writeFileSync(join(folder, partial), 'half');
    await writeNewFile(path, ['{}\n']);
    expect(readFileSync(join(folder, partial), 'utf8')).to.equal('half');
  });

  it('is refused where its path cannot be one, with what is wrong with it', async () => {
    await writeNewFile(path, ['{}\n']);
    const wrong: [string, string][] = [
      [join(path, 'a.ndjson'), 'a part of its path is no folder'],
      [join(folder, 'nowhere', 'a.ndjson'), 'there is no such folder'],
      [join(folder, 'a'.repeat(300)), 'ENAMETOOLONG'],
    ];
    for (const [name, why] of wrong) {
      const fault = await writeNewFile(name, ['{}\n']).catch((cause: unknown) => cause);
      expect(fault, why).to.be.instanceOf(Fault).and.to.include({ code: 'usage' });
      expect((fault as Fault).message).to.contain(`\`${name}\` cannot be written: ${why}`);
    }
  });

  it('is told by the SHA-256 of its bytes, packed or not', async () => {
    for (const name of ['a.ndjson', 'a.ndjson.gz']) {
      const digest = await writeNewFile(join(folder, name), ['{}\n', '{"a":1}\n']);
      expect(digest, name).to.equal(createHash('sha256').update(readFileSync(join(folder, name))).digest('hex'));
    }
    expect(gunzipSync(readFileSync(`${path.replace('audit', 'a')}.gz`)).toString()).to.equal('{}\n{"a":1}\n');
  });

  it('is not there, nor a part of it, where its text ends with a fault, which is told as it is', async () => {
    const fault = new Fault('store-unavailable', 'no further');
    const text = function* () {
      yield '{}\n';
      throw fault;
    };
    expect(await writeNewFile(path, text()).catch((cause: unknown) => cause)).to.equal(fault);
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('takes the place of no file, and looks before and behind what it writes', async () => {
    const told = async (text: Iterable<string>) => (await writeNewFile(path, text).catch((cause: unknown) => cause as Fault) as Fault).message;
    const comesMeanwhile = function* () {
      yield '{}\n';
      writeFileSync(path, 'mine');
    };
    let isAsked = false;
    const asked = function* () {
      isAsked = true;
      yield '{}\n';
    };
    for (const text of [comesMeanwhile(), asked()]) expect(await told(text)).to.equal(`\`${path}\` is there already: name a file that is not, or move it away`);
    expect(isAsked).to.equal(false);
    expect([readdirSync(folder), readFileSync(path, 'utf8')]).to.deep.equal([['audit.ndjson'], 'mine']);
  });

  it('is there also where a folder cannot be made safe', async () => {
    openBy((of, ...rest) => (of === folder ? Promise.reject(new Error('EINVAL')) : reallyOpen(of, ...rest)));
    await writeNewFile(path, ['{}\n']);
    expect(readFileSync(path, 'utf8')).to.equal('{}\n');
  });
});
