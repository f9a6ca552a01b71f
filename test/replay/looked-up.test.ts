import { expect } from 'chai';
import { facts } from '../../src/facts/catalogue.js';
import { factsBehind } from '../../src/replay/looked-up.js';
import { lookUpsOf } from '../facts/estate.js';

describe('what a recorded fact tells of look-ups', () => {
  for (const { name, find } of facts) {
    it(`is right for ${name}`, async () => {
      const { lookUps } = lookUpsOf();
      await find(lookUps);
      const settled = Object.keys(factsBehind).filter((kind) => kind in lookUps.settled);
      expect(Object.entries(factsBehind).filter(([, names]) => names.includes(name)).map(([kind]) => kind)).to.deep.equal(settled);
    });
  }
});
