import type { Counted } from '../replay/counter.js';
import type { Origin } from '../replay/origin.js';
import type { Change, ReplayResult, Said } from '../replay/tally.js';
import type { Plan } from '../rules/plan.js';
import { isInForce, type Rule } from '../rules/rule.js';
import { countOf } from './count-of.js';

/** The rules by which was decided again. */
export interface ReplayedRules {
  /** a directory or a revision, as the command line names it */
  source: string;
  version: string;
  /** the day on which they are in force */
  at: string;
  trial: boolean;
  notInForce: readonly { rule: string; from: string; to: string | null; because: 'not-yet' | 'no-longer' | 'observes' | 'replaced' }[];
}

export function tellRules({ ruleSet, notInForce }: Plan, told: Pick<ReplayedRules, 'source' | 'at' | 'trial'>): ReplayedRules {
  const left = notInForce.map((rule) => ({ rule: rule.id, from: rule.effective.from, to: rule.effective.to ?? null, because: whyNotInForce(rule, told) }));
  return { ...told, version: ruleSet.version, notInForce: left };
}

function whyNotInForce(rule: Rule, { at, trial }: Pick<ReplayedRules, 'at' | 'trial'>): ReplayedRules['notInForce'][number]['because'] {
  if (at < rule.effective.from) return 'not-yet';
  if (!isInForce(rule, at)) return 'no-longer';
  return rule.mode === 'observe' && !trial ? 'observes' : 'replaced';
}

export function sayNotInForce({ at, notInForce: rules }: ReplayedRules): string[] {
  return rules.map(({ rule, from, to, because }) => {
    const why = { 'not-yet': `it would be from ${from}`, 'no-longer': `out of force since ${to ?? ''}`, observes: 'it only observes; --trial lets it decide', replaced: 'another rule replaces it' };
    return `${rule} is not in force on ${at}: ${why[because]}`;
  });
}

const originNames: Record<Origin, string> = { record: 'the record', 'registration-history': 'registration history', today: 'looked up as of today' };

export function describeReplay(rules: ReplayedRules, result: ReplayResult): string[] {
  const { records, unchanged, changed, cannotBeDecidedAgain, withUnrecordedFacts } = result.totals;
  return [
    `${countOf(records, 'record')} under ${rules.source} (${rules.version.slice(0, 19)}) as on ${rules.at}: ${unchanged} unchanged, ${changed} changed, ${cannotBeDecidedAgain} cannot be decided again`,
    ...table('changed by reason', ['was', 'would be'], result.byReason, tellChange, 3),
    ...table('changed by deciding rule', ['was', 'would be'], result.byRule, ({ from, to }) => [from ?? 'none', to ?? 'none']),
    ...table('changed by supplier', ['supplier', 'was', 'would be'], result.bySupplier, (row) => [row.supplier ?? 'no known party', ...tellChange(row)]),
    ...table('changed by device type', ['device type', 'was', 'would be'], result.byDeviceType, (row) => [row.deviceType ?? 'not known', ...tellChange(row)]),
    ...table(`facts that were not recorded, needed by ${countOf(withUnrecordedFacts, 'record')}`, ['fact', 'taken from'], result.unrecordedFacts, ({ fact, origin }) => [fact, originNames[origin]]),
    ...table('cannot be decided again', ['fact', 'nobody knows any more'], result.cannotBeDecidedAgain, ({ fact, cannotBeHad }) => [fact, cannotBeHad], 3),
  ];
}

function tellChange({ from, to }: Change): string[] {
  return [tellSaid(from), tellSaid(to)];
}

function tellSaid({ decision, reason }: Said): string {
  return decision === 'none' ? 'no rule decides' : `${decision} ${reason}`;
}

/** Nothing where there is no row; `examples`: how many a row shows. */
function table<Key>(title: string, names: readonly string[], rows: readonly Counted<Key>[], tell: (row: Counted<Key>) => string[], examples = 1): string[] {
  if (rows.length === 0) return [];
  const cells = [[...names, 'records', 'for example'], ...rows.map((row) => [...tell(row), String(row.records), row.examples.slice(0, examples).join(' ')])];
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  return ['', title, ...cells.map((row) => `  ${row.map((cell, column) => (column === names.length ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join('  ').trimEnd()}`)];
}
