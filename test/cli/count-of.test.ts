import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type House, setUpHouse } from '../serve/house.js';
import { runCommand } from './run-command.js';

describe('one record', () => {
  let house: House;
  const run = (...args: string[]) => runCommand(house.environment, args);

  before(async () => { house = await setUpHouse(); });
  after(() => { house.remove(); });

  it('is told of as one', async () => {
    const file = join(house.folder, 'permit.xml');
    writeFileSync(file, house.request('permit', 1));
    await run('decide', file);
    const out = join(house.folder, 'all.ndjson');
    expect((await run('audit', 'verify')).out).to.equal('the chain holds: 1 record, 1 to 1\n');
    expect((await run('audit', 'export', '--out', out)).err).to.equal(`1 record, 1 to 1, is in ${out}\n`);
    expect((await run('audit', 'rebuild')).out).to.equal('1 record counted again: everything was right\n');
    expect((await run('replay', '--rules', house.rules)).out).to.match(/^1 record under /);
  });
});
