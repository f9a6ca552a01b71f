import { spawnSync } from 'node:child_process';
import { openSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Fault } from '../../src/domain/fault.js';
import { serve, type Serving } from '../../src/serve.js';
import { product } from '../support/product.js';
import { ask, type House, setUpHouse } from './house.js';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('readiness', () => {
  let house: House;
  let serving: Serving;

  beforeEach(async () => {
    house = await setUpHouse();
    serving = await serve(house.configuration, { log: silent });
  });
  afterEach(async () => {
    await serving.stop();
    house.remove();
  });
  const ready = async () => (await fetch(`${serving.url}/readyz`)).status;

  it('is lost while the audit cannot be written, and comes back by itself', async () => {
    const { store } = serving.assembly;
    const [append, tryWriting] = [store.audit.append.bind(store.audit), store.tryWriting.bind(store)];
    const full = (code: 'audit-unavailable' | 'store-unavailable') => () => {
      throw new Fault(code, 'the disk is full');
    };
    store.audit.append = full('audit-unavailable');
    store.tryWriting = full('store-unavailable');
    expect(await ready(), 'nobody has noticed yet').to.equal(200);
    expect((await ask(serving.url, house.request('permit', 1))).status).to.equal(503);
    expect(await ready()).to.equal(503);
    store.tryWriting = tryWriting;
    expect(await ready(), 'the probe writes').to.equal(200);
    store.audit.append = append;
    expect((await ask(serving.url, house.request('permit', 1))).status).to.equal(200);
  });

  it('is lost when the reference data can no longer be looked up', async () => {
    truncateSync(join(house.folder, 'slotguard.reference.db'), 0);
    expect((await ask(serving.url, house.request('permit', 1))).status).to.equal(503);
    expect(await ready()).to.equal(503);
  });
});

describe('a result that cannot be written', () => {
  it('is said, and is a failure', function () {
    if (process.platform !== 'linux') this.skip();
    const { status, stderr } = spawnSync(process.execPath, [product, 'config'], { stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'], encoding: 'utf8' });
    expect(stderr).to.contain('cannot be written to standard output');
    expect(status).to.equal(1);
  });
});

describe('a start without parties', () => {
  it('warns that nothing will be checked, and one with parties does not', async () => {
    const house = await setUpHouse();
    const warned = async (storeUrl: string) => {
      const warnings: string[] = [];
      const serving = await serve({ ...house.configuration, store: { url: storeUrl } }, { log: { ...silent, warn: (_, message) => warnings.push(message) } });
      await serving.stop();
      return warnings.filter((each) => each.startsWith('no party is known'));
    };
    expect(await warned(house.configuration.store.url)).to.deep.equal([]);
    expect(await warned(`sqlite:${join(house.folder, 'empty.db')}`)).to.have.lengthOf(1);
    house.remove();
  });
});
