import { spawnSync } from 'node:child_process';
import files, { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { exitCodeOf } from '../../src/cli/output.js';
import { writeText } from '../../src/cli/write-file.js';
import '../support/product.js';

describe('a file that is written', () => {
  let folder = '';
  let path = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'slotguard-write-'));
    path = join(folder, 'report.html');
  });
  afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

  function exitCode(file: string): number {
    try {
      writeText(file, 'text\n', { isNew: false });
    } catch (cause) {
      return exitCodeOf(cause);
    }
    throw new Error('it was written');
  }

  it('is wrong usage where it cannot be and another name would do, and else a failure', () => {
    expect(exitCode(tmpdir())).to.equal(2);
    expect(exitCode(join(tmpdir(), 'no', 'such', 'folder', 'file'))).to.equal(2);
    if (process.platform === 'linux') expect(exitCode('/dev/full')).to.equal(1);
  });

  it('says what to do where it must be new and is there already', () => {
    writeFileSync(path, 'old\n');
    expect(() => { writeText(path, 'new\n', { isNew: true }); }).to.throw(`\`${path}\` cannot be written: it is there already: name a file that is not, or move it away`);
  });

  it('keeps its rights, and the link that names it, when another text takes the place of the old one', () => {
    writeFileSync(path, 'old\n');
    chmodSync(path, 0o604);
    symlinkSync(path, join(folder, 'link'));
    writeText(join(folder, 'link'), 'new\n', { isNew: false });
    expect(readFileSync(path, 'utf8')).to.equal('new\n');
    expect(statSync(path).mode & 0o777).to.equal(0o604);
    expect(readdirSync(folder).sort()).to.deep.equal(['link', 'report.html']);
  });

  it('is written over where no other can take its place, as in a folder that takes none', () => {
    writeFileSync(path, 'an old one that is longer\n');
    const { renameSync } = files;
    files.renameSync = () => { throw Object.assign(new Error('EBUSY'), { code: 'EBUSY' }); };
    syncBuiltinESMExports();
    try {
      writeText(path, 'new\n', { isNew: false });
    } finally {
      files.renameSync = renameSync;
      syncBuiltinESMExports();
    }
    expect([readdirSync(folder), readFileSync(path, 'utf8')]).to.deep.equal([['report.html'], 'new\n']);
  });

  for (const old of [['report.html'], []]) {
    it(`is what it was where there is no room: ${old.length === 0 ? 'not there' : 'the old one, whole'}`, function () {
      if (process.platform !== 'linux') this.skip();
      old.forEach((name) => { writeFileSync(join(folder, name), 'old\n'); });
      const write = `import { writeText } from './dist/cli/write-file.js'; writeText('${path}', 'new\\n'.repeat(1e4), { isNew: false })`;
      const { stderr } = spawnSync('sh', ['-c', 'ulimit -f 8; exec "$@"', 'sh', process.execPath, '--input-type=module', '-e', write], { encoding: 'utf8' });
      expect(stderr).to.contain('cannot be written: EFBIG');
      expect(readdirSync(folder)).to.deep.equal(old);
      if (old.length > 0) expect(readFileSync(path, 'utf8')).to.equal('old\n');
    });
  }
});
