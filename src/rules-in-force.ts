import type { AuditStore, RuleSetInForce } from './audit/record.js';
import { orNothing } from './domain/answer.js';
import { createTurns } from './decision/turns.js';
import { Fault } from './domain/fault.js';
import { factVocabulary } from './facts/catalogue.js';
import type { Logger, RefusedRules, Reloaded, RuleKeeping } from './http/http-parts.js';
import { loadRulesInTurns } from './rules/load-rules.js';
import type { RuleBook } from './rules/rule-book.js';
import type { RuleFile, RuleSet } from './rules/rule.js';
import { openStore } from './store/open-store.js';

export interface RulesInForceParts {
  book: RuleBook;
  records: Pick<AuditStore, 'keepRuleSet' | 'findRuleSet' | 'noteRuleSetInForce' | 'listRuleSetsInForce'>;
  /** Reads the rule files; throws `Fault('rules-invalid')`. */
  read: () => RuleSet | Promise<RuleSet>;
  /** how many rule sets are kept, the one in force among them */
  keep: number;
  log: Pick<Logger, 'info' | 'error'>;
  /** epoch milliseconds */
  now: () => number;
  /** hears of each version that is put in force */
  onInForce?: ((version: string) => void) | undefined;
}

export interface RulesInForce extends RuleKeeping {
  /** As `reload`, but once for all who ask before it begins, however many they are: signals and changed files, which nobody counts. */
  reloadForAll(): Promise<Reloaded>;
  /** Resolves when no reload is under way. */
  settle(): Promise<void>;
}

const againMilliseconds = 1_000;

/**
 * Looks after the rules in force: takes up what changed, keeps what was before, and says what was refused. The rule set of the book,
 * which the store has already, counts as in force from now on, unless it was the last that was before the service started.
 */
export async function keepRulesInForce({ book, records, read, keep, log, now, onInForce = () => undefined }: RulesInForceParts): Promise<RulesInForce> {
  const takeTurns = createTurns();
  const known = new Map<string, RuleSet>();
  let periods: readonly RuleSetInForce[] = [];
  let refused: RefusedRules | undefined;
  let again: NodeJS.Timeout | undefined;
  let waiting: Promise<Reloaded> | undefined;

  async function putInForce(ruleSet: RuleSet): Promise<void> {
    await records.noteRuleSetInForce(ruleSet.version, now());
    periods = await records.listRuleSetsInForce(keep);
    if (ruleSet !== book.current()) book.replace(ruleSet);
    onInForce(ruleSet.version);
    known.set(ruleSet.version, ruleSet);
    for (const version of known.keys()) if (!isKept(version)) known.delete(version);
  }

  function isKept(wanted: string): boolean {
    return periods.some(({ version }) => version === wanted);
  }

  async function takeUp(): Promise<Reloaded> {
    const next = await read();
    const changed = next.version !== book.current().version;
    if (changed) {
      await records.keepRuleSet(next.version, JSON.stringify(next.files));
      await putInForce(next);
    }
    refused = undefined;
    const { version, rules: { length: rules } } = next;
    log.info({ ruleSet: version, changed, rules }, 'rules reloaded');
    return { version, changed, rules };
  }

  /**
   * What is no fault of the rules, as a store that does not answer or too many open files, is tried again until it is over: the files may
   * never change again.
   */
  function refuse(cause: unknown): never {
    const fault = cause instanceof Fault ? cause : new Fault('rules-invalid', 'the rules cannot be read', [], { cause });
    refused = { at: now(), fault };
    if (fault !== cause || fault.code !== 'rules-invalid') again ??= setTimeout(() => void reload().catch(() => undefined), againMilliseconds).unref();
    log.error({ ruleSet: book.current().version, problems: fault.places, ...(fault !== cause && { cause: String(cause) }) }, `rules refused, those before stay in force: ${fault.message}`);
    throw fault;
  }

  function reload(): Promise<Reloaded> {
    clearTimeout(again);
    again = undefined;
    return takeTurns('rules', () => takeUp().catch(refuse));
  }

  function reloadForAll(): Promise<Reloaded> {
    waiting ??= takeTurns('rules', async () => {
      await Promise.resolve();
      waiting = undefined;
      return takeUp().catch(refuse);
    });
    return waiting;
  }

  async function find(version: string): Promise<RuleSet | undefined> {
    if (!isKept(version)) return undefined;
    return known.get(version) ?? takeTurns('kept', async () => {
      const ruleSet = known.get(version) ?? (await readKept(version, records));
      if (ruleSet !== undefined) known.set(version, ruleSet);
      return ruleSet;
    });
  }

  await putInForce(book.current());
  return {
    current: () => book.current(),
    periods: () => periods,
    find,
    refused: () => refused,
    reload,
    reloadForAll,
    settle: () => takeTurns('rules', () => {
      clearTimeout(again);
      return Promise.resolve();
    }),
    now,
  };
}

/** Rules that were kept in the store; undefined: it has none of that version, or none that can be read. */
export async function findKeptRules({ url, audit }: { url: string; audit: string }, version: string): Promise<RuleSet | undefined> {
  const store = openStore(url, { audit });
  try {
    return await orNothing(() => readKept(version, store.audit));
  } finally {
    store.close();
  }
}

async function readKept(version: string, records: Pick<AuditStore, 'findRuleSet'>): Promise<RuleSet | undefined> {
  const text = await records.findRuleSet(version);
  if (text === undefined) return undefined;
  try {
    const ruleSet = await loadRulesInTurns(JSON.parse(text) as RuleFile[], factVocabulary, version.slice(0, 19));
    return ruleSet.version === version ? ruleSet : undefined;
  } catch (cause) {
    const places = cause instanceof Fault ? cause.places : [];
    throw new Fault('rules-invalid', `rule set \`${version}\` was kept by a slotguard whose rules this one does not read`, places, { cause });
  }
}
