import { normalize } from 'node:path';
import { Fault } from '../domain/fault.js';
import { asOn } from '../rules/plan.js';
import type { RuleSet } from '../rules/rule.js';
import { createTestBench, everything, type TestBench } from '../testing/bench.js';
import { liesIn, watchFiles } from '../testing/changed-files.js';
import { load, type Loaded, loadRuleSet, loadScenarios, type TestOptions } from '../testing/options.js';
import type { Reporter } from '../testing/reporters/reporter.js';
import { touchedBy } from '../testing/touched.js';
import { describeFault, type Output } from './output.js';

/** Runs everything, then what saved files touch, until the process is told to end. */
export async function watchTests(options: TestOptions, createReporter: () => Reporter, { err }: Pick<Output, 'err'>): Promise<void> {
  const ended = endOfProcess();
  const bench = createTestBench(options);
  try {
    await runUntilEnded({ options, bench, createReporter, ended }, err);
  } catch (cause) {
    if (cause !== ended.reason) throw cause;
  } finally {
    await bench.stop();
  }
}

/** A mistake in a file is told, and what the file touches is run once it is mended. */
async function runUntilEnded(watching: Watching, err: Output['err']): Promise<void> {
  const { options, ended } = watching;
  const nextChange = watchFiles([options.configuration.rules.directory, options.scenarios], ended);
  const pending = new Set<string>();
  let loaded: Loaded | undefined;
  while (!ended.aborted) {
    try {
      loaded = await runOnce(watching, loaded, pending);
      pending.clear();
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause;
      describeFault(cause).forEach(err);
    }
    err('waiting for a file to be saved; Ctrl-C ends');
    const changed = await nextChange();
    changed?.forEach((path) => pending.add(path));
    if (changed !== undefined) separate(changed, err);
  }
}

/** The first Ctrl-C ends what runs in good order, a second one at once. */
function endOfProcess(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

const clearScreen = '\u001B[2J\u001B[3J\u001B[H';

function separate(changed: ReadonlySet<string>, err: Output['err']): void {
  const time = new Date().toTimeString().slice(0, 8);
  const isOnTerminal = process.stdout.isTTY && process.stderr.isTTY;
  if (isOnTerminal) process.stderr.write(clearScreen);
  err(`${isOnTerminal ? '' : '\n'}${'-'.repeat(8)} ${time} saved: ${[...changed].join(', ')}`);
}

interface Watching {
  options: TestOptions;
  bench: TestBench;
  createReporter: () => Reporter;
  ended: AbortSignal;
}

async function runOnce({ options, bench, createReporter, ended }: Watching, before: Loaded | undefined, files: ReadonlySet<string>): Promise<Loaded> {
  const loaded = before === undefined ? load(options) : loadAgain(options, before, files);
  await bench.forgetWorlds((world) => files.has(normalize(world)));
  const change = { files, rulesDirectory: options.configuration.rules.directory, scenarios: loaded.scenarios, answersOf: bench.answersOf };
  const ruleSets = [before, loaded].flatMap((each) => (each === undefined ? [] : [rulesAsked(each.ruleSet, options)]));
  const reporter = createReporter();
  reporter.end(await bench.run(loaded, before === undefined ? everything : await touchedBy({ ...change, ruleSets }), reporter.onTest, ended));
  return loaded;
}

/** Scenarios are read again only where one of their files was written: so certificates stay issued. */
function loadAgain(options: TestOptions, before: Loaded, files: ReadonlySet<string>): Loaded {
  const isScenarios = [...files].some((path) => liesIn(options.scenarios, path));
  return { ruleSet: loadRuleSet(options), scenarios: isScenarios ? loadScenarios(options) : before.scenarios };
}

function rulesAsked(ruleSet: RuleSet, { day }: TestOptions): RuleSet {
  return day === undefined ? ruleSet : asOn(ruleSet, day);
}
