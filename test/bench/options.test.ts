import { spawnSync } from 'node:child_process';
import { relative, resolve } from 'node:path';
import { expect } from 'chai';

const { readOptions } = (await import(new URL('../../bench/options.mjs', import.meta.url).href)) as { readOptions: (args: string[]) => Record<string, unknown> };

/** What it says of options that it cannot follow. */
function refused(...args: string[]): string {
  const read = "import('./bench/options.mjs').then(({ readOptions }) => readOptions(process.argv.slice(1)))";
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', read, '--', ...args], { encoding: 'utf8' });
  expect({ status, stdout }, stderr).to.deep.equal({ status: 2, stdout: '' });
  return stderr;
}

describe('what the benchmark is asked for', () => {
  const wrong = {
    'an unknown option': [['--nope'], /there is no option --nope; there are --only, --rows/],
    'an unknown part': [['--only', 'peer'], /there is no part "peer"; take some of start, peers/],
    'rows that are no number': [['--rows', 'abc'], /--rows needs a whole number from 100 up, and "abc" is none/],
    'fewer devices than the mix has sorts of': [['--rows', '4'], /whole number from 100 up/],
    'no rounds': [['--rounds', '0'], /--rounds needs a whole number from 1 up/],
    'no time': [['--seconds', '0'], /--seconds needs a number above 0/],
    'an option without its value': [['--rows'], /--rows needs a value/],
    'sizes of nothing': [['--sizes', '1000'], /--sizes needs --only with one of rules, store/],
    'fewer rules than the mix needs': [['--only', 'rules', '--sizes', '5'], /whole number from 10 up/],
    'a part twice': [['--only', 'peers,peers'], /names something twice/],
    'an OPA that is not there': [['--opa', 'nowhere/opa'], /nowhere\/opa is no file that may be run/],
  } as const;

  for (const [name, [args, told]] of Object.entries(wrong)) {
    it(`${name} is refused in one line`, () => {
      expect(refused(...args)).to.match(told).and.match(/^bench: .*\n$/);
    });
  }

  it('is the same wherever a server is started that is given a path', () => {
    const opa = relative('.', process.execPath);
    expect(readOptions(['--opa', opa, '--cache', 'somewhere/near'])).to.include({ opa: process.execPath, cache: resolve('somewhere/near') });
  });
});
