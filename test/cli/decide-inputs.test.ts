import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect } from 'chai';
import { readItems, type Reading } from '../../src/cli/decide-inputs.js';
import { findFiles, sizeOf } from '../../src/cli/find-files.js';
import { caught } from '../store/store-folder.js';

const never = new AbortController().signal;
const ignore = (): void => undefined;
const named = (names: string[]) => names.map((name) => ({ name, isOfFolder: false }));
const request = '{"srv":"6.21"}';

describe('what decide reads', () => {
  let folder: string;
  const at = (name: string) => join(folder, name);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'slotguard-inputs-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  async function read(
    files: string[],
    { isNdjson = false, maxLineBytes = 100, onBytes = ignore, signal = never }: Partial<Reading> = {},
  ): Promise<(string | undefined)[][]> {
    const found: (string | undefined)[][] = [];
    for await (const items of readItems(named(files), { isNdjson, maxLineBytes, onBytes, signal })) {
      found.push(...items.map(({ file, line, bytes }) => [line === undefined ? file : `${file}:${line}`, bytes?.toString()]));
    }
    return found;
  }

  it('is of a folder every request in it and in its folders, by name, and nothing else', () => {
    mkdirSync(at('in/b.xml'), { recursive: true });
    for (const name of ['z.xml', 'a.json', 'b.xml/2.ndjson', 'b.xml/1.xml', 'README.md', 'a.csv']) writeFileSync(at(`in/${name}`), '');
    symlinkSync('..', at('in/round'));
    const found = ['a.json', 'b.xml/1.xml', 'b.xml/2.ndjson', 'z.xml'].map((name) => ({ name: at(`in/${name}`), isOfFolder: true }));
    expect(findFiles([at('none.xml'), at('in'), '-'], ignore)).to.deep.equal([...named([at('none.xml')]), ...found, ...named(['-'])]);
  });

  it('is of a folder what ends so in upper or lower case; what else there is, is told by its kind', () => {
    mkdirSync(at('in'));
    for (const name of ['A.XML', 'b.Json', 'c.NDJSON', 'LICENSE', 'd.csv', 'e.CSV', 'f.xml.gz']) writeFileSync(at(`in/${name}`), '');
    symlinkSync('..', at('in/round.xml'));
    symlinkSync('..', at('in/round'));
    symlinkSync('nowhere', at('in/g.xml'));
    const notes: string[] = [];
    expect(findFiles([at('in')], (line) => notes.push(line)).map(({ name }) => name)).to.deep.equal(['A.XML', 'b.Json', 'c.NDJSON', 'g.xml', 'round.xml'].map((name) => at(`in/${name}`)));
    expect(notes).to.deep.equal([
      `\`${at('in')}\`: left out 5 files, as only those are taken whose name ends in .xml, .json, .ndjson: 2 .csv, 1 .gz, 1 link to a folder, 1 without an ending`,
    ]);
  });

  it('is of an .NDJSON file each line, and of a file of a folder that cannot be read why', async () => {
    writeFileSync(at('a.NDJSON'), `${request}\n`);
    const files = [{ name: at('a.NDJSON'), isOfFolder: true }, { name: at('none.xml'), isOfFolder: true }, { name: folder, isOfFolder: true }];
    const found = [];
    for await (const items of readItems(files, { isNdjson: false, maxLineBytes: 100, onBytes: ignore, signal: never })) found.push(...items);
    expect(found).to.deep.equal([
      { file: at('a.NDJSON'), line: 1, bytes: Buffer.from(request) },
      { file: at('none.xml'), bytes: undefined, unread: `\`${at('none.xml')}\` is a link to a file that is not there, or was removed just now` },
      { file: folder, bytes: undefined, unread: `\`${folder}\` cannot be read: it is a directory` },
    ]);
  });

  it('is refused where a folder holds none, which says what would be taken', async () => {
    mkdirSync(at('empty'));
    expect(await caught(() => findFiles([at('empty')], ignore))).to.include({ code: 'usage', message: `\`${at('empty')}\` holds no file whose name ends in .xml, .json, .ndjson` });
    writeFileSync(at('empty/a.xml.gz'), '');
    expect(await caught(() => findFiles([at('empty')], ignore))).to.have.property('message').that.matches(/\.ndjson: it holds 1 \.gz$/);
  });

  it('is of an .ndjson file each line that is not blank, and a line that is too long without its bytes', async () => {
    writeFileSync(at('some.ndjson'), `${request}\r\n\n  \n${'x'.repeat(101)}\n${request}`);
    expect(await read([at('some.ndjson')])).to.deep.equal([[`${at('some.ndjson')}:1`, request], [`${at('some.ndjson')}:4`, undefined], [`${at('some.ndjson')}:5`, request]]);
  });

  it('is of any other file the whole, unless it is said that all hold lines', async () => {
    const text = `${request}\n${request}\n`;
    writeFileSync(at('some.json'), text);
    expect(await read([at('some.json')])).to.deep.equal([[at('some.json'), text]]);
    expect(await read([at('some.json')], { isNdjson: true })).to.deep.equal([[`${at('some.json')}:1`, request], [`${at('some.json')}:2`, request]]);
  });

  it('gives what comes before a file that is not there, and then says so', async () => {
    writeFileSync(at('one.xml'), '<a/>');
    symlinkSync('round.xml', at('round.xml'));
    expect(await caught(() => readItems(findFiles([at('round.xml')], ignore), { isNdjson: false, maxLineBytes: 100, onBytes: ignore, signal: never }).next())).to.include({ code: 'usage' });
    for (const missing of [at('none.xml'), at('none.ndjson')]) {
      const items = readItems(named([at('one.xml'), missing]), { isNdjson: false, maxLineBytes: 100, onBytes: ignore, signal: never });
      expect((await items.next()).value).to.have.length(1);
      expect(await caught(() => items.next())).to.include({ code: 'usage', message: `\`${missing}\` cannot be read: there is no such file` });
    }
  });

  it('counts the bytes of every file, and how many there are in all', async () => {
    writeFileSync(at('one.xml'), '<a/>');
    writeFileSync(at('some.ndjson'), `${request}\n`.repeat(50_000));
    let bytes = 0;
    const found = await read([at('one.xml'), at('some.ndjson')], { onBytes: (more) => { bytes += more; } });
    expect([found.length, bytes]).to.deep.equal([50_001, sizeOf(named([at('one.xml'), at('some.ndjson'), at('none.xml')]))]);
  });

  describe('from standard input', () => {
    const real = Object.getOwnPropertyDescriptor(process, 'stdin')!;
    afterEach(() => Object.defineProperty(process, 'stdin', real));

    async function readStandardInput(chunks: string[], isNdjson = false) {
      Object.defineProperty(process, 'stdin', { value: Readable.from(chunks.map((chunk) => Buffer.from(chunk))), configurable: true });
      return read(['-'], { isNdjson });
    }

    it('is one message, in whatever pieces it comes', async () => {
      const pretty = JSON.stringify(JSON.parse(request), null, 2);
      for (const text of ['<sr:Request/>\n', request, `${request}\n\n  \n`, `\n${pretty}\n`, '', `{\n${request}\n`, `[\n${request}\n]`, `{"long":"${'x'.repeat(300)}"}`]) {
        expect(await readStandardInput([text]), text).to.deep.equal([['-', text]]);
        expect(await readStandardInput(text.split('')), text).to.deep.equal([['-', text]]);
      }
    });

    it('is one a line, where the first line is JSON by itself and something follows', async () => {
      for (const [text, lines] of [[`${request}\n${request}`, ['-:1', '-:2']], [`\n${request}\n\nno request\n`, ['-:2', '-:4']]] as const) {
        expect((await readStandardInput([text])).map(([name]) => name), text).to.deep.equal(lines);
        expect((await readStandardInput(text.split(''))).map(([name]) => name), text).to.deep.equal(lines);
      }
    });

    it('is not waited for any longer once nobody wants it', async () => {
      const giveUp = new AbortController();
      Object.defineProperty(process, 'stdin', { value: new Readable({ read: () => { setImmediate(() => giveUp.abort()); } }), configurable: true });
      for (const isNdjson of [false, true]) {
        const items = readItems(named(['-']), { isNdjson, maxLineBytes: 100, onBytes: ignore, signal: giveUp.signal });
        expect(await caught(() => items.next())).to.have.property('name', 'AbortError');
      }
    });

    it('is one a line, where it is said to be', async () => {
      expect(await readStandardInput([request], true)).to.deep.equal([['-:1', request]]);
      expect(await readStandardInput([`{\n${request}`], true)).to.deep.equal([['-:1', '{'], ['-:2', request]]);
    });
  });
});
