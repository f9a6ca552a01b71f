import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import { printable, printableLines, wellFormed } from '../../src/domain/printable.js';
import { shellWord } from '../../src/domain/shell-word.js';

describe('foreign text that is shown', () => {
  const [escape, turned] = ['\u001b[2J', '\u202Etxt'];

  it('commands no terminal and turns no line, however deep it stands', () => {
    expect(printable({ a: [escape, { b: turned }], n: 1, none: null, not: undefined, yes: true })).to.deep.equal({ a: ['\uFFFD[2J', { b: '\uFFFDtxt' }], n: 1, none: null, not: undefined, yes: true });
    expect(printable('a\nb\u061C\u200E\u200F\u2028\u2066\u009bc\ud800')).to.equal('a\uFFFDb\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDc\uFFFD');
    expect(printable('Dŵr \u{1F512}')).to.equal('Dŵr \u{1F512}');
    expect(printableLines(`a${escape}\n\nb\r`)).to.equal('a\uFFFD[2J\n\nb\uFFFD');
  });

  it('holds no half of a character, which strict readers of JSON refuse, and all else as it stands', () => {
    expect(wellFormed([{ a: '\u{1F512}'.slice(0, 1) }, `\u{1F512}${escape}`])).to.deep.equal([{ a: '\uFFFD' }, `\u{1F512}${escape}`]);
  });
});

describe('a path behind a command', () => {
  it('is one word to the shell, the path itself', () => {
    for (const path of ['/srv/rules-1/a.yaml', 'a b', `it's`, '$HOME', '`id`', '$(id)', 'a;b', '-a+b', 'x\ny', `''`, 'é', '*', '~']) {
      expect(execFileSync('sh', ['-c', `printf %s ${shellWord(path)}`, 'sh'], { encoding: 'utf8' }), path).to.equal(path);
    }
    expect(shellWord('/srv/rules-1/a.yaml')).to.equal('/srv/rules-1/a.yaml');
  });
});
