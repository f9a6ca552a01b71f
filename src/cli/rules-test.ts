import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { readRules } from '../assembly.js';
import type { Configuration } from '../configuration/schema.js';
import { type CaseResult, describeSettlement, runCases } from '../rules/cases.js';
import { runScenarios } from '../scenarios/run-scenarios.js';
import type { CommandContext } from './context.js';
import { exitCodes } from './output.js';
import { configurationFor } from './rules-directory.js';

export function testCommand(context: CommandContext): Command {
  return new Command('test')
    .description("Run the rules' own cases and the scenarios; exit 0 or 1.")
    .argument('[dir]', 'rules directory, otherwise that of the configuration; what is no directory is taken as the pattern')
    .argument('[pattern]', 'only rules, cases and scenarios whose name holds this')
    .option('--scenarios <dir>', 'scenario directory', 'test/scenarios')
    .addHelpText('after', '\nExamples:\n  slotguard rules test\n  slotguard rules test recovery\n  slotguard rules test ./my-rules A21')
    .action(async (first: string | undefined, second: string | undefined, { scenarios }: { scenarios: string }) => {
      const isPattern = first !== undefined && second === undefined && !existsSync(first);
      const [directory, pattern = ''] = isPattern ? [undefined, first] : [first, second];
      await testRules(context, configurationFor(context, directory), { pattern: pattern.toLowerCase(), scenarios });
    });
}

interface RuleTestOptions {
  /** lower case */
  pattern: string;
  /** scenario directory */
  scenarios: string;
}

interface Tally {
  passed: number;
  failed: number;
}

/** Runs the rules' own cases, then the scenarios through the whole service. */
async function testRules(context: CommandContext, configuration: Configuration, options: RuleTestOptions): Promise<void> {
  const tally: Tally = { passed: 0, failed: 0 };
  await runAllCases(context, configuration, options, tally);
  if (existsSync(options.scenarios)) await runAllScenarios(context, configuration, options, tally);
  else context.err(`there is no scenario directory ${options.scenarios}: only the rules' own cases were run`);
  context.out(`${tally.passed} passed, ${tally.failed} failed`);
  if (tally.failed > 0) context.exitWith(exitCodes.failed);
  if (tally.passed + tally.failed > 0) return;
  context.err(`nothing is named like \`${options.pattern}\``);
  context.exitWith(exitCodes.failed);
}

async function runAllCases(context: CommandContext, configuration: Configuration, { pattern }: RuleTestOptions, tally: Tally): Promise<void> {
  for (const rule of (await readRules(configuration)).rules) {
    const results = (await runCases(rule)).filter((result) => `${rule.id} ${result.case.name}`.toLowerCase().includes(pattern));
    if (results.length === 0) continue;
    context.out(rule.id);
    for (const result of results) {
      tally[result.passed ? 'passed' : 'failed'] += 1;
      describeCase(result).forEach(context.out);
    }
  }
}

function describeCase({ rule, case: each, got, passed, settledBy }: CaseResult): string[] {
  const line = `  ${passed ? 'ok' : 'FAILED'} ${each.name}: ${each.finding}`;
  return passed ? [line] : [line, `    ${rule.file}: expected ${each.finding}, got ${got}: ${describeSettlement(settledBy)}`];
}

async function runAllScenarios(context: CommandContext, configuration: Configuration, { pattern, scenarios }: RuleTestOptions, tally: Tally): Promise<void> {
  for await (const result of runScenarios({ directory: scenarios, rulesDirectory: configuration.rules.directory, pattern })) {
    tally[result.passed ? 'passed' : 'failed'] += 1;
    context.out(`${result.passed ? 'ok' : 'FAILED'} ${result.id}: ${result.title}`);
    if (!result.passed) context.out(`    ${result.file}: ${result.difference}`);
  }
}
