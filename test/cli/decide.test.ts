import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { assemble, type Assembly } from '../../src/assembly.js';
import { decideAll } from '../../src/cli/decide-all.js';
import { type House, setUpHouse } from '../serve/house.js';
import { caught } from '../store/store-folder.js';
import { product } from '../support/product.js';
import { requestLine, requestLines } from './request-lines.js';
import { type Ran, runCommand } from './run-command.js';
import { terminalText } from './terminal-text.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

type Answer = Record<string, unknown>;
const readAnswers = (text: string): Answer[] => text.trim().split('\n').map((line) => JSON.parse(line) as Answer);

describe('decide', () => {
  let house: House;
  let next = 1;
  const at = (name: string) => join(house.folder, name);
  const run = (...args: string[]): Promise<Ran> => runCommand(house.environment, ['decide', ...args]);
  const fresh = () => (next += 1);

  before(async () => {
    house = await setUpHouse();
  });
  after(() => {
    house.remove();
  });

  it('tells of each line what it tells of a file, by its place', async () => {
    const line = requestLine(house, 'reject', fresh());
    writeFileSync(at('one.json'), line);
    writeFileSync(at('some.ndjson'), `\n${line}\n`);
    const [file, lines] = [await run(at('one.json')), await run(at('some.ndjson'))];
    expect(lines.out.replaceAll(', from the record', '')).to.equal(file.out.replace('one.json:', 'some.ndjson:2:'));
    expect([file.code, lines.code, lines.err]).to.deep.equal([3, 3, '']);
    const [answer] = readAnswers((await run('--json', at('some.ndjson'))).out);
    expect(answer).to.include({ file: at('some.ndjson'), line: 2, decision: 'reject', repeated: true });
    expect(readAnswers((await run('--json', at('one.json'))).out)[0]).not.to.have.property('line');
  });

  it('gives a bad line its own problem, goes on, and exits 1', async () => {
    const lines = [requestLine(house, 'permit', fresh()), '{', 'x'.repeat(house.configuration.server.maxBodyBytes + 1), '{"srv":6.21}', requestLine(house, 'reject', fresh())];
    writeFileSync(at('bad.ndjson'), lines.join('\n'));
    const { code, out } = await run('--json', at('bad.ndjson'));
    expect(readAnswers(out).map(({ line, decision, problem }) => [line, decision ?? (problem as Answer).code])).to.deep.equal([[1, 'permit'], [2, 'not-well-formed'], [3, 'too-large'], [4, 'not-decidable'], [5, 'reject']]);
    const plain = await run(at('bad.ndjson'));
    expect(plain.out.match(/^\S+ndjson:\d/gm)).to.deep.equal([1, 5].map((line) => `${at('bad.ndjson')}:${line}`));
    expect(plain.err.match(/^\S+: undecidable/gm)).to.deep.equal([2, 3, 4].map((line) => `${at('bad.ndjson')}:${line}: undecidable`));
    expect([code, plain.code]).to.deep.equal([1, 1]);
  });

  it('warns, once, that no party is known, as a start of the service does', async () => {
    writeFileSync(at('two.ndjson'), `${requestLine(house, 'reject', fresh())}\n${requestLine(house, 'reject', fresh())}\n`);
    const empty = { ...house.environment, SLOTGUARD_STORE_URL: `sqlite:${at('empty.db')}` };
    const { code, out, err } = await runCommand(empty, ['decide', '--json', at('two.ndjson')]);
    expect([code, readAnswers(out).map(({ reason }) => reason)]).to.deep.equal([0, ['not-applicable', 'not-applicable']]);
    expect(err).to.match(/^slotguard: no party is known: every sender is unknown, .*\n$/);
  });

  it('gives what is larger than any message its own problem, and reads no more of it', async function () {
    if (process.platform !== 'linux') this.skip();
    writeFileSync(at('after.xml'), house.request('permit', fresh()));
    const { code, out, err } = await run('/dev/zero', at('after.xml'));
    expect(err).to.match(/^\/dev\/zero: undecidable: `\/dev\/zero` has more than the 16777216 bytes/);
    expect(out).to.contain('after.xml: permit');
    expect(code).to.equal(1);
    expect((await runCommand(house.environment, ['certificate', '/dev/zero'])).err).to.match(/^\/dev\/zero: `\/dev\/zero` has more than the/);
  });

  it('takes what is in a folder in the order of its names, beside files', async () => {
    mkdirSync(at('in/deep'), { recursive: true });
    writeFileSync(at('in/b.xml'), house.request('reject', fresh()));
    writeFileSync(at('in/a.ndjson'), `${requestLine(house, 'permit', fresh())}\n${requestLine(house, 'unverified', fresh())}\n`);
    writeFileSync(at('in/deep/c.json'), requestLine(house, 'permit', fresh()));
    writeFileSync(at('in/notes.txt'), 'no request');
    writeFileSync(at('first.xml'), house.request('unverified', fresh()));
    const { code, out, err } = await run('--json', at('first.xml'), at('in'));
    expect(readAnswers(out).map(({ file, line, reason }) => [file, line, reason])).to.deep.equal([
      [at('first.xml'), undefined, 'unverified'], [at('in/a.ndjson'), 1, 'verified'], [at('in/a.ndjson'), 2, 'unverified'], [at('in/b.xml'), undefined, 'wrong-network-operator'], [at('in/deep/c.json'), undefined, 'verified'],
    ]);
    expect(code).to.equal(3);
    expect(err).to.equal(`\`${at('in')}\`: left out a file, as only those are taken whose name ends in .xml, .json, .ndjson: 1 .txt\n`);
  });

  it('takes .XML too, and gives what cannot be read in a folder its own problem', async () => {
    mkdirSync(at('real'));
    writeFileSync(at('real/C.XML'), house.request('permit', fresh()));
    symlinkSync('nowhere', at('real/b.json'));
    symlinkSync('nowhere', at('real/a.NDJSON'));
    const { code, out } = await run('--json', at('real'));
    expect(readAnswers(out).map(({ file, decision, problem }) => [file, decision ?? (problem as Answer).code])).to.deep.equal([
      [at('real/C.XML'), 'permit'], [at('real/a.NDJSON'), 'not-decidable'], [at('real/b.json'), 'not-decidable'],
    ]);
    const plain = await run(at('real'));
    expect(plain.err.split('\n')[0]).to.equal(`${at('real/a.NDJSON')}: undecidable: \`${at('real/a.NDJSON')}\` is a link to a file that is not there, or was removed just now`);
    expect([code, plain.code]).to.deep.equal([1, 1]);
  });

  it('takes for JSON what begins so, also behind a byte order mark and many blanks, and else what is called so', async () => {
    const line = () => requestLine(house, 'permit', fresh());
    writeFileSync(at('marked.json'), `\uFEFF${line()}`);
    writeFileSync(at('blank.json'), `${'\n'.repeat(100)}${line()}`);
    writeFileSync(at('text.json'), 'no JSON');
    const { out, err } = await run(at('marked.json'), at('blank.json'), at('text.json'));
    expect(out.match(/: permit/g)).to.have.length(2);
    expect(err).to.contain('text.json: undecidable: the text is no JSON that is read');
    const input = `\uFEFF${line()}\n${line()}\n`;
    const { stdout } = spawnSync(process.execPath, [product, 'decide', '-'], { input, encoding: 'utf8', env: { ...process.env, ...house.environment } });
    expect(stdout.match(/^-:\d: permit/gm)).to.have.length(2);
  });

  it('says of a name that is no UTF-8 that it is none', async () => {
    if (process.platform !== 'linux') return;
    mkdirSync(at('latin'));
    writeFileSync(Buffer.concat([Buffer.from(at('latin/caf')), Buffer.from([0xe9]), Buffer.from('.xml')]), house.request('permit', fresh()));
    const [name, why] = [at('latin/caf\uFFFD.xml'), 'cannot be read: there is no such file, or its name is no UTF-8: rename it'];
    expect((await run(at('latin'))).err).to.equal(`${name}: undecidable: \`${name}\` ${why}\n`);
    expect(await run(name)).to.include({ code: 2, err: `slotguard: \`${name}\` ${why}\n` });
  });

  it('tells what it decided before a file that is not there, and then fails', async () => {
    writeFileSync(at('there.xml'), house.request('permit', fresh()));
    const { out, err, code } = await run(at('there.xml'), at('not-there.ndjson'), at('there.xml'));
    expect(out.match(/permit/g)).to.have.length(1);
    expect(err).to.equal(`slotguard: \`${at('not-there.ndjson')}\` cannot be read: there is no such file\n`);
    expect(code).to.not.equal(0);
  });

  it('exits 2 for a number of processes that is none, and for a folder without a request', async () => {
    for (const workers of ['0', '65', '-1', 'two', '1.5', '']) expect((await run('--workers', workers, at('there.xml'))).code, workers).to.equal(2);
    mkdirSync(at('empty'));
    expect((await run(at('empty'))).err).to.contain('holds no file whose name ends in .xml, .json, .ndjson');
  });

  describe('of many requests', () => {
    let assembly: Assembly;
    before(async () => {
      assembly = await assemble(house.configuration);
    });
    after(() => assembly.close());

    async function writeLines(name: string, lines: Iterable<string>): Promise<void> {
      const file = createWriteStream(at(name));
      Readable.from((function* () { for (const line of lines) yield `${line}\n`; })()).pipe(file);
      await finished(file);
    }

    /** Decides by `decide` instead of the house. */
    function decideBy(decide: Assembly['decide'], file: string, out: (text: string) => void): Promise<number> {
      return decideAll({
        context: { out, err: out, exitWith: () => undefined, loadConfiguration: () => { throw new Error('not here'); } },
        configuration: house.configuration, house: { ...assembly, decide },
        files: [{ name: file, isOfFolder: false }], isNdjson: true, form: { explain: false, json: true, xml: false, maxLineBytes: 65_536 }, workers: 1,
      });
    }

    /** Decides every line as the first one. */
    async function decideCheaply(name: string, sample: () => void): Promise<{ code: number; lines: number[] }> {
      const first = await assembly.decide(assembly.requests.json(Buffer.from(requestLine(house, 'permit', 1))), { via: 'cli', explain: false });
      const lines: number[] = [];
      const code = await decideBy(() => Promise.resolve(first), at(name), (text) => {
        for (const { line } of readAnswers(text)) {
          lines.push(Number(line));
          if (lines.length % 10_000 === 0) sample();
        }
      });
      return { code, lines };
    }

    it('ends where one has no answer, and waits for no more input', async () => {
      const real = Object.getOwnPropertyDescriptor(process, 'stdin')!;
      const silent = new Readable({ read: () => undefined });
      silent.push(`${requestLine(house, 'permit', 1)}\n`);
      Object.defineProperty(process, 'stdin', { value: silent, configurable: true });
      try {
        const failing = decideBy(() => Promise.reject(new Error('broken')), '-', () => undefined);
        expect(await caught(() => failing)).to.have.property('message', 'broken');
      } finally {
        Object.defineProperty(process, 'stdin', real);
      }
    });

    it('answers 50,000 lines in order and in constant memory', async () => {
      await writeLines('long.ndjson', requestLines(house, 50_000));
      const heaps: number[] = [];
      const { code, lines } = await decideCheaply('long.ndjson', () => {
        collectGarbage();
        const { heapUsed, external } = process.memoryUsage();
        heaps.push(heapUsed + external);
      });
      expect([code, lines.length, lines.every((line, index) => line === index + 1)]).to.deep.equal([0, 50_000, true]);
      expect(heaps).to.have.length(5);
      expect(heaps[4]! - heaps[1]!, heaps.join()).to.be.below(4_000_000);
    });

    it('shows a progress bar only on a terminal, and where the answers go elsewhere', async () => {
      await writeLines('many.ndjson', requestLines(house, 3_000));
      const shown: string[] = [];
      for (const [out, err] of [[false, true], [true, true], [false, false]] as const) shown.push(await terminalText({ out, err }, () => decideCheaply('many.ndjson', () => undefined)));
      expect(shown[0]).to.match(/decide \[.*\] \d+% \| [\d,]+ requests \|/);
      expect(shown.slice(1)).to.deep.equal(['', '']);
    });

    it('shows no progress bar where it is not known how much there is to read', async () => {
      await writeLines('piped.ndjson', requestLines(house, 3_000));
      execFileSync('mkfifo', [at('pipe.ndjson')]);
      const written = once(spawn('cp', [at('piped.ndjson'), at('pipe.ndjson')], { stdio: 'ignore' }), 'exit');
      const shown = await terminalText({ out: false, err: true }, async () => expect((await decideCheaply('pipe.ndjson', () => undefined)).lines).to.have.length(3_000));
      await written;
      expect(shown).to.equal('');
    });
  });
});
