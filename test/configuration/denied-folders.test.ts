import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readCertificateDirectory } from '../../src/configuration/certificate-directory.js';
import { readRuleDirectory } from '../../src/configuration/rule-directory.js';
import { readScenarios } from '../../src/scenarios/read-scenarios.js';
import { worldNames } from '../../src/scenarios/read-world.js';
import { caught } from '../store/store-folder.js';

const nobody = 65_534;

/** The administrator may look everywhere. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  const isAdministrator = process.geteuid?.() === 0;
  if (isAdministrator) process.seteuid?.(nobody);
  try {
    return await work();
  } finally {
    if (isAdministrator) process.seteuid?.(0);
  }
}

describe('a folder that may not be looked into', () => {
  let folder: string;
  const at = () => join(folder, 'closed');

  before(function () {
    if (process.platform === 'win32') this.skip();
    folder = mkdtempSync(join(tmpdir(), 'slotguard-denied-'));
    mkdirSync(at());
    chmodSync(folder, 0o755);
    chmodSync(at(), 0o000);
  });
  after(() => {
    chmodSync(at(), 0o700);
    rmSync(folder, { recursive: true });
  });

  it('is named, among rules', async () => {
    const fault = await asNobody(() => caught(() => readRuleDirectory(folder)));
    expect(fault).to.include({ code: 'rules-invalid', message: `the rules directory \`${folder}\` cannot be read` });
    expect(fault).to.have.deep.property('places', [{ at: at(), problem: 'permission is denied: let slotguard look into the folder' }]);
  });

  it('is named, among scenarios', async () => {
    const fault = await asNobody(() => caught(() => readScenarios(folder)));
    expect(fault).to.include({ code: 'data-invalid', message: `the scenarios in ${folder} cannot be read` });
    expect(fault).to.have.deep.property('places', [{ at: at(), problem: 'permission is denied: let slotguard look into the folder' }]);
  });

  it('is named, among worlds', async () => {
    const fault = await asNobody(() => caught(() => worldNames(at())));
    expect(fault).to.include({ code: 'data-invalid', message: `the worlds in ${at()} cannot be read` });
    expect(fault).to.have.deep.property('places', [{ at: at(), problem: 'permission is denied: let slotguard look into the folder' }]);
  });

  it('is named, of certificates', async () => {
    const fault = await asNobody(() => caught(() => readCertificateDirectory(at(), 'certificates.rootsDirectory')));
    expect(fault).to.include({ code: 'configuration-invalid', message: `the directory \`${at()}\` of certificates.rootsDirectory cannot be read` });
    expect(fault).to.have.deep.property('places', [{ at: at(), problem: 'permission is denied: let slotguard look into the folder' }]);
  });
});
