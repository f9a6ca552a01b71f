import { expect } from 'chai';
import { isSound, requireSoundBuild } from '../../src/store/sqlite/sound-build.js';

const withHooks = () => Buffer.from('\0_ZN4node28RemoveEnvironmentCleanupHookEPN2v87IsolateEPFvPvES3_\0');
const without = () => Buffer.from('\0_ZN4node25AddEnvironmentCleanupHookEPN2v87IsolateEPFvPvES3_\0');

describe('SQLite as it was compiled', () => {
  for (const version of ['24.19.0', '24.21.0', '24.100.0']) {
    it(`is told from one that Node ${version} aborts with`, () => {
      expect([isSound(version, withHooks), isSound(version, without)]).to.deep.equal([false, true]);
    });
  }

  for (const version of ['20.19.0', '22.23.3', '24.18.1', '26.12.1']) {
    it(`is not looked at by Node ${version}`, () => {
      expect(isSound(version, () => { throw new Error('looked at'); })).to.equal(true);
    });
  }

  it('is sound here', () => {
    expect(requireSoundBuild).not.to.throw();
  });
});
