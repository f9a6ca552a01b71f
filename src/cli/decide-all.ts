import { once } from 'node:events';
import type { Assembly } from '../assembly.js';
import type { Configuration } from '../configuration/schema.js';
import type { CommandContext } from './context.js';
import { createInOrder } from './decide-in-order.js';
import { readItems } from './decide-inputs.js';
import type { DecideForm, Item, Told } from './decide-item.js';
import { type Deciders, decideHere, decideInProcesses, type DecidingProcesses } from './deciders.js';
import { type InputFile, sizeOf } from './find-files.js';
import { exitCodes, type Output } from './output.js';
import { type ShownProgress, showProgress } from './record-progress.js';

export interface Deciding {
  context: CommandContext;
  configuration: Configuration;
  house: Assembly;
  files: readonly InputFile[];
  /** whether every file holds one request a line */
  isNdjson: boolean;
  form: DecideForm;
  workers: number;
}

/** From so many on, others are worth beginning. */
const many = 1_000;
/** What may wait at a time: requests for each process, and bytes. */
const mostWaiting = 512;
const mostBytes = 16 * 1024 * 1024;

/**
 * Decides what the files hold and tells it in their order, in constant memory: while nobody reads what is told, nothing is read. Answers the exit
 * code. Throws `Fault('usage')` for a file that cannot be read, and `Fault('audit-unavailable')` where a process was lost, once all before is told.
 */
export async function decideAll({ context, configuration, house, files, isNdjson, form, workers }: Deciding): Promise<number> {
  const codes = new Set<number>();
  const read = { requests: 0, bytes: 0 };
  const begin = (): DecidingProcesses => decideInProcesses(workers, { configuration, rules: house.rules.current().files, form });
  let deciders: Deciders = decideHere(house, form);
  let others: DecidingProcesses | undefined;
  let haveBegun = false;
  let progress: ShownProgress | undefined;
  let size: number | undefined;
  const err = (text: string): void => {
    progress?.clear();
    context.err(text);
  };
  const giveUp = new AbortController();
  const answers = createInOrder(async (told) => {
    for (const { code } of told) codes.add(code);
    // known before it is told: nobody may read it, which ends the process
    context.exitWith(worst(codes));
    await write({ out: context.out, err }, told);
  }, { answers: mostWaiting * workers, bytes: mostBytes }, () => { giveUp.abort(); });

  function beginMany(): void {
    if (workers > 1) {
      others = begin();
      const next = (): void => { haveBegun = true; };
      others.begun.then(next, next);
    }
    // answers on a terminal show by themselves how far it is
    if (process.stdout.isTTY || files.some(({ name }) => name === '-')) return;
    size = sizeOf(files);
    if (size !== undefined) progress = showProgress('decide', 'requests');
  }

  /** Those that wait are answered first: one of the same RequestID may be behind them. */
  async function handOver(next: Deciders): Promise<void> {
    await answers.emptied();
    deciders = next;
  }

  async function decide(items: readonly Item[]): Promise<void> {
    for (const item of items) {
      if (read.requests === many) beginMany();
      if (haveBegun && others !== undefined && deciders !== others) await handOver(others);
      read.requests += 1;
      answers.add(deciders.decide(item), item.bytes?.length ?? 0);
      if (answers.isFull()) await answers.room();
    }
    if (size !== undefined) progress?.update(read.bytes / size, read.requests);
  }

  try {
    const onBytes = (bytes: number): void => { read.bytes += bytes; };
    for await (const items of readItems(files, { isNdjson, maxLineBytes: form.maxLineBytes, onBytes, signal: giveUp.signal })) await decide(items);
  } finally {
    await answers.emptied().finally(async () => {
      progress?.stop();
      await others?.stop();
    });
  }
  return worst(codes);
}

/** Resolves when standard output and standard error were read so far that more is welcome. */
async function write(output: Output, told: readonly Told[]): Promise<void> {
  let run: Told[] = [];
  const end = (): void => {
    const [first] = run;
    if (first !== undefined) output[first.to](run.map(({ text }) => text).join('\n'));
    run = [];
  };
  for (const each of told) {
    if (run[0]?.to !== each.to) end();
    run.push(each);
  }
  end();
  await Promise.all([process.stdout, process.stderr].filter((stream) => stream.writableNeedDrain).map((stream) => once(stream, 'drain')));
}

/** Undecidable weighs more than rejected: something was not answered at all. */
function worst(codes: ReadonlySet<number>): number {
  return [exitCodes.failed, exitCodes.rejected].find((code) => codes.has(code)) ?? exitCodes.done;
}
