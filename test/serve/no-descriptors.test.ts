import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { product } from '../support/product.js';
import { until } from '../support/until.js';
import { ask, type House, setUpHouse } from './house.js';

describe('a service that has no file descriptors left', () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const idle: Socket[] = [];
  let house: House;
  let child: ChildProcess;

  before(async () => { house = await setUpHouse(); });
  after(() => {
    for (const socket of idle) socket.destroy();
    agent.destroy();
    child.kill('SIGKILL');
    house.remove();
  });

  /** of the answer, on the one connection that is kept */
  async function statusOf(url: string): Promise<number | undefined> {
    const [response] = (await once(get(url, { agent }), 'response')) as [IncomingMessage];
    response.resume();
    await once(response, 'end');
    return response.statusCode;
  }

  it('refuses reports, goes on deciding, and writes them again once there are some', async () => {
    child = spawn('sh', ['-c', 'ulimit -n 128; exec "$@"', 'sh', process.execPath, product, 'serve'], { env: { ...process.env, ...house.environment }, stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
    const url = line.replace('slotguard listening on ', '');
    const report = `${url}/v1/reports/panel?from=2026-10-01`;
    expect((await ask(url, house.request('permit', 1), agent)).status).to.equal(200);
    for (let index = 0; index < 150; index += 1) idle.push(connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined));
    await pause(500);
    expect(await statusOf(report)).to.equal(503);
    expect((await ask(url, house.request('permit', 2), agent)).status).to.equal(200);
    for (const socket of idle.splice(0)) socket.destroy();
    await until(async () => (await statusOf(report)) === 200);
    expect(child.exitCode).to.equal(null);
  });
});
