import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { startService, stopServices } from '../faults/child-service.js';
import { findLost } from '../faults/nothing-lost.js';
import { product } from '../support/product.js';
import { ask, type House, setUpHouse } from './house.js';
import { isAlive } from './running-workers.js';

describe('the service as a process', () => {
  let house: House;

  beforeEach(async () => {
    house = await setUpHouse();
  });
  afterEach(() => {
    stopServices();
    house.remove();
  });

  it('says when it is ready, finishes what is in flight on SIGTERM, and exits 0', async () => {
    const service = await startService(house);
    const answers = Array.from({ length: 50 }, (_, index) => ask(service.url, house.request('permit', 1000 + index)));
    await Promise.race(answers);
    const [code, settled] = await Promise.all([service.stop(), Promise.allSettled(answers)]);
    expect(code).to.equal(0);
    const answered = settled.flatMap((each) => (each.status === 'fulfilled' && each.value.status === 200 ? [each.value] : []));
    expect(answered).not.to.be.empty;
    expect(findLost(house.configuration.store.url, answered)).to.deep.equal([]);
  });

  it('exits 0 where SIGTERM is sent again and again until it is gone', async () => {
    for (let round = 0; round < 3; round += 1) {
      const service = await startService(house);
      const again = setInterval(() => {
        if (isAlive(service.pid)) process.kill(service.pid, 'SIGTERM');
      }, 1);
      expect(await service.stop()).to.equal(0);
      clearInterval(again);
    }
  });

  it('hears SIGHUP before anything is loaded that it serves by, which other commands do not', () => {
    const tellWhenHeard = `import Module from 'node:module';
      process.on('newListener', (name) => { if (name === 'SIGHUP') process.exit(Object.values(Module._cache).some(({ loaded }) => loaded) ? 41 : 40); });`;
    const endOf = (...args: string[]) => spawnSync(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(tellWhenHeard)}`, product, ...args], { env: { ...process.env, ...house.environment } }).status;
    expect([endOf('serve'), endOf('demo'), endOf('--config', 'decide', 'serve')]).to.deep.equal([40, 40, 40]);
    expect([endOf('config'), endOf('decide', 'serve'), endOf('--config', 'serve', 'decide', 'demo')]).to.deep.equal([0, 2, 2]);
  });

  it('never writes an MPxN to its log', async () => {
    const service = await startService(house, { environment: { SLOTGUARD_LOG_LEVEL: 'trace' } });
    await ask(service.url, house.request('reject', 7));
    const { body } = await ask(service.url, house.request('permit', 8));
    await (await fetch(`${service.url}/v1/decisions/${String(body.decisionId)}`)).text();
    await service.stop();
    expect(service.errors()).to.contain('answered').and.not.to.contain('9000000000102');
  });

  it('says that the directory is gone in which it was started', () => {
    const started = `mkdir "$1" && cd "$1" && rmdir "$1" && exec "$2" "$3" serve`;
    const args = [join(house.folder, 'gone'), process.execPath, resolve(product)];
    const { status, stderr } = spawnSync('sh', ['-c', started, 'sh', ...args], { encoding: 'utf8', env: { ...process.env, ...house.environment } });
    expect([status, stderr]).to.deep.equal([1, 'slotguard: the directory in which it was started is gone: start it in one that is there\n']);
  });

  it('refuses to start with rules that are not sound, naming the place', async () => {
    const child = spawn(process.execPath, [product, 'serve'], { env: { ...process.env, ...house.environment, SLOTGUARD_RULES_DIRECTORY: 'test/scenarios/worlds' }, stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).to.equal(1);
    expect(errors).to.contain('there is no policy.yaml');
  });
});
