import { Command } from 'commander';
import { readRules, unsound } from '../assembly.js';
import type { Configuration } from '../configuration/schema.js';
import { findUnknownReasons } from '../configuration/unknown-reasons.js';
import { dayInBritain } from '../domain/calendar.js';
import { Fault } from '../domain/fault.js';
import { wellFormed } from '../domain/printable.js';
import { factVocabulary } from '../facts/catalogue.js';
import { prove } from '../proof/prove.js';
import type { RuleSet } from '../rules/rule.js';
import { splitPlace } from '../yaml/line-places.js';
import type { CommandContext } from './context.js';
import { countOf } from './count-of.js';
import { exitCodes } from './output.js';
import { configurationFor } from './rules-directory.js';
import { findUnknownParties } from './unknown-parties.js';
import { withBar } from './with-bar.js';

export function checkCommand(context: CommandContext): Command {
  return new Command('check')
    .description('Are the rules sound? Every fault with file:line:column; exit 0 or 1.')
    .argument('[dir]', 'rules directory, otherwise that of the configuration')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  slotguard rules check\n  slotguard rules check ./my-rules --json')
    .action(async (directory: string | undefined, { json = false }: { json?: boolean }) => {
      const configuration = configurationFor(context, directory);
      const ruleSet = json ? await readOrTell(context, configuration) : await readProved(context, configuration);
      if (ruleSet === undefined) return;
      for (const { at, problem } of findUnknownParties(ruleSet, configuration)) context.err(`note: ${at}: ${problem}`);
      const { rules, policy, version } = ruleSet;
      if (json) {
        const told = rules.map(({ id, stage, outcome, effective }) => ({ id, stage, ...outcome, effective }));
        context.out(JSON.stringify({ policy: policy.id, version, rules: told }));
      } else {
        context.out(`${countOf(rules.length, 'rule')} in ${countOf(policy.stages.length, 'stage')} ${rules.length === 1 ? 'is' : 'are'} sound (${version.slice(0, 19)})`);
      }
    });
}

/** Throws `Fault('rules-invalid')` with everything that a proof finds, also what decides nothing wrongly and is written in vain. */
async function readProved(context: CommandContext, configuration: Configuration): Promise<RuleSet> {
  const ruleSet = readRules(configuration);
  const { directory } = configuration.rules;
  const from = dayInBritain(Date.now());
  const { faults, exceptions, notes } = await withBar((onProgress) => prove(ruleSet, { vocabulary: factVocabulary, from, directory, onProgress }));
  for (const note of [...exceptions, ...notes, ...findUnknownReasons(configuration, ruleSet.policy)]) context.err(`note: ${note}`);
  if (faults.length > 0) throw unsound(directory, faults);
  return ruleSet;
}

/** Rules that are not sound are told as `{ problems: [{ file, line, column, problem }] }`; a file as a whole has neither line nor column. */
async function readOrTell(context: CommandContext, configuration: Configuration): Promise<RuleSet | undefined> {
  try {
    return await readProved(context, configuration);
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'rules-invalid') throw error;
    context.out(JSON.stringify(wellFormed({ problems: error.places.map(({ at, problem }) => ({ ...splitPlace(at), problem })) })));
    context.exitWith(exitCodes.failed);
    return undefined;
  }
}
