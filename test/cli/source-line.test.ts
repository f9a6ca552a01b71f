import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createPointer } from '../../src/cli/source-line.js';

describe('the line that a place points at', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'slotguard-lines-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  /** what is printed for `line:column`, without the gutter: the line, and the marks */
  function pointed(text: string | Uint8Array, place: string): string[] {
    const file = join(folder, 'x.yaml');
    writeFileSync(file, text);
    return createPointer()(`${file}:${place}`).map((line) => line.replace(/^ +(\d+)? ?\| /, ''));
  }

  type Shown = readonly [what: string, text: string, place: string, lines: readonly string[]];

  const shown: readonly Shown[] = [
    ['a word', 'a: b\nstage: devics\n', '2:8', ['stage: devics', '       ^^^^^^']],
    ['a key', 'stage: device\n', '1:1', ['stage: device', '^^^^^']],
    ['a word in brackets', 'v: [ESME, GPFF]\n', '1:11', ['v: [ESME, GPFF]', '          ^^^^']],
    ['a word in quotes, with them', 'v: "6.21" # c\n', '1:4', ['v: "6.21" # c', '   ^^^^^^']],
    ['words in quotes', "v: 'it''s so'\n", '1:4', ["v: 'it''s so'", '   ^^^^^^^^^^']],
    ['a word before a comment', 'v: abc # c\n', '1:4', ['v: abc # c', '   ^^^']],
    ['an EUI-64 and an instant, as one word', 'v: 2026-11-20T10:00:00Z\n', '1:4', ['v: 2026-11-20T10:00:00Z', '   ^^^^^^^^^^^^^^^^^^^^']],
    ['several words: only where they begin', 'v: abc def\n', '1:4', ['v: abc def', '   ^']],
    ['several words with a comma', 'v: abc, def\n', '1:4', ['v: abc, def', '   ^']],
    ['a line of a list in brackets', 'v: [\n  abc,\n  def]\n', '2:3', ['  abc,', '  ^^^']],
    ['a place to fill in', 'v: <a fact> # c\n', '1:4', ['v: <a fact> # c', '   ^^^^^^^^']],
    ['a bracket', 'v: { a: b }\n', '1:4', ['v: { a: b }', '   ^']],
    ['a tab, as two blanks', 'a:\n\tb: cd\n', '2:5', ['  b: cd', '     ^^']],
    ['wide characters, two columns each', 'v: [日本, cd]\n', '1:9', ['v: [日本, cd]', '          ^^']],
    ['a wide word', 'v: 日本\n', '1:4', ['v: 日本', '   ^^^^']],
    ['characters of several code units', 'v: [😀, é, e\u0301, cd]\n', '1:16', ['v: [😀, é, e\u0301, cd]', '              ^^']],
    ['what a terminal would act upon, or hide', 'v: "\u001b[2J\u202e" x\n', '1:12', ['v: "\ufffd[2J\ufffd" x', '           ^']],
    ['Windows line ends', 'a: b\r\nc: de\r\n', '2:4', ['c: de', '   ^^']],
    ['a byte order mark, which is not counted', '\ufeffa: bc\n', '1:4', ['a: bc', '   ^^']],
    ['a place past the end of its line', 'a: [\nb\n', '1:40', ['a: [', '    ^']],
    ['a place at the end of the file: behind the last line that says something', 'a: [1,\n  2\n\n', '4:1', ['  2', '   ^']],
    ['a place far past the end', 'a: b\n', '40:3', ['a: b', '    ^']],
    ['an empty line', 'a: b\n\nc: d\n', '2:1', ['', '^']],
    ['no password', 'url: postgres://me:secret@host/db?password=other\n', '1:6', ['url: postgres://me:******@host/db?password=*****', `     ${'^'.repeat(43)}`]],
    ['no passphrase', 'tls:\n  passphrase: hunter2 is it\n', '2:3', ['  passphrase: *************', '  ^^^^^^^^^^']],
    ['no passphrase in quotes', "tls: { keyPassword: 'hunter2', keyFile: x }\n", '1:8', ["tls: { keyPassword: '*******', keyFile: x }", '       ^^^^^^^^^^^']],
    ['no text where the path of a file belongs', 'passphraseFile: "hunter2\\nx"\n', '1:17', ['passphraseFile: "**********"', '                ^^^^^^^^^^^^']],
    ['the path of a file', 'passphraseFile: "tls/passphrase"\n', '1:17', ['passphraseFile: "tls/passphrase"', '                ^^^^^^^^^^^^^^^^']],
    ['no private key', 'keyFile: -----BEGIN EC PRIVATE KEY-----MIGH\n', '1:10', ['keyFile: -----BEGIN EC PRIVATE KEY-----****', '         ^']],
    ['no line of a private key', `keyFile: -----BEGIN PRIVATE KEY-----\n${'MIGHAgE4'.repeat(8)}\n`, '2:1', ['*'.repeat(64), '^'.repeat(64)]],
    ['a long path', `directory: ${'/var/lib/Slotguard'.repeat(4)}\n`, '1:12', [`directory: ${'/var/lib/Slotguard'.repeat(4)}`, `           ${'^'.repeat(72)}`]],
    ['a digest', `thumbprint: ${'0123abcd'.repeat(8)}\n`, '1:13', [`thumbprint: ${'0123abcd'.repeat(8)}`, `            ${'^'.repeat(64)}`]],
  ];
  for (const [what, text, place, lines] of shown) {
    it(what, () => {
      expect(pointed(text, place)).to.deep.equal(lines);
    });
  }

  it('a long line, cut around the place', () => {
    const text = `v: [${'a, '.repeat(100)}wrong, ${'b, '.repeat(100)}c]\n`;
    const [line = '', marks = ''] = pointed(text, '1:305');
    expect(line).to.have.length(120).and.match(/^….*a, wrong, b.*…$/);
    expect(line.slice(marks.indexOf('^'), marks.length)).to.equal('wrong');
    expect(pointed(text, '1:2')[0]).to.match(/^v: \[a.*…$/).and.to.have.length(120);
    expect(pointed(text, '1:611')[0]).to.match(/^….*c\]$/).and.to.have.length(120);
  });

  it('a word longer than is shown', () => {
    const [line = '', marks = ''] = pointed(`v: ${'x'.repeat(500)}\n`, '1:4');
    expect(line).to.have.length(120);
    expect(marks).to.equal(`   ${'^'.repeat(117)}`);
  });

  it('the number of the line', () => {
    const file = join(folder, 'x.yaml');
    writeFileSync(file, 'a: 1\n'.repeat(100));
    expect(createPointer()(`${file}:100:4`)).to.deep.equal(['    100 | a: 1', '        |    ^']);
  });

  it('nothing of a file that is not there, no file, no text or too large, nor of another place', () => {
    expect(createPointer()(join(folder, 'none.yaml:1:1'))).to.deep.equal([]);
    expect(createPointer()(`${folder}:1:1`)).to.deep.equal([]);
    expect(createPointer()('line 12, element sr:RequestID')).to.deep.equal([]);
    expect(createPointer()('SLOTGUARD_SERVER_PORT')).to.deep.equal([]);
    expect(pointed(new Uint8Array([0x61, 0x3a, 0x20, 0xff]), '1:1')).to.deep.equal([]);
    expect(pointed('a: 1\n'.repeat(210_000), '1:1')).to.deep.equal([]);
  });
});
