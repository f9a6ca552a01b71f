import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect } from 'chai';
import { findFiles, readItems, type Reading, sizeOf } from '../../src/cli/decide-inputs.js';
import { caught } from '../store/store-folder.js';

const never = new AbortController().signal;
const ignore = (): void => undefined;
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

  async function read(files: string[], { isNdjson = false, maxLineBytes = 100, onBytes = ignore, signal = never }: Partial<Reading> = {}): Promise<(string | undefined)[][]> {
    const found: (string | undefined)[][] = [];
    for await (const items of readItems(files, { isNdjson, maxLineBytes, onBytes, signal })) {
      found.push(...items.map(({ file, line, bytes }) => [line === undefined ? file : `${file}:${line}`, bytes?.toString()]));
    }
    return found;
  }

  it('is of a folder every request in it and in its folders, by name, and nothing else', () => {
    mkdirSync(at('in/b.xml'), { recursive: true });
    for (const name of ['z.xml', 'a.json', 'b.xml/2.ndjson', 'b.xml/1.xml', 'README.md', 'a.csv']) writeFileSync(at(`in/${name}`), '');
    symlinkSync('..', at('in/round'));
    expect(findFiles([at('none.xml'), at('in'), '-'])).to.deep.equal([at('none.xml'), ...['a.json', 'b.xml/1.xml', 'b.xml/2.ndjson', 'z.xml'].map((name) => at(`in/${name}`)), '-']);
  });

  it('is refused where a folder holds none, which says what would be taken', async () => {
    mkdirSync(at('empty'));
    expect(await caught(() => findFiles([at('empty')]))).to.include({ code: 'usage', message: `\`${at('empty')}\` holds no file whose name ends in .xml, .json, .ndjson` });
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
    expect(await caught(() => readItems(findFiles([at('round.xml')]), { isNdjson: false, maxLineBytes: 100, onBytes: ignore, signal: never }).next())).to.include({ code: 'usage' });
    for (const missing of [at('none.xml'), at('none.ndjson')]) {
      const items = readItems([at('one.xml'), missing], { isNdjson: false, maxLineBytes: 100, onBytes: ignore, signal: never });
      expect((await items.next()).value).to.have.length(1);
      expect(await caught(() => items.next())).to.include({ code: 'usage', message: `\`${missing}\` cannot be read: there is no such file` });
    }
  });

  it('counts the bytes of every file, and how many there are in all', async () => {
    writeFileSync(at('one.xml'), '<a/>');
    writeFileSync(at('some.ndjson'), `${request}\n`.repeat(50_000));
    let bytes = 0;
    const found = await read([at('one.xml'), at('some.ndjson')], { onBytes: (more) => { bytes += more; } });
    expect([found.length, bytes]).to.deep.equal([50_001, sizeOf([at('one.xml'), at('some.ndjson'), at('none.xml')])]);
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
        const items = readItems(['-'], { isNdjson, maxLineBytes: 100, onBytes: ignore, signal: giveUp.signal });
        expect(await caught(() => items.next())).to.have.property('name', 'AbortError');
      }
    });

    it('is one a line, where it is said to be', async () => {
      expect(await readStandardInput([request], true)).to.deep.equal([['-:1', request]]);
      expect(await readStandardInput([`{\n${request}`], true)).to.deep.equal([['-:1', '{'], ['-:2', request]]);
    });
  });
});
