import { Command } from 'commander';
import { readRuleFiles } from '../configuration/rule-source.js';
import { dayInBritain } from '../domain/calendar.js';
import { factVocabulary } from '../facts/catalogue.js';
import { type Change, comparePolicies, type PolicyDifference } from '../proof/compare-policies.js';
import { comparePromises } from '../proof/compare-promises.js';
import { describeCube } from '../proof/cube.js';
import { describePeriod } from '../proof/periods.js';
import { loadRules } from '../rules/load-rules.js';
import type { RuleSet } from '../rules/rule.js';
import type { CommandContext } from './context.js';
import { noteUnsound } from './note-unsound.js';
import { exitCodes, tell } from './output.js';
import { readDay } from './read-day.js';

const help = `
A and B are rules directories, or git:REV for the configured directory at a revision, or git:REV:DIRECTORY. Every possible request is decided by both; told
is which are decided differently, in as few rows as can be, with what each side decides and by which rules, and what is promised otherwise. Exit codes:
0 none is decided differently, 1 some are or the rules cannot be read, 2 wrong usage.

Examples:
  slotguard rules diff git:HEAD rules
  slotguard rules diff git:v1.0 git:v1.1
  slotguard rules diff rules ./my-rules --json`;

export function diffCommand(context: CommandContext): Command {
  return new Command('diff')
    .description('Which requests are decided differently by two rule directories?')
    .argument('<a>', 'rules directory, git:REV, or git:REV:DIRECTORY')
    .argument('<b>', 'the same, for the other side')
    .option('--from <day>', 'the first day that counts, YYYY-MM-DD in Great Britain; otherwise today', readDay)
    .option('--json', 'as JSON', false)
    .addHelpText('after', help)
    .action(async (a: string, b: string, { from = dayInBritain(Date.now()), json }: { from?: string; json: boolean }) => {
      const { directory } = context.loadConfiguration().values.rules;
      const read = (spec: string) => loadRules(readRuleFiles(spec, directory), factVocabulary, spec);
      const [before, after] = [read(a), read(b)];
      const mapping = { vocabulary: factVocabulary, from };
      const difference = await comparePolicies(before, after, mapping);
      const promises = comparePromises(before, after);
      if (json) context.out(JSON.stringify({ ...tellDifference(before, after, from, difference), promises }));
      else tell(context, [...describe(difference), ...promises]);
      for (const [spec, ruleSet] of [[a, before], [b, after]] as const) await noteUnsound(context, spec, ruleSet, mapping);
      if (difference.periods.length > 0) context.exitWith(exitCodes.failed);
    });
}

function describe({ space, periods }: PolicyDifference): string[] {
  if (periods.length === 0) return ['no possible request is decided differently'];
  return periods.flatMap(({ period, changes }) => [
    `${describePeriod(period, false)}:`,
    ...changes.flatMap((change) => [
      `  ${change.from} -> ${change.to}  (${change.inputs.toLocaleString('en-GB')} inputs)`,
      `    where ${describeCube(space, change.cube)}`,
      `    ${named(change.fromRules)} -> ${named(change.toRules)}`,
    ]),
  ]);
}

function named(rules: Change['fromRules']): string {
  return rules.length === 0 ? 'no rule' : rules.join(', ');
}

function tellDifference(before: RuleSet, after: RuleSet, from: string, { periods }: PolicyDifference) {
  return {
    before: before.version,
    after: after.version,
    from,
    periods: periods.map(({ period, changes }) => ({
      from: period.from,
      to: period.to ?? null,
      changes: changes.map(({ facts, inputs, from: decided, to, fromRules, toRules }) => ({
        when: facts,
        from: decided,
        to,
        fromRules,
        toRules,
        inputs: String(inputs),
      })),
    })),
  };
}
