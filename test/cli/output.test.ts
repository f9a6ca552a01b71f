import { CommanderError } from 'commander';
import { expect } from 'chai';
import { describeError, exitCodeOf } from '../../src/cli/output.js';
import { Fault } from '../../src/domain/fault.js';

describe('what ends a command', () => {
  const noDirectory = Object.assign(new Error('ENOENT: uv_cwd'), { syscall: 'uv_cwd' });
  const defect = Object.assign(new Error('EMFILE: open'), { syscall: 'open' });

  it('is told as what it is: a fault, a directory that is gone, or a defect with where it was made', () => {
    expect(describeError(new Fault('usage', 'write it otherwise'))).to.deep.equal(['slotguard: write it otherwise']);
    expect(describeError(noDirectory).join()).to.contain('the directory in which it was started is gone');
    for (const error of [defect, new TypeError('no such thing')]) {
      expect(describeError(error).join()).to.match(/^slotguard: an internal error: (TypeError: no such thing|Error: EMFILE: open)\n +at /);
    }
    expect(describeError('a text')).to.deep.equal(['slotguard: an internal error: a text']);
  });

  it('is wrong usage or a failure to whoever called it', () => {
    const usage = [new Fault('usage', ''), new Fault('configuration-invalid', ''), new CommanderError(1, 'commander.unknownOption', '')];
    expect(usage.map(exitCodeOf)).to.deep.equal([2, 2, 2]);
    expect([new Fault('store-unavailable', ''), defect, 'a text', Object.assign(new Error(), { code: 'usage' })].map(exitCodeOf)).to.deep.equal([1, 1, 1, 1]);
    expect(exitCodeOf(new CommanderError(0, 'commander.help', ''))).to.equal(0);
  });
});
