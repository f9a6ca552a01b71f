import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { type House, setUpHouse } from '../serve/house.js';
import { answered, startCallers } from './callers.js';
import { type Service, type Setting, startService } from './child-service.js';
import { allOrOne, describeFaults, isFull } from './describe-faults.js';
import { noteFigures } from './figures.js';
import { findBroken, findLost } from './nothing-lost.js';

const rounds = isFull ? 5 : 1;
const some = isFull ? 200 : 10;
const policy = 'network-operator-certificate';

interface Rules {
  /** the file that is spoilt, and what it says while it is sound */
  file: string;
  sound: string;
  directory: string;
}

/** Each spoils the rules in its way. What it puts beside the file is taken away by `mend`. */
const slips: readonly (readonly [name: string, spoil: (rules: Rules) => void])[] = [
  ['half a file', ({ file, sound }) => { writeFileSync(file, sound.slice(0, sound.length / 2)); }],
  ['an empty file', ({ file }) => { writeFileSync(file, ''); }],
  ['wrong types', ({ file, sound }) => { writeFileSync(file, sound.replace(/^stage: .*$/m, 'stage: [1, 2]').replace(/^effective: .*$/m, 'effective: 7')); }],
  ['10 MB', ({ file, sound }) => { writeFileSync(file, `${sound}#${'x'.repeat(10_000_000)}\n`); }],
  ['an unknown operator', ({ file, sound }) => { writeFileSync(file, sound.replace(/operator: \w+/, 'operator: resembles')); }],
  ['bytes that are no text', ({ file }) => { writeFileSync(file, Buffer.from([0xff, 0xfe, 0x00, 0x80])); }],
  ['an id that is there twice', ({ directory, sound, file }) => {
    mkdirSync(join(directory, 'again'));
    writeFileSync(join(directory, 'again', file.slice(file.lastIndexOf('/') + 1)), sound);
  }],
  ['a link to nowhere', ({ directory }) => {
    mkdirSync(join(directory, 'again'));
    symlinkSync('nowhere', join(directory, 'again', 'nowhere.yaml'));
  }],
  ['no directory at all', ({ directory }) => { renameSync(directory, `${directory}.gone`); }],
];

const tried = allOrOne(slips);

describeFaults('rules that are spoilt while requests come in', () => {
  let house: House;
  let rules: Rules;
  beforeEach(async () => {
    house = await setUpHouse({ SLOTGUARD_RULES_RELOADSECONDS: '0' });
    const file = join(house.rules, policy, 'certificate-owner-known.yaml');
    rules = { file, sound: readFileSync(file, 'utf8'), directory: house.rules };
  });
  afterEach(() => { house.remove(); });

  /** Puts everything right, a little longer than before, so that it is another rule set. */
  function mend({ directory, file }: Rules): void {
    try {
      renameSync(`${directory}.gone`, directory);
    } catch {
      rmSync(join(directory, 'again'), { recursive: true, force: true });
    }
    rules = { ...rules, sound: `${rules.sound}# as before\n` };
    writeFileSync(file, rules.sound);
  }

  interface InForce {
    version: string;
    refused: unknown;
  }

  const inForce = async ({ url }: Service) => (await (await fetch(`${url}/v1/rules`)).json()) as InForce;

  /** Lets the rules be read again, and answers what that came to. */
  async function reload(service: Service): Promise<InForce> {
    const before = JSON.stringify(await inForce(service));
    process.kill(service.pid, 'SIGHUP');
    let now = await inForce(service);
    for (; JSON.stringify(now) === before; now = await inForce(service)) await pause(20);
    return now;
  }

  /** Spoils and mends the rules while callers go on; answers how what was answered was not by the rules in force. */
  async function spoilAndMend(ways: typeof slips, setting: Setting = {}): Promise<{ wrong: string[]; answers: number }> {
    const service = await startService(house, setting);
    const callers = startCallers(service.url, house, 1);
    const wrong: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, spoil] of ways) {
        const { version } = await inForce(service);
        const from = callers.seen.length;
        spoil(rules);
        const spoilt = await reload(service);
        if (spoilt.version !== version || spoilt.refused === null) wrong.push(`${name} is taken`);
        await callers.seeMore(200, some);
        const versions = new Set(answered(callers.seen.slice(from)).map(({ body }) =>
          (body.repeated === true ? version : (body.ruleSet as { version: string }).version)));
        if (versions.size !== 1 || !versions.has(version)) wrong.push(`${name} decides`);
        mend(rules);
        const mended = await reload(service);
        if (mended.version === version || mended.refused !== null) wrong.push(`${name} is not got over`);
        if (wrong.length > 0) break;
      }
    }
    await callers.stop();
    const expected = { permit: 'verified', reject: 'wrong-network-operator', unverified: 'unverified' };
    wrong.push(...callers.seen.filter(({ name, answer }) => answer?.status === 200 && answer.body.reason !== expected[name]).map(({ name, counter }) => `${name} ${counter} is decided otherwise`));
    wrong.push(...callers.seen.filter(({ answer }) => answer?.status !== 200 && answer?.body.code !== 'overloaded').map(({ name, counter }) => `${name} ${counter} is not decided`));
    await service.stop();
    wrong.push(...findLost(house.configuration.store.url, answered(callers.seen)), ...(await findBroken(house.configuration.store.url)));
    return { wrong, answers: answered(callers.seen).length };
  }

  it('do not decide: those before stay in force until the files are good again', async () => {
    const { wrong, answers } = await spoilAndMend(tried);
    expect(wrong).to.deep.equal([]);
    noteFigures('survived', 'bad rules on reload', { rounds: rounds * tried.length, answered: answers, lost: 0, seen: `${slips.map(([name]) => name).join(', ')}: each refused, each got over` });
  });

  it('would be caught deciding by what is left of them', async () => {
    const { wrong } = await spoilAndMend(slips.slice(0, 1), { program: ['test/faults/lenient-rules.ts'] });
    expect(wrong).to.include('half a file is taken');
    noteFigures('caught', 'what cannot be read is left out when rules are read again', wrong.slice(0, 2).join(', '));
  });
});
