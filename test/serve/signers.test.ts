import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Configuration } from '../../src/configuration/schema.js';
import { Fault } from '../../src/domain/fault.js';
import { serve, type Serving } from '../../src/serve.js';
import { openSigners } from '../../src/signers-in-force.js';
import { runCommand } from '../cli/run-command.js';
import { refusalOf } from '../duis/refusal.js';
import { makeSigner, signXml } from '../signature/signing.js';
import { until } from '../support/until.js';
import { ask, type House, setUpHouse } from './house.js';

const signer = makeSigner({ entityId: '02-DE-30-11-00-00-00-01' });

describe('the directory of signers', () => {
  const logged: { level: string; line: object; message: string }[] = [];
  const log = {
    info: (line: object, message: string) => logged.push({ level: 'info', line, message }),
    warn: (line: object, message: string) => logged.push({ level: 'warn', line, message }),
    error: (line: object, message: string) => logged.push({ level: 'error', line, message }),
  };
  let house: House;
  let serving: Serving;
  let directory: string;
  const said = (): string[] => logged.filter(({ message }) => message.startsWith('signers')).map(({ line, message }) => `${JSON.stringify(line)} ${message}`);
  const signed = (counter: number, by = signer): string => signXml(unsigned(house.request('permit', counter)), by);

  const ready = async () => {
    const response = await fetch(`${serving.url}/readyz`);
    return { status: response.status, body: (await response.json()) as { checks: { signers: { ok: boolean; detail: string } } } };
  };

  before(async () => {
    directory = join(mkdtempSync(join(tmpdir(), 'slotguard-signers-')), 'signers');
    mkdirSync(directory);
    writeFileSync(join(directory, 'bright.pem'), signer.pem);
    writeFileSync(join(directory, 'README.md'), 'who is who\n');
    house = await setUpHouse({ SLOTGUARD_SIGNATURE: 'verify', SLOTGUARD_SIGNERS_DIRECTORY: directory, SLOTGUARD_RULES_RELOADSECONDS: '0' });
    serving = await serve(house.configuration, { log });
  });
  after(async () => {
    await serving.stop();
    house.remove();
    rmSync(join(directory, '..'), { recursive: true });
  });

  it('decides whose messages are read', async () => {
    expect((await ask(serving.url, signed(100))).body).to.include({ decision: 'permit', reason: 'verified' });
    const { status, body } = await ask(serving.url, unsigned(house.request('permit', 101)));
    expect({ status, code: body.code }).to.deep.equal({ status: 422, code: 'signature-required' });
  });

  it('decides it for the command line too', async () => {
    const file = join(house.folder, 'signed.xml');
    writeFileSync(file, signed(102));
    expect(await runCommand(house.environment, ['decide', file])).to.include({ code: 0 });
    writeFileSync(file, unsigned(house.request('permit', 103)));
    const { code, err } = await runCommand(house.environment, ['decide', file]);
    expect(code).to.equal(1);
    expect(err).to.match(/undecidable: the message carries no ds:Signature/);
  });

  it('is read again when it changes, where a bad file stands for whom it stood for, and is told once', async () => {
    const next = makeSigner({ entityId: '02-DE-30-11-00-00-00-01', serial: '77' });
    expect((await ask(serving.url, signed(104, next))).body).to.include({ code: 'signature-invalid' });
    writeFileSync(join(directory, 'next.pem'), next.pem);
    await until(() => logged.some(({ message }) => message === 'signers reloaded'));
    expect((await ask(serving.url, signed(105, next))).body).to.include({ decision: 'permit' });
    writeFileSync(join(directory, 'bright.pem'), signer.pem.slice(0, 100));
    await until(() => logged.some(({ level }) => level === 'error'));
    const { line, message } = logged.find(({ level }) => level === 'error')!;
    expect(message).to.match(/^signers reloaded, but for files that cannot be used: /);
    expect(JSON.stringify(line)).to.contain('bright.pem');
    expect((await ask(serving.url, signed(106))).body).to.include({ decision: 'permit' });
    const { status, body } = await ready();
    expect({ status, ok: body.checks.signers.ok }).to.deep.equal({ status: 200, ok: true });
    expect(body.checks.signers.detail).to.match(/^2 certificates of signers; what cannot be used: .*bright\.pem: a block that begins with/);
  });

  it('no longer knows whose file is gone, whatever the others are', async () => {
    const next = makeSigner({ entityId: '02-DE-30-11-00-00-00-01', serial: '77' });
    writeFileSync(join(directory, 'next.pem'), next.pem);
    symlinkSync('/nowhere/at/all', join(directory, 'link.pem'));
    await until(() => said().at(-1)?.includes('link.pem') === true);
    expect((await ask(serving.url, signed(107, next))).body).to.include({ decision: 'permit' });
    const lines = said().length;
    rmSync(join(directory, 'next.pem'));
    await until(() => said().length > lines);
    expect((await ask(serving.url, signed(108, next))).body).to.include({ code: 'signature-invalid' });
    expect((await ask(serving.url, signed(109))).body).to.include({ decision: 'permit' });
    rmSync(join(directory, 'bright.pem'));
    await until(() => said().length > lines + 1);
    expect((await ask(serving.url, signed(110))).body).to.include({ code: 'signature-invalid' });
  });

  it('knows nobody once it is gone, and everybody again once it is back', async () => {
    writeFileSync(join(directory, 'bright.pem'), signer.pem);
    rmSync(join(directory, 'link.pem'));
    await until(() => said().at(-1)?.endsWith(' signers reloaded') === true);
    rmSync(directory, { recursive: true });
    await until(() => said().at(-1)?.includes('no such directory') === true);
    expect((await ask(serving.url, signed(111))).body).to.include({ code: 'signature-invalid' });
    expect((await ready()).body.checks.signers.detail).to.match(/^0 certificates of signers; .*: no such directory$/);
    mkdirSync(directory);
    await until(() => said().at(-1)?.includes('there is no certificate in it') === true);
    writeFileSync(join(directory, 'bright.pem'), signer.pem);
    await until(() => said().at(-1)?.endsWith(' signers reloaded') === true);
    expect((await ask(serving.url, signed(112))).body).to.include({ decision: 'permit' });
  });

  it('is looked at again as soon as the service listens: what was taken out while it started counts no more', () => {
    const folder = mkdtempSync(join(tmpdir(), 'slotguard-signers-'));
    writeFileSync(join(folder, 'a.pem'), signer.pem);
    const signers = openSigners(configurationOf(folder))!;
    rmSync(join(folder, 'a.pem'));
    signers.watch(log)();
    expect(signers.current().size).to.equal(0);
    rmSync(folder, { recursive: true });
  });

  it('that cannot be listed any more stands for whom it stood for, but for whose file is gone', function () {
    if (process.platform === 'win32') this.skip();
    const folder = mkdtempSync(join(tmpdir(), 'slotguard-signers-'));
    writeFileSync(join(folder, 'a.pem'), signer.pem);
    writeFileSync(join(folder, 'b.pem'), makeSigner({ serial: '78' }).pem);
    const signers = openSigners(configurationOf(folder))!;
    const lookAgain = (): unknown => {
      asNobody(() => { signers.watch(log)(); });
      return [signers.current().size, signers.problems().map(({ at, problem }) => `${at}: ${problem}`)];
    };
    rmSync(join(folder, 'b.pem'));
    chmodSync(folder, 0o311);
    expect(lookAgain()).to.deep.equal([1, [`${folder}: the directory cannot be listed: may slotguard read it?`, `${join(folder, 'b.pem')}: the file cannot be opened: is it a directory, a link to nowhere, or not readable?`]]);
    chmodSync(folder, 0o755);
    expect(lookAgain()).to.deep.equal([1, []]);
    rmSync(folder, { recursive: true });
  });

  const refused: readonly (readonly [string, (folder: string) => void, RegExp])[] = [
    ['it is empty', () => undefined, /: there is no certificate in it$/],
    ['a file is no certificate', (folder) => { writeFileSync(join(folder, 'a.pem'), 'x'); }, /a\.pem: /],
    ['a file has another ending', (folder) => { writeFileSync(join(folder, 'a.txt'), 'x'); }, /a\.txt: a certificate file ends in \.pem, \.crt, \.cer or \.der/],
    ['a file is a directory', (folder) => { mkdirSync(join(folder, 'a.pem')); }, /a\.pem: the file cannot be opened/],
    ['it is not there', (folder) => { rmSync(folder, { recursive: true }); }, /: no such directory$/],
  ];
  for (const [what, spoil, place] of refused) {
    it(`keeps the service from starting when ${what}`, () => {
      const folder = mkdtempSync(join(tmpdir(), 'slotguard-signers-'));
      spoil(folder);
      const { code, places } = refusalOf(() => openSigners(configurationOf(folder)));
      rmSync(folder, { recursive: true, force: true });
      expect(code).to.equal('configuration-invalid');
      expect(places.map(({ at, problem }) => `${at}: ${problem}`).join()).to.match(place);
    });
  }

  it('must be named where signatures are verified', () => {
    expect(() => openSigners(configurationOf(null))).to.throw(Fault, 'signatures cannot be verified without certificates (signature: verify)').with.deep.nested.property('places[0].at', 'signers.directory');
  });

  it('is not looked at where they are not', () => {
    expect(openSigners({ signature: 'upstream', signers: { directory: '/nowhere', reloadSeconds: 1 } })).to.equal(undefined);
  });
});

describe('a start with `signature: off`', () => {
  it('warns that nobody verifies signatures, and decides like upstream', async () => {
    const house = await setUpHouse({ SLOTGUARD_SIGNATURE: 'off' });
    const warned: string[] = [];
    const serving = await serve(house.configuration, { log: { info: () => undefined, error: () => undefined, warn: (_, message) => warned.push(message) } });
    expect(warned).to.include('nobody verifies the signatures of Service Requests (signature: off)');
    expect((await ask(serving.url, house.request('permit', 1))).body).to.include({ decision: 'permit' });
    await serving.stop();
    house.remove();
  });
});

function configurationOf(directory: string | null): Pick<Configuration, 'signature' | 'signers'> {
  return { signature: 'verify', signers: { directory, reloadSeconds: 1 } };
}

/** The administrator may look everywhere. */
function asNobody(act: () => void): void {
  const isAdministrator = process.geteuid?.() === 0;
  if (isAdministrator) process.seteuid?.(65_534);
  try {
    act();
  } finally {
    if (isAdministrator) process.seteuid?.(0);
  }
}

function unsigned(message: string): string {
  return message.replace(/\s*<ds:Signature [^]*<\/ds:Signature>/, '');
}
