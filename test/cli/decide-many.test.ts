import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { assemble, type Assembly, readRules } from '../../src/assembly.js';
import { createInOrder } from '../../src/cli/decide-in-order.js';
import type { Told } from '../../src/cli/decide-item.js';
import { decideHere, type Deciders, decideInProcesses, type DecidingProcesses } from '../../src/cli/deciders.js';
import type { Configuration } from '../../src/configuration/schema.js';
import { Fault } from '../../src/domain/fault.js';
import { verifyStore } from '../../src/store/audit/verify/verify-store.js';
import { type House, setUpHouse } from '../serve/house.js';
import { caught } from '../store/store-folder.js';
import { helpersOf } from './helpers.js';
import { asSupplier, requestLines } from './request-lines.js';

const form = { explain: false, json: true, xml: false, maxLineBytes: 65_536 };

/** The answers in the order of the lines, up to where there is none; and why there is none. */
async function decideLines(deciders: Deciders, lines: Iterable<string>): Promise<{ told: Told[]; failure: unknown }> {
  const told: Told[] = [];
  const inOrder = createInOrder((answers) => { told.push(...answers); return Promise.resolve(); }, { answers: 10_000, bytes: 100_000_000 });
  let line = 0;
  for (const text of lines) inOrder.add(deciders.decide({ file: 'some.ndjson', line: (line += 1), bytes: Buffer.from(text) }), text.length);
  const failure = await inOrder.emptied().then(() => undefined, (cause: unknown) => cause);
  return { told, failure };
}

type Answer = Record<string, unknown> & { decisionId?: string; requestId?: string };

/** Ids and times differ from run to run: in place of an id, the line that had it first. */
function withoutIds(told: readonly Told[]): unknown[] {
  const first = new Map<string, number>();
  return told.map(({ text, ...rest }, index) => {
    const { decisionId, decidedAt, attemptId, ...answer } = JSON.parse(text) as Answer;
    if (decisionId !== undefined && !first.has(decisionId)) first.set(decisionId, index);
    return { ...rest, answer, decided: first.get(decisionId ?? ''), hasTime: decidedAt !== undefined, isAttempt: attemptId !== undefined };
  });
}

describe('deciding by several processes', () => {
  let house: House;
  let processes: DecidingProcesses | undefined;
  let here: Assembly | undefined;

  const configurationOf = (store: string): Configuration => ({ ...house.configuration, store: { url: `sqlite:${join(house.folder, `${store}.db`)}` } });
  const begin = async (count: number, store: string): Promise<DecidingProcesses> => {
    processes = decideInProcesses(count, { configuration: configurationOf(store), rules: readRules(house.configuration).files, form });
    await processes.begun;
    return processes;
  };
  const decideByOne = async (store: string): Promise<Deciders> => decideHere((here = await assemble(configurationOf(store))), form);
  before(async () => {
    house = await setUpHouse();
    for (const name of ['one', 'several', 'killed']) {
      copyFileSync(join(house.folder, 'slotguard.db'), join(house.folder, `${name}.db`));
      copyFileSync(join(house.folder, 'slotguard.reference.db'), join(house.folder, `${name}.reference.db`));
    }
  });
  afterEach(async () => {
    await processes?.stop();
    await here?.close();
    [processes, here] = [undefined, undefined];
  });
  after(() => {
    house.remove();
  });

  it('answers what one process answers, also where a RequestID comes again, equal or not, in another spelling, or a line cannot be read', async () => {
    const lines = [...requestLines(house, 420)].flatMap((line, index) => {
      if (index % 40 === 10) return [line, line, line.replace('02-DE', '02-de'), asSupplier(line), line];
      return index % 50 === 0 ? [line, '{', 'x'.repeat(65_537), '{"requestId":7}'] : [line];
    });
    const one = await decideLines(await decideByOne('one'), lines);
    const several = await decideLines(await begin(3, 'several'), lines);
    expect([one.failure, several.failure, one.told.length]).to.deep.equal([undefined, undefined, lines.length]);
    expect(withoutIds(several.told)).to.deep.equal(withoutIds(one.told));
    const answers = one.told.map(({ text }) => JSON.parse(text) as Answer);
    expect(answers.filter(({ repeated }) => repeated === true)).to.have.length(33);
    expect(answers.filter(({ requestIdReused }) => requestIdReused === true)).to.have.length(11);
    expect(one.told.filter(({ code }) => code === 1)).to.have.length(21);
  });

  it('loses nothing that was answered when one of them is killed, and says from where on there is no answer', async () => {
    const several = await begin(2, 'killed');
    const lines = [...requestLines(house, 1_500)];
    const deciding = decideLines({ decide: (item) => {
      const answer = several.decide(item);
      if (item.line === 400) void answer.then(() => process.kill(helpersOf(process.pid, 'deciding-process')[1] ?? 0, 'SIGKILL'));
      return answer;
    } }, lines);
    const { told, failure } = await deciding;
    expect(failure).to.be.an.instanceOf(Fault).and.to.include({ code: 'audit-unavailable' });
    expect((failure as Fault).message).to.match(new RegExp(`^there is no answer from some\\.ndjson:${told.length + 1} on: .* \\(SIGKILL\\): run it again; what was decided is answered from its record`));
    expect(told.length).to.be.within(1, lines.length - 1);
    await several.stop();
    const again = await decideLines(await decideByOne('killed'), lines);
    const idsOf = (answers: readonly Told[]) => answers.map(({ text }) => (JSON.parse(text) as Answer).decisionId);
    expect([again.failure, again.told.length]).to.deep.equal([undefined, lines.length]);
    expect(idsOf(again.told.slice(0, told.length))).to.deep.equal(idsOf(told));
    expect(new Set(idsOf(again.told))).to.have.length(lines.length);
    expect((await verifyStore(join(house.folder, 'killed.db'), { files: [], checkpoint: undefined })).holds).to.equal(true);
  });

  it('says why where they cannot begin', async () => {
    processes = decideInProcesses(2, { configuration: { ...house.configuration, store: { url: `sqlite:${join(house.folder, 'one.db/slotguard.db')}` } }, rules: readRules(house.configuration).files, form });
    expect(await caught(() => processes?.begun)).to.be.an.instanceOf(Fault).and.to.include({ code: 'store-unavailable' });
    const { told, failure } = await decideLines(processes, requestLines(house, 1));
    expect([told.length, (failure as Fault).code]).to.deep.equal([0, 'store-unavailable']);
  });
});
