import { Command } from 'commander';
import type { Span } from '../audit/record.js';
import { readRuleFiles } from '../configuration/rule-source.js';
import { dayInBritain } from '../domain/calendar.js';
import { Fault } from '../domain/fault.js';
import { factVocabulary } from '../facts/catalogue.js';
import type { CommandContext } from './context.js';
import { describeReplay, sayNotInForce, tellRules } from './describe-replay.js';
import { noteUnsound } from './note-unsound.js';
import { readDay } from './read-day.js';
import { readWhen } from './read-when.js';
import { tell } from './output.js';
import { showProgress } from './record-progress.js';
import { planAt, replayAll } from './replay-all.js';
import { workersOf, workersOption } from './workers-option.js';

interface ReplayOptions extends Span {
  rules: string;
  at?: string;
  trial: boolean;
  json: boolean;
  workers?: number;
}

const help = `
Recorded facts are used as they are. One that the other rules ask for and that was not recorded is taken from what else the record holds, else from
registration history on the day that counted then, else looked up as of today; the result says which. Nothing is written to the store.

Examples:
  slotguard replay --rules ./my-rules
  slotguard replay --rules git:main
  slotguard replay --rules ./my-rules --from 2026-10-01 --to 2026-11-01
  slotguard replay --rules ./my-rules --at 2027-03-01 --json`;

export function replayCommand(context: CommandContext): Command {
  return new Command('replay')
    .description('Decide recorded requests again by other rules, and show what changes.')
    .requiredOption('--rules <dir>', 'the other rules: a directory, git:REV or git:REV:DIRECTORY')
    .option('--from <instant>', 'only what was decided from then on: RFC 3339, or a day in Great Britain', readWhen)
    .option('--to <instant>', 'only what was decided before then', readWhen)
    .option('--at <day>', 'take the rules that are in force on this day, for every request; otherwise today', readDay)
    .option('--trial', 'let rules in observe mode decide, too', false)
    .option('--json', 'one JSON document', false)
    .addOption(workersOption('decide again'))
    .addHelpText('after', help)
    .action(async (options: ReplayOptions) => {
      if ((options.from ?? -Infinity) > (options.to ?? Infinity)) throw new Fault('usage', '--to is before --from: give the later one to --to');
      const configuration = context.loadConfiguration().values;
      const at = options.at ?? dayInBritain(Date.now());
      const replayed = { files: readRuleFiles(options.rules, configuration.rules.directory), name: options.rules, at, trial: options.trial };
      const plan = planAt(replayed);
      const rules = tellRules(plan, { source: options.rules, at, trial: options.trial });
      sayNotInForce(rules).forEach(context.err);
      await noteUnsound(context, options.rules, plan.ruleSet, { vocabulary: factVocabulary, from: at });
      const progress = showProgress('replay');
      const replaying = { plan, workers: workersOf(options), onProgress: progress.update };
      const result = await replayAll({ configuration, rules: replayed, span: spanOf(options) }, replaying).finally(progress.stop);
      if (options.json) context.out(JSON.stringify({ rules, span: tellSpan(options), ...result }));
      else tell(context, describeReplay(rules, result));
    });
}

function spanOf({ from, to }: Span): Span {
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

function tellSpan({ from, to }: Span): { from: string | null; to: string | null } {
  const tell = (instant: number | undefined) => (instant === undefined ? null : new Date(instant).toISOString());
  return { from: tell(from), to: tell(to) };
}
