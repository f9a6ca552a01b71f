import { Command } from 'commander';
import { readRules } from '../assembly.js';
import { dayInBritain } from '../domain/calendar.js';
import { factVocabulary } from '../facts/catalogue.js';
import { prove } from '../proof/prove.js';
import type { CommandContext } from './context.js';
import { describeProof, tellProof } from './describe-proof.js';
import { exitCodes, tell } from './output.js';
import { readDay } from './read-day.js';
import { configurationFor } from './rules-directory.js';
import { findUnknownParties } from './unknown-parties.js';
import { withBar } from './with-bar.js';

const help = `
Every combination of values of the facts that rules and invariants mention is decided, on every day from --from on, by the engine that serves requests.
What is found: invariants (invariants.yaml) that do not hold, with the smallest counterexample; requests on which no rule speaks; rules of one stage
that disagree; rules that can never apply or never decide; conditions that never matter. Exit codes: 0 all is well, 1 something was found.

Examples:
  slotguard rules prove
  slotguard rules prove ./my-rules --from 2027-03-01
  slotguard rules prove --json`;

export function proveCommand(context: CommandContext): Command {
  return new Command('prove')
    .description('Check every invariant over every possible request; exit 0, or 1 with the smallest counterexample.')
    .argument('[dir]', 'rules directory, otherwise that of the configuration')
    .option('--from <day>', 'the first day that counts, YYYY-MM-DD in Great Britain; otherwise today', readDay)
    .option('--json', 'as JSON', false)
    .addHelpText('after', help)
    .action(async (directory: string | undefined, { from = dayInBritain(Date.now()), json }: { from?: string; json: boolean }) => {
      const configuration = configurationFor(context, directory);
      const ruleSet = readRules(configuration);
      const started = performance.now();
      const proof = await withBar((onProgress) => prove(ruleSet, { vocabulary: factVocabulary, from, directory: configuration.rules.directory, onProgress }));
      const seconds = (performance.now() - started) / 1000;
      if (json) context.out(JSON.stringify(tellProof(proof, from, seconds)));
      else tell(context, describeProof(proof, from, seconds));
      for (const { at, problem } of findUnknownParties(ruleSet, configuration)) context.err(`note: ${at}: ${problem}`);
      if (proof.faults.length > 0) context.exitWith(exitCodes.failed);
    });
}
