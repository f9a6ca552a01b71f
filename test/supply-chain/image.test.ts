import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { ask, setUpHouse, type House } from '../serve/house.js';
import { imageEnvironment, readDockerfile, shippedStage } from './dockerfile.js';
import { canSealOff, sealOff, type Sealed } from './read-only.js';

const folder = '/var/lib/slotguard';
/** By its own first line, as in the image. */
const program = 'dist/main.js';
const [from, to] = [-1, 1].map((years) => `${new Date().getFullYear() + years}-01-01`) as [string, string];

describe('the image', () => {
  it('stands on a base that is pinned by its version, the same for building and for running', () => {
    const [base] = readDockerfile();
    expect(base?.keyword).to.equal('ARG');
    expect(base?.text).to.match(/^NODE=\d+\.\d+\.\d+-bookworm$/);
    expect(readDockerfile().filter(({ keyword }) => keyword === 'FROM').map(({ text }) => text)).to.deep.equal(['node:${NODE} AS build', 'node:${NODE}-slim']);
  });

  it('runs as a user by number who is not root, and asks for its own health', () => {
    expect(textsOf('USER')).to.deep.equal(['1000:1000']);
    expect(textsOf('HEALTHCHECK')).to.have.lengthOf(1);
  });

  it('writes to one folder, which is a volume', () => {
    expect(textsOf('VOLUME')).to.deep.equal([folder]);
    const { SLOTGUARD_STORE_URL, SQLITE_TMPDIR } = imageEnvironment();
    expect({ SLOTGUARD_STORE_URL, SQLITE_TMPDIR }).to.deep.equal({ SLOTGUARD_STORE_URL: `sqlite:${folder}/slotguard.db`, SQLITE_TMPDIR: folder });
  });

  it('holds what is named and nothing else, and no secret', () => {
    const copied = readDockerfile().filter(({ keyword }) => keyword === 'COPY').map(({ text }) => text);
    expect(copied).to.deep.equal([
      'package.json package-lock.json ./',
      '.ci/object-wrap.h ./.ci/',
      'tsconfig.json ./',
      'src ./src',
      '--from=build /app/node_modules ./node_modules',
      '--from=build /app/dist ./dist',
      'package.json LICENSE ./',
      'config ./config',
      'rules ./rules',
    ]);
    expect(readDockerfile().filter(({ keyword }) => keyword === 'ADD')).to.deep.equal([]);
    expect(Object.keys(imageEnvironment()).join()).not.to.match(/SECRET|TOKEN|PASS|KEY/);
    expect(readFileSync('.dockerignore', 'utf8').split('\n')).to.include.members(['.git', 'data', 'node_modules', 'dist']);
  });
});

describe('the image’s service where nothing but its folder can be written, with no capability and no way to get one', () => {
  let house: House;
  let sealed: Sealed;
  let service: ChildProcess | undefined;
  let url: string;

  before(async function () {
    house = await setUpHouse();
    if (!canSealOff()) this.skip();
    writeFileSync(join(house.folder, 'registration.csv'), 'mpxn,network_operator,supplier,effective_from,effective_to\n');
    const [user = ''] = textsOf('USER').map((text) => text.split(':')[0]);
    const ofTheImage = Object.entries(imageEnvironment()).map(([name, value]) => [name, value.replaceAll(folder, house.folder)]);
    sealed = sealOff(house.folder, user, { ...(Object.fromEntries(ofTheImage) as Record<string, string>), SLOTGUARD_SERVER_HOST: '127.0.0.1', SLOTGUARD_SERVER_PORT: '0', SLOTGUARD_SERVER_WORKERS: '2' });
    service = sealed.start(program, 'serve');
    url = await readyUrl(service);
  });

  after(async () => {
    if (service?.exitCode === null) {
      service.kill('SIGKILL');
      await once(service, 'close');
    }
    house.remove();
  });

  it('is sealed off', () => {
    const script = `const { writeFileSync } = require('node:fs'); try { writeFileSync(process.argv[1] + '/probe', ''); } catch ({ code }) { console.log(code); } console.log(process.getuid())`;
    expect(sealed.run(process.execPath, '-e', script, '/tmp').stdout).to.equal('EROFS\n1000\n');
    expect(sealed.run(process.execPath, '-e', script, house.folder).stdout).to.equal('1000\n');
    expect(sealed.run('sh', '-c', 'grep -E "^(CapEff|CapBnd|NoNewPrivs)" /proc/self/status').stdout.replace(/\s+/g, ' ')).to.equal('CapEff: 0000000000000000 CapBnd: 0000000000000000 NoNewPrivs: 1 ');
  });

  it('decides, and reports', async () => {
    expect(await ask(url, house.request('permit', 1))).to.have.nested.property('body.decision', 'permit');
    expect(await ask(url, house.request('reject', 2))).to.have.nested.property('body.decision', 'reject');
    for (const type of ['application/json', 'text/csv', 'text/html']) {
      const { status } = await fetch(`${url}/v1/reports/panel?from=${from}&to=${to}`, { headers: { Accept: type } });
      expect(status, type).to.equal(200);
    }
  });

  it('is healthy by its own account, and is not where it does not answer', () => {
    const [check = ''] = textsOf('HEALTHCHECK');
    const [, script = ''] = (JSON.parse(check.slice(check.indexOf('["node"'))) as string[]).slice(1);
    const health = (port: string) => spawnSync(process.execPath, ['-e', script], { env: { SLOTGUARD_SERVER_PORT: port } }).status;
    expect(health(new URL(url).port)).to.equal(0);
    expect(health('1')).to.equal(1);
  });

  it('can be looked after beside it', () => {
    for (const command of [['import', 'registration', join(house.folder, 'registration.csv')], ['audit', 'verify'], ['rules', 'check'], ['report', 'panel', '--from', from, '--to', to, '--format', 'html']]) {
      const { status, stderr } = sealed.run(program, ...command);
      expect(status, `${command.join(' ')}: ${stderr}`).to.equal(0);
    }
  });

  it('finishes when it is told to', async () => {
    service?.kill('SIGTERM');
    expect(await once(service!, 'close')).to.deep.equal([0, null]);
  });
});

function textsOf(keyword: string): string[] {
  return shippedStage().filter((each) => each.keyword === keyword).map(({ text }) => text);
}

/** Where it listens. Throws what it wrote to standard error where it ends before. */
async function readyUrl(service: ChildProcess): Promise<string> {
  let errors = '';
  service.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  for await (const line of createInterface({ input: service.stdout! })) {
    const url = /^slotguard listening on (\S+)$/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(errors);
}
