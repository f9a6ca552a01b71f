import type { AttemptRecord, AuditRecord, AuditStore, DecisionQuery, EarlierDecisions, RuleSetInForce } from '../../src/audit/record.js';
import type { Device, RegistrationPeriod } from '../../src/domain/device.js';
import { Fault } from '../../src/domain/fault.js';
import type { PartyDirectory } from '../../src/domain/party.js';
import type { ReferenceStore } from '../../src/facts/reference.js';

/** A store in memory; `failing` makes it not answer. */
export interface Failing {
  failing: boolean;
}

export interface ReferenceContent {
  directory: PartyDirectory;
  devices: readonly Device[];
  registrations: Readonly<Record<string, readonly RegistrationPeriod[]>>;
  registrationAsOf: number | undefined;
}

export function createMemoryReference(content: ReferenceContent): ReferenceStore & Failing {
  const store = {
    failing: false,
    findDevice: (id: string) => ask(() => content.devices.find((device) => device.id === id)),
    findGasMetersOfHub: (hubId: string) => ask(() => content.devices.filter((device) => device.type === 'GSME' && device.hubId === hubId)),
    findRegistration: (mpxn: string) => ask(() => content.registrations[mpxn] ?? []),
    readDirectory: () => ask(() => content.directory),
    registrationAsOf: () => ask(() => content.registrationAsOf),
  };
  function ask<T>(look: () => T): T {
    if (store.failing) throw new Fault('store-unavailable', 'the store in memory was told not to answer');
    return look();
  }
  return store;
}

export function earlierIn(records: readonly AuditRecord[], requestKey: string, contentDigest: string): EarlierDecisions {
  const decided = records.filter(({ request }) => request.requestKey === requestKey);
  return { firstDecisionId: decided[0]?.decisionId ?? null, same: decided.find(({ request }) => request.contentDigest === contentDigest) };
}

export interface MemoryAudit extends AuditStore, Failing {
  records: readonly AuditRecord[];
  attempts: readonly AttemptRecord[];
}

export function createMemoryAudit(): MemoryAudit {
  const records: AuditRecord[] = [];
  const attempts: AttemptRecord[] = [];
  const texts = new Map<string, string>();
  const inForce: RuleSetInForce[] = [];
  const store = {
    failing: false,
    records,
    attempts,
    append: (added: readonly (AttemptRecord | AuditRecord)[]) => ask(() => {
      for (const entry of added) if (entry.kind === 'decision') records.push(entry); else attempts.push(entry);
      return [];
    }),
    findAttempts: (decision: AuditRecord) => ask(() => ({
      attempts: attempts.filter(({ decisionId }) => decisionId === decision.decisionId),
      hasEarlier: false,
    })),
    findDecision: (decisionId: string) => ask(() => records.find((record) => record.decisionId === decisionId)),
    findEarlier: (requestKey: string, contentDigest: string) => ask(() => earlierIn(records, requestKey, contentDigest)),
    listDecisions: (query: DecisionQuery) => ask(() => pageOf(records, query)),
    keepRuleSet: (version: string, text: string) => ask(() => { texts.set(version, text); }),
    findRuleSet: (version: string) => ask(() => texts.get(version)),
    noteRuleSetInForce: (version: string, since: number) => ask(() => { if (inForce[0]?.version !== version) inForce.unshift({ version, since }); }),
    listRuleSetsInForce: (limit: number) => ask(() => inForce.slice(0, limit)),
  };
  function ask<T>(look: () => T): T {
    if (store.failing) throw new Fault('audit-unavailable', 'the audit in memory was told not to answer');
    return look();
  }
  return store;
}

function pageOf(records: readonly AuditRecord[], query: DecisionQuery) {
  const before = query.cursor === undefined ? records.length : readCursor(query.cursor);
  const found = records
    .map((record, index) => ({ record, index }))
    .filter(({ record, index }) => index < before && isAskedFor(record, query))
    .reverse();
  const page = found.slice(0, query.limit);
  return { decisions: page.map(({ record }) => record), nextCursor: found.length > page.length ? `before ${page.at(-1)?.index ?? 0}` : undefined };
}

function readCursor(cursor: string): number {
  const index = /^before (\d+)$/.exec(cursor)?.[1];
  if (index === undefined) throw new Fault('malformed-value', `\`${cursor}\` is no cursor`);
  return Number(index);
}

function isAskedFor(record: AuditRecord, { from = -Infinity, to = Infinity, supplier, reason, decision, requestKey }: DecisionQuery): boolean {
  const decidedAt = Date.parse(record.decidedAt);
  return decidedAt >= from && decidedAt < to
    && [undefined, record.supplierParty, record.request.originator].includes(supplier)
    && [undefined, record.reason].includes(reason)
    && [undefined, record.decision].includes(decision)
    && [undefined, record.request.requestKey].includes(requestKey);
}
