import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { startService, stopServices } from '../faults/child-service.js';
import { type House, setUpHouse } from '../serve/house.js';
import { runCommand } from './run-command.js';

describe('a store whose audit is away', () => {
  let house: House;
  const path = (name: string) => join(house.folder, name);
  const told = /a new audit begins at `.*slotguard\.db`, where reference data lies and no audit/;

  beforeEach(async () => {
    house = await setUpHouse();
    renameSync(path('slotguard.db'), path('elsewhere.db'));
  });
  afterEach(() => {
    stopServices();
    house.remove();
  });

  for (const workers of ['1', '2']) {
    it(`is told by a service of ${workers} once`, async () => {
      const serve = () => startService(house, { environment: { SLOTGUARD_SERVER_WORKERS: workers, SLOTGUARD_LOG_LEVEL: 'warn' } });
      const first = await serve();
      await first.stop();
      expect(first.errors()).to.match(told);
      const second = await serve();
      await second.stop();
      expect(second.errors()).not.to.match(told);
    });
  }

  it('is told by what writes there without a service', async () => {
    const { err } = await runCommand(house.environment, ['import', 'inventory', 'package.json']);
    expect(err).to.match(told);
    expect(existsSync(path('slotguard.db'))).to.equal(true);
    expect((await runCommand(house.environment, ['import', 'inventory', 'package.json'])).err).not.to.match(told);
  });
});
