import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import type { Span } from '../audit/record.js';
import { readRuleFiles } from '../configuration/rule-source.js';
import type { Configuration } from '../configuration/schema.js';
import { dayInBritain } from '../domain/calendar.js';
import { Fault } from '../domain/fault.js';
import { factVocabulary } from '../facts/catalogue.js';
import { replay } from '../replay/replay.js';
import type { ReplayResult } from '../replay/tally.js';
import { rememberJudgements } from '../rules/judge.js';
import { loadRules } from '../rules/load-rules.js';
import { type Plan, planOn, trialPlanOn } from '../rules/plan.js';
import { openStoreToRead } from '../store/open-to-read.js';
import type { CommandContext } from './context.js';
import { describeReplay, sayNotInForce, tellRules } from './describe-replay.js';
import { noteUnsound } from './note-unsound.js';
import { readDay } from './read-day.js';
import { readWhen } from './read-when.js';

interface ReplayOptions extends Span {
  rules: string;
  at?: string;
  trial: boolean;
  json: boolean;
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
    .addHelpText('after', help)
    .action(async (options: ReplayOptions) => {
      if ((options.from ?? -Infinity) > (options.to ?? Infinity)) throw new Fault('usage', '--to is before --from: give the later one to --to');
      const configuration = context.loadConfiguration().values;
      const at = options.at ?? dayInBritain(Date.now());
      const plan = planAt(configuration, at, options);
      const rules = tellRules(plan, { source: options.rules, at, trial: options.trial });
      sayNotInForce(rules).forEach(context.err);
      await noteUnsound(context, options.rules, plan.ruleSet, { vocabulary: factVocabulary, from: at });
      const result = await replayAll(configuration, plan, options);
      context.out(options.json ? JSON.stringify({ rules, span: tellSpan(options), ...result }) : describeReplay(rules, result).join('\n'));
    });
}

function planAt({ rules: { directory } }: Configuration, at: string, { rules, trial }: ReplayOptions): Plan {
  const ruleSet = loadRules(readRuleFiles(rules, directory), factVocabulary, rules);
  return (trial ? trialPlanOn(ruleSet, at, factVocabulary) : undefined) ?? planOn(ruleSet, at, factVocabulary);
}

async function replayAll(configuration: Configuration, plan: Plan, { from, to }: Span): Promise<ReplayResult> {
  const store = openStoreToRead(configuration.store.url);
  const bar = process.stderr.isTTY ? new SingleBar({ format: 'replay [{bar}] {percentage}% | {records} records | {eta_formatted} to go', stream: process.stderr, hideCursor: true }) : undefined;
  bar?.start(1, 0, { records: 0 });
  try {
    return await replay({
      audit: store.audit,
      present: { reference: store.reference, settings: configuration },
      judge: rememberJudgements(plan),
      span: { ...(from !== undefined && { from }), ...(to !== undefined && { to }) },
      onProgress: (share, records) => bar?.update(share, { records }),
    });
  } finally {
    bar?.stop();
    store.close();
  }
}

function tellSpan({ from, to }: Span): { from: string | null; to: string | null } {
  const tell = (instant: number | undefined) => (instant === undefined ? null : new Date(instant).toISOString());
  return { from: tell(from), to: tell(to) };
}
