import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, existsSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { readPath } from '../../src/store/open-store.js';
import { type House, setUpHouse } from '../serve/house.js';
import { freePort } from '../support/free-port.js';
import { product } from '../support/product.js';
import { until } from '../support/until.js';

describe('a command whose output nobody reads, or has no room', () => {
  let house: House;
  let requests = 0;

  before(async () => { house = await setUpHouse(); });
  after(() => { house.remove(); });

  /** With nobody at the other end of standard output from the beginning. */
  function launch(args: readonly string[], changes: Record<string, string> = {}, standardOutput: number | 'pipe' = 'pipe'): ChildProcess & { errors: () => string } {
    const child = spawn(process.execPath, [product, ...args], { env: { ...process.env, ...house.environment, ...changes }, stdio: ['ignore', standardOutput, 'pipe'] });
    child.stdout?.destroy();
    let errors = '';
    child.stderr?.on('data', (chunk: Buffer) => { errors += chunk.toString(); });
    return Object.assign(child, { errors: () => errors });
  }

  const exitCodeOf = async (...args: string[]): Promise<number | null> => ((await once(launch(args), 'exit')) as [number | null])[0];

  function write(name: string, text: string): string {
    const path = join(house.folder, name);
    writeFileSync(path, text);
    return path;
  }

  const fresh = (name: 'permit' | 'reject') => write(`${(requests += 1)}.xml`, house.request(name, 700 + requests));

  it('decides, and exits with what was found by then', async () => {
    expect(await exitCodeOf('decide', fresh('reject'), '--json')).to.equal(3);
    expect(await exitCodeOf('decide', write('bad.xml', 'no request'), '--json')).to.equal(1);
    expect(await exitCodeOf('decide', write('bad.ndjson', '{bad\n'), '--json')).to.equal(1);
  });

  it('never exits as if all were well', async () => {
    expect(await exitCodeOf('decide', fresh('permit'), '--json')).to.equal(141);
    expect(await exitCodeOf('config')).to.equal(141);
    expect(await exitCodeOf('audit', 'verify')).to.equal(141);
  });

  it('tells by its exit code that the chain is broken', async () => {
    await exitCodeOf('decide', fresh('reject'), fresh('reject'), '--json');
    await exitCodeOf('decide', fresh('reject'), '--json');
    const db = new Database(readPath(house.configuration.store.url));
    db.exec(`UPDATE entry SET record = record || ' ' WHERE seq = 2`);
    db.close();
    expect(await exitCodeOf('audit', 'verify')).to.equal(1);
  });

  it('fails where its output has no room', async function () {
    if (!existsSync('/dev/full')) this.skip();
    const child = launch(['config'], {}, openSync('/dev/full', 'w'));
    expect(await once(child, 'close')).to.deep.equal([1, null]);
    expect(child.errors()).to.equal('slotguard: the result cannot be written to standard output (ENOSPC)\n');
  });

  for (const workers of ['1', '2']) {
    it(`serves on, and ends when it is told to, with workers: ${workers}`, () => expectService(workers, 'pipe'));

    it(`serves where the disk that it tells its address to is full, with workers: ${workers}`, async function () {
      if (!existsSync('/dev/full')) this.skip();
      await expectService(workers, openSync('/dev/full', 'w'));
    });

    it(`serves where nobody takes its address out of a pipe that is full, with workers: ${workers}`, async () => {
      const { end, close } = openFullPipe();
      try {
        await expectService(workers, end);
      } finally {
        close();
      }
    });
  }

  function openFullPipe(): { end: number; close: () => void } {
    const path = join(house.folder, `pipe-${(requests += 1)}`);
    spawnSync('mkfifo', [path]);
    const opened = [openSync(path, constants.O_RDONLY | constants.O_NONBLOCK), openSync(path, constants.O_WRONLY | constants.O_NONBLOCK), openSync(path, 'w')] as const;
    const [, filling, end] = opened;
    expect(() => { for (;;) writeSync(filling, Buffer.alloc(4096)); }).to.throw('EAGAIN');
    return { end, close: () => { opened.forEach((fd) => { closeSync(fd); }); } };
  }

  async function expectService(workers: string, standardOutput: number | 'pipe'): Promise<void> {
    const port = String(await freePort());
    const child = launch(['serve'], { SLOTGUARD_SERVER_PORT: port, SLOTGUARD_SERVER_WORKERS: workers }, standardOutput);
    const ended = once(child, 'exit');
    try {
      const answers = async () => fetch(`http://127.0.0.1:${port}/healthz`).then(({ status }) => status === 200, () => false);
      await until(answers);
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(await answers(), child.errors()).to.equal(true);
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
      expect(await ended).to.deep.equal([0, null]);
      clearTimeout(late);
    } finally {
      child.kill('SIGKILL');
    }
  }
});
