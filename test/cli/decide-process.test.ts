import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { type House, setUpHouse } from '../serve/house.js';
import { product } from '../support/product.js';
import { until } from '../support/until.js';
import { helpersOf } from './helpers.js';
import { requestLine, requestLines } from './request-lines.js';

interface Command {
  child: ChildProcessWithoutNullStreams;
  /** what standard output and standard error held so far */
  told: { out: string; err: string };
  answers: () => { requestId: string; line: number }[];
  ended: Promise<number | null>;
}

/** Those that have opened the store: they are about to begin, or have. */
function beginningOf({ child }: Command): number[] {
  const hasStore = (pid: number) => readdirSync(`/proc/${pid}/fd`).some((fd) => readLink(`/proc/${pid}/fd/${fd}`).endsWith('slotguard.db'));
  return helpersOf(child.pid ?? 0, 'deciding-process').filter(hasStore);
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

describe('decide as a process', () => {
  let house: House;
  const begun: Command[] = [];

  before(async () => {
    house = await setUpHouse();
  });
  afterEach(async () => {
    for (const { child, ended } of begun.splice(0)) {
      child.kill('SIGKILL');
      await ended;
    }
  });
  after(() => {
    house.remove();
  });

  function decide(...args: string[]): Command {
    const child = spawn(process.execPath, [product, 'decide', ...args], { env: { ...process.env, ...house.environment } });
    const told = { out: '', err: '' };
    child.stdin.on('error', () => undefined);
    child.stdout.on('data', (chunk: Buffer) => (told.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (told.err += chunk.toString()));
    const command: Command = {
      child, told,
      answers: () => told.out.split('\n').slice(0, -1).map((line) => JSON.parse(line) as ReturnType<Command['answers']>[number]),
      ended: once(child, 'close').then(([code]) => code as number | null),
    };
    begun.push(command);
    return command;
  }

  it('has other processes answer many lines, in order and without a progress bar, and exits 1 where one of them is killed', async () => {
    const command = decide('--json', '--workers', '2', '-');
    const send = (count: number, first: number): void => { for (const line of requestLines(house, count, first)) command.child.stdin.write(`${line}\n`); };
    send(1_100, 1);
    await until(() => command.answers().length === 1_100 && beginningOf(command).length === 2);
    send(400, 1_101);
    await until(() => command.answers().length === 1_500);
    expect(command.answers().map(({ line }) => line)).to.deep.equal(Array.from({ length: 1_500 }, (_, index) => index + 1));
    expect(command.told.err).to.equal('');
    const helpers = beginningOf(command);
    for (const pid of helpers) process.kill(pid, 'SIGKILL');
    for (let counter = 1_501; counter < 1_601; counter += 1) {
      send(1, counter);
      await pause(10);
    }
    expect([await command.ended, helpers.length]).to.deep.equal([1, 2]);
    expect(command.told.err).to.match(new RegExp(`^slotguard: there is no answer from -:${command.answers().length + 1} on: .*\\(SIGKILL\\): run it again; what was decided is answered from its record when it is sent again\n$`));
  });

  it('reads no more than some while nobody reads its answers, and answers everything once somebody does', async () => {
    const { child, answers, ended } = decide('--json', '--workers', '1', '-');
    let sent = 0;
    const send = () => child.stdin.write(`${requestLine(house, 'permit', 20_000 + (sent += 1))}\n`);
    while (sent < 100) send();
    await until(() => answers().length === 100);
    child.stdout.pause();
    while (sent < 20_000) {
      if (!send() && await Promise.race([once(child.stdin, 'drain').then(() => false), pause(1_000, true)])) break;
    }
    expect(sent).to.be.below(4_000);
    child.stdout.resume();
    child.stdin.end();
    expect([await ended, answers().length]).to.deep.equal([0, sent]);
  });
});
