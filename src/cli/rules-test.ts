import { existsSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { statOf } from '../configuration/list-folder.js';
import { createTestBench, everything } from '../testing/bench.js';
import { load, type TestOptions } from '../testing/options.js';
import { isSuccess, type TestReport } from '../testing/report.js';
import { jsonReporter } from '../testing/reporters/json.js';
import { junitReporter } from '../testing/reporters/junit.js';
import type { Reporter, Write } from '../testing/reporters/reporter.js';
import { specReporter } from '../testing/reporters/spec.js';
import { tapReporter } from '../testing/reporters/tap.js';
import type { CommandContext } from './context.js';
import { exitCodes } from './output.js';
import { readDay } from './read-day.js';
import { configurationFor } from './rules-directory.js';
import { watchTests } from './watch-tests.js';

const reporters: Readonly<Record<string, (write: Write) => Reporter>> = { spec: specReporter, tap: tapReporter, junit: junitReporter, json: jsonReporter };

interface WrittenOptions {
  scenarios: string;
  reporter: string;
  coverage?: boolean;
  minCoverage?: number;
  mutate?: boolean;
  at?: string;
  watch?: boolean;
}

export function testCommand(context: CommandContext): Command {
  return new Command('test')
    .description("Run the rules' own cases and the scenarios; exit 0 or 1.")
    .argument('[dir]', 'rules directory, otherwise that of the configuration; what is no directory is taken as the pattern')
    .argument('[pattern]', 'only rules, cases and scenarios whose name holds this')
    .option('--scenarios <dir>', 'scenario directory', 'test/scenarios')
    .addOption(new Option('--reporter <name>', 'how results are written').choices(Object.keys(reporters)).default('spec'))
    .option('--coverage', 'also tell which findings, outcomes of conditions, values and reasons no case and no scenario saw')
    .option('--min-coverage <percent>', 'fail where less of them was seen', readPercent)
    .option('--mutate', 'also change each condition of each rule, and fail where none of its own cases notices')
    .option('--at <day>', 'by the rules as on that day, YYYY-MM-DD', readDay)
    .addOption(new Option('--watch', 'run again what a saved file touches, until Ctrl-C').conflicts(['coverage', 'minCoverage']))
    .addHelpText('after', help)
    .action(async (first: string | undefined, second: string | undefined, written: WrittenOptions) => {
      const isPattern = first !== undefined && second === undefined && statOf(first)?.isDirectory() !== true;
      const [directory, pattern = ''] = isPattern ? [undefined, first] : [first, second];
      const { scenarios, coverage, minCoverage, mutate = false, at: day } = written;
      const options: TestOptions = {
        configuration: configurationFor(context, directory),
        scenarios,
        pattern: pattern.toLowerCase(),
        day,
        coverage: minCoverage ?? (coverage === true ? null : undefined),
        mutate,
      };
      const createReporter = () => (reporters[written.reporter] ?? specReporter)(context.out);
      if (!existsSync(scenarios)) context.err(`there is no scenario directory ${scenarios}: only the rules' own cases are run`);
      if (written.watch === true) await watchTests(options, createReporter, context);
      else await testRules(context, options, createReporter());
    });
}

const help = `
With --at, a case that has no day of its own is asked as on that day: where its rule is not in force then, it is skipped. Scenarios keep their own
clock, on which registrations, certificates and what was imported depend: only the rules are those of the day. Scenarios about a time
before any rule was in force are skipped. Mutants are asked on the cases' own days.

Coverage counts each finding of a rule, each comparison seen to hold and to fail, each value of a list, and each reason that some scenario was
given. With a pattern it counts only the rules that the pattern names, and no reasons.

Examples:
  slotguard rules test
  slotguard rules test recovery
  slotguard rules test ./my-rules A21
  slotguard rules test --reporter junit > results.xml
  slotguard rules test --min-coverage 95 --mutate
  slotguard rules test --at 2027-03-01
  slotguard rules test sent-by-supplier --watch`;

function readPercent(text: string): number {
  const percent = Number(text);
  if (text.trim() === '' || !(percent >= 0 && percent <= 100)) throw new InvalidArgumentError('write a number from 0 to 100');
  return percent;
}

async function testRules(context: CommandContext, options: TestOptions, reporter: Reporter): Promise<void> {
  const bench = createTestBench(options);
  try {
    const report = await bench.run(load(options), everything, reporter.onTest);
    reporter.end(report);
    if (!isSuccess(report) || isNothing(context, options, report)) context.exitWith(exitCodes.failed);
  } finally {
    await bench.stop();
  }
}

function isNothing(context: CommandContext, { pattern }: TestOptions, { totals }: TestReport): boolean {
  if (totals.tests > 0) return false;
  context.err(`nothing is named like \`${pattern}\``);
  return true;
}
