import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { type House, setUpHouse } from '../serve/house.js';
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

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await pause(20);
}

describe('decide as a process', function () {
  this.timeout(60_000);
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
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', 'decide', ...args], { env: { ...process.env, ...house.environment } });
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

  /** Feeds so many lines that other processes begin, and waits for these. */
  async function beginMany(first: number): Promise<Command> {
    const command = decide('--json', '--workers', '2', '-');
    for (const line of requestLines(house, 1_100, first)) command.child.stdin.write(`${line}\n`);
    await until(() => beginningOf(command).length === 2);
    return command;
  }

  it('answers standard input line by line, in order, by other processes from many lines on, and without a progress bar', async () => {
    const command = await beginMany(1);
    await until(() => command.answers().length === 1_100);
    for (const line of requestLines(house, 400, 1_101)) command.child.stdin.write(`${line}\n`);
    await until(() => command.answers().length === 1_500);
    const helpers = beginningOf(command);
    command.child.stdin.end();
    expect([await command.ended, command.told.err, helpers.length]).to.deep.equal([3, '', 2]);
    expect(command.answers().map(({ line }) => line)).to.deep.equal(Array.from({ length: 1_500 }, (_, index) => index + 1));
    expect(helpers.filter((pid) => readLink(`/proc/${pid}/exe`) !== '')).to.deep.equal([]);
  });

  it('exits 1 when one of them is killed, and says what was answered', async () => {
    const command = await beginMany(10_001);
    for (const pid of beginningOf(command)) process.kill(pid, 'SIGKILL');
    for (const line of requestLines(house, 100, 11_101)) {
      command.child.stdin.write(`${line}\n`);
      await pause(10);
    }
    expect(await command.ended).to.equal(1);
    const answered = command.answers().length;
    expect(answered).to.be.at.least(1_100);
    expect(command.told.err).to.match(new RegExp(`^slotguard: there is no answer from -:${answered + 1} on: .*\\(SIGKILL\\): run it again; what was decided is answered from its record when it is sent again\n$`));
  });

  it('reads no more than some while nobody reads its answers', async () => {
    const { child, answers } = decide('--json', '--workers', '1', '-');
    let sent = 0;
    const send = () => child.stdin.write(`${requestLine(house, 'permit', 20_000 + (sent += 1))}\n`);
    while (sent < 100) send();
    await until(() => answers().length === 100);
    child.stdout.pause();
    while (sent < 20_000) {
      if (!send() && await Promise.race([once(child.stdin, 'drain').then(() => false), pause(2_000, true)])) break;
    }
    expect(sent).to.be.below(4_000);
  });
});
