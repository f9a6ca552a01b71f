import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { type House, setUpHouse } from '../serve/house.js';
import { startCallers } from './callers.js';
import { type Setting, startService } from './child-service.js';
import { chance, describeFaults, isFull } from './describe-faults.js';
import { cutPower, diskOf, happen } from './disk.js';
import { noteFigures } from './figures.js';
import { findBroken, findLost } from './nothing-lost.js';
import { readTrace, strace, type TracedEvent } from './trace.js';

const cuts = isFull ? 200 : 8;
const answers = isFull ? 1_500 : 400;

describeFaults('a power cut', () => {
  let house: House;
  let folder: string;
  before(function () {
    if (spawnSync('strace', ['-V']).error !== undefined) this.skip();
  });
  beforeEach(async () => {
    house = await setUpHouse();
    folder = mkdtempSync(join(tmpdir(), 'slotguard-power-cut-'));
  });
  afterEach(() => {
    house.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  interface Outcome {
    /** answers that had left before a cut, all cuts together */
    answered: number;
    lost: string[];
    broken: string[];
  }

  /** The store before the service starts, and everything that it does to it until it has ended. */
  async function trace(setting: Setting): Promise<{ before: Map<string, Buffer>; events: TracedEvent[] }> {
    const before = new Map(readdirSync(house.folder).filter((name) => name.includes('.db')).map((name) => [join(house.folder, name), readFileSync(join(house.folder, name))]));
    const file = join(folder, 'trace');
    const service = await startService(house, { ...setting, under: strace(file) });
    const callers = startCallers(service.url, house, 1, 4);
    await callers.seeMore(200, answers);
    await callers.stop();
    await service.stop();
    return { before, events: readTrace(file, house.folder) };
  }

  /** Cuts the power after some of the events, and opens the store that is left: once with what was synced alone, once with some of the rest. */
  async function cutAtManyPoints(setting: Setting = {}): Promise<Outcome> {
    const luck = chance();
    const { before, events } = await trace(setting);
    const points = new Set(Array.from({ length: cuts }, () => luck.between(0, events.length)));
    const disk = diskOf(before);
    const outcome: Outcome = { answered: 0, lost: [], broken: [] };
    const bodies: Record<string, unknown>[] = [];
    for (const [index, event] of [...events, undefined].entries()) {
      if (points.has(index)) for (const files of [cutPower(disk), cutPower(disk, luck)]) await look(files, bodies, outcome);
      if (event?.kind === 'answer') bodies.push(event.body);
      else if (event !== undefined) happen(disk, event);
    }
    return outcome;
  }

  async function look(files: ReadonlyMap<string, Buffer>, bodies: readonly Record<string, unknown>[], outcome: Outcome): Promise<void> {
    const left = join(folder, 'left');
    rmSync(left, { recursive: true, force: true });
    mkdirSync(left);
    for (const [path, content] of files) writeFileSync(join(left, basename(path)), content);
    const url = `sqlite:${join(left, 'slotguard.db')}`;
    outcome.answered += bodies.length;
    try {
      outcome.lost.push(...findLost(url, bodies.map((body) => ({ status: 200, body }))));
      outcome.broken.push(...(await findBroken(url)));
    } catch (cause) {
      outcome.broken.push(String(cause));
    }
  }

  it('loses nothing that was answered, whatever of the rest comes to the disk, and the chain holds', async () => {
    const { answered, lost, broken } = await cutAtManyPoints();
    expect(answered, 'nothing had been answered before any cut').to.be.above(0);
    expect([lost, broken]).to.deep.equal([[], []]);
    noteFigures('survived', 'power cut', { rounds: 2 * cuts, answered, lost: lost.length, seen: 'half of the cuts with a random part of what was not synced, writes torn between sectors; answers are counted once for each cut that came after them' });
  });

  it('would be caught losing what is not synced before it is answered', async () => {
    const { answered, lost } = await cutAtManyPoints({ plants: ['normal-synchronous'] });
    expect(lost).not.to.be.empty;
    noteFigures('caught', 'synchronous NORMAL that says it is FULL, power cut', `${lost.length} of ${answered} answers lost`);
  });

  it('would be caught losing what a checkpoint does not put safely into the file', async () => {
    const found = { lost: 0, broken: 0 };
    for (let tries = 0; tries < 5 && found.lost + found.broken === 0; tries += 1) {
      const { lost, broken } = await cutAtManyPoints({ plants: ['unsafe-checkpoints'] });
      found.lost += lost.length;
      found.broken += broken.length;
    }
    expect(found.lost + found.broken).to.be.above(0);
    noteFigures('caught', 'checkpoints that do not sync, power cut', `${found.lost} answers lost, ${found.broken} files or chains broken`);
  });
});
