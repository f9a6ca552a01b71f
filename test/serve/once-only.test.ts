import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { product } from '../support/product.js';
import { until } from '../support/until.js';
import { guardedService } from './guarded-service.js';
import { type House, setUpHouse } from './house.js';
import { getAnew } from './running-workers.js';

const mayReadRules = '{ server: { host: 0.0.0.0, plainHttp: anywhere }, access: { anonymous: [rules] } }';
const ofShell = `<(echo '${mayReadRules}')`;

describe('what can be read only once', () => {
  let house: House;
  let child: ChildProcess;
  let errors = '';

  before(async () => {
    house = await setUpHouse();
  });
  afterEach(async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    errors = '';
  });
  after(() => house.remove());

  async function start(command: string, file: string): Promise<string> {
    const serving = `exec "${process.execPath}" ${product} --config ${file} ${command}`;
    child = spawn('bash', ['-c', serving], { env: { ...process.env, ...house.environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stderr!.on('data', (chunk: Buffer) => { errors += chunk.toString(); });
    for await (const line of createInterface({ input: child.stdout! })) {
      const port = /^slotguard listening on .*:(\d+)$/.exec(line)?.[1];
      if (port !== undefined) return `http://127.0.0.1:${port}`;
    }
    return '';
  }

  async function expectToStay(url: string): Promise<void> {
    expect(await getAnew(`${url}/v1/rules`)).to.equal(200);
    child.kill('SIGHUP');
    await until(() => errors.includes('access refused, what was in force stays: what is no file cannot be read again'));
    expect(await getAnew(`${url}/v1/rules`)).to.equal(200);
  }

  it('is no empty configuration at SIGHUP where it was a pipe of the shell', async () => {
    await expectToStay(await start('serve', ofShell));
  });

  it('is not waited for at SIGHUP where it is a named pipe', async () => {
    const pipe = join(house.folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    void writeFile(pipe, mayReadRules);
    await expectToStay(await start('serve', pipe));
  });

  it('is not taken for an empty configuration by a command that reads it twice', async () => {
    expect(await start('demo', ofShell)).to.equal('');
    expect(errors).to.contain('it is a pipe, a terminal or a device, which is read at the start alone');
  });
});

describe('a key of the server that became a named pipe', () => {
  const service = guardedService();

  it('is not waited for', async () => {
    await service.start({ server: service.tls(), access: { reloadSeconds: 0 } });
    execFileSync('rm', [service.at('server.key')]);
    execFileSync('mkfifo', [service.at('server.key')]);
    const unblock = spawn('sh', ['-c', `sleep 3; echo > '${service.at('server.key')}'`]);
    await service.watch.reload();
    unblock.kill();
    expect(service.logged.map(({ message }) => message)).to.include('access refused, what was in force stays: what is no file cannot be read again');
  });
});
