import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readCertificateFile } from '../../src/configuration/certificate-directory.js';

describe('a certificate file', () => {
  let folder: string;
  before(() => { folder = mkdtempSync(join(tmpdir(), 'slotguard-certificates-')); });
  after(() => { rmSync(folder, { recursive: true }); });

  it('is no device or pipe, which could be waited for without end', function () {
    if (process.platform === 'win32') this.skip();
    const path = join(folder, 'root.pem');
    symlinkSync('/dev/null', path);
    expect(readCertificateFile(path)).to.deep.equal({ path, problem: 'a named pipe, a socket or a device is not read: put a file here, or move it elsewhere', isGone: false });
  });
});
