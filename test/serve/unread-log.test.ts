import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { product } from '../support/product.js';
import { ask, type House, setUpHouse } from './house.js';

describe('a log that is not read, or cannot be written', () => {
  let house: House;
  let child: ChildProcess;

  beforeEach(async () => { house = await setUpHouse(); });
  afterEach(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    house.remove();
  });

  async function begin(standardError: number | 'pipe', workers: number): Promise<string> {
    child = spawn(process.execPath, [product, 'serve'], {
      env: { ...process.env, ...house.environment, SLOTGUARD_SERVER_WORKERS: String(workers) }, stdio: ['ignore', 'pipe', standardError],
    });
    const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
    return line.replace('slotguard listening on ', '');
  }

  /** a pipe holds 64 KiB: that many lines are more */
  async function expectAnswers(url: string): Promise<void> {
    for (let round = 0; round < 20; round += 1) {
      const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => ask(url, house.request('permit', round * 50 + index))));
      expect(answers.filter(({ status }) => status === 200)).to.have.length(50);
    }
  }

  async function expectEnd(): Promise<void> {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
    expect(await ended).to.deep.equal([0, null]);
    clearTimeout(late);
  }

  /** A pipe that the test has open and does not read. */
  function openPipe(): { end: number; close: () => void } {
    const path = join(house.folder, 'log');
    spawnSync('mkfifo', [path]);
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    return { end: openSync(path, 'w'), close: () => { closeSync(reader); } };
  }

  for (const workers of [1, 2]) {
    it(`holds up neither answers nor the end where a pipe is full, with workers: ${workers}`, async function () {
      this.timeout(90_000);
      const pipe = openPipe();
      await expectAnswers(await begin(pipe.end, workers));
      await expectEnd();
      pipe.close();
      closeSync(pipe.end);
    });

    it(`holds up neither answers nor the end where the reader of a pipe is gone, with workers: ${workers}`, async function () {
      this.timeout(90_000);
      const pipe = openPipe();
      const url = await begin(pipe.end, workers);
      closeSync(pipe.end);
      pipe.close();
      await expectAnswers(url);
      await expectEnd();
    });

    it(`holds up neither answers nor the end where the disk is full, with workers: ${workers}`, async function () {
      this.timeout(90_000);
      if (!existsSync('/dev/full')) this.skip();
      await expectAnswers(await begin(openSync('/dev/full', 'w'), workers));
      await expectEnd();
    });
  }

  it('holds up neither answers nor the end where a socket is full', async function () {
    this.timeout(90_000);
    const starting = begin('pipe', 2);
    child.stderr?.pause();
    await expectAnswers(await starting);
    await expectEnd();
  });
});
