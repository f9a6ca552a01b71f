import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { exitCodeOf } from '../../src/cli/output.js';
import { writeText } from '../../src/cli/write-file.js';

describe('a file that cannot be written', () => {
  function exitCode(path: string): number {
    try {
      writeText(path, 'text\n', { isNew: false });
    } catch (cause) {
      return exitCodeOf(cause);
    }
    throw new Error('it was written');
  }

  it('is wrong usage where another name would do, and else a failure', () => {
    expect(exitCode(tmpdir())).to.equal(2);
    expect(exitCode(join(tmpdir(), 'no', 'such', 'folder', 'file'))).to.equal(2);
    if (process.platform === 'linux') expect(exitCode('/dev/full')).to.equal(1);
  });
});
