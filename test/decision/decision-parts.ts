import { createAuditLog } from '../../src/audit/audit-log.js';
import type { AttemptRecord, AuditRecord, AuditStore } from '../../src/audit/record.js';
import { createDecisionPoint, type DecisionParts, type DecisionPoint } from '../../src/decision/decision-point.js';
import { factVocabulary } from '../../src/facts/catalogue.js';
import type { ReferenceStore } from '../../src/facts/reference.js';
import { createRuleBook } from '../../src/rules/rule-book.js';
import type { RuleSet } from '../../src/rules/rule.js';
import { load } from '../configuration/configuration-files.js';
import { type Estate, now, readOddly, settings, storeOf } from '../facts/estate.js';
import { loadShippedRules } from '../rules/rule-files.js';
import { earlierIn } from '../support/memory-stores.js';

/** The shipped rules and the shipped words. */
export const shippedRules = loadShippedRules();
export const { responseCodes, wording } = load([]).values;

/** An audit in memory; `appends` are the groups that were written together. */
export interface Kept {
  records: AuditRecord[];
  attempts: AttemptRecord[];
  appends: number[];
  store: Pick<AuditStore, 'append' | 'findEarlier'>;
}

export function createKept(refuse: () => boolean = () => false): Kept {
  const kept: Kept = {
    records: [],
    attempts: [],
    appends: [],
    store: {
      append: async (entries) => {
        await new Promise((resolve) => setImmediate(resolve));
        if (refuse()) throw new Error('the disk is full');
        for (const entry of entries) if (entry.kind === 'decision') kept.records.push(entry); else kept.attempts.push(entry);
        kept.appends.push(entries.length);
        return [];
      },
      findEarlier: (key, digest) => earlierIn(kept.records, key, digest),
    },
  };
  return kept;
}

export interface Deciding extends Partial<Omit<DecisionParts, 'rules' | 'audit' | 'records' | 'sources'>> {
  kept?: Kept;
  ruleSet?: RuleSet;
  estate?: Partial<Estate>;
  settings?: Partial<DecisionParts['sources']['settings']>;
  reference?: Partial<ReferenceStore>;
}

/** The decision point over fakes, and what it asked and kept. */
export function decideOver(deciding: Deciding = {}): { decide: DecisionPoint; kept: Kept; asked: string[] } {
  const { kept = createKept(), ruleSet = shippedRules, estate, settings: set, reference, ...parts } = deciding;
  const { store, asked } = storeOf(estate);
  const decide = createDecisionPoint({
    sources: { reference: { ...store, ...reference }, readCertificate: readOddly, settings: { ...settings, ...set } },
    rules: createRuleBook(ruleSet, factVocabulary),
    records: kept.store,
    audit: createAuditLog(kept.store),
    whenUnavailable: 'refuse',
    responseCodes,
    wording,
    now: () => now,
    ...parts,
  });
  return { decide, kept, asked };
}

export const asking = { via: 'http', explain: false } as const;
