import type { AuditRecord } from '../audit/record.js';
import { createLookUps, type LookUps } from '../facts/look-ups.js';
import type { FactSettings } from '../facts/settings.js';
import { type LookedUp, lookedUpFor } from './looked-up.js';
import { notRecorded } from './partly-recorded.js';
import type { Past, Present } from './past.js';
import { recordedReference } from './recorded-reference.js';
import { recordedReading, recordedRequest } from './recorded-request.js';

/**
 * The look-ups of a request that was decided before, as they were then: from the record where it says so, else from the present.
 * They serve one fact: `note` is told what it came from. `Fault('not-recorded')` says what cannot be had.
 */
export function lookUpsFor(fact: string, record: AuditRecord, present: Present, note: Past['note']): LookUps {
  const past: Past = { fact, record, lookedUp: lookedUpIn(record, present.settings), present, note };
  const { certificates } = record.request;
  const sources = {
    reference: recordedReference(past),
    readCertificate: (index: string) => recordedReading(certificates[Number(index)]),
    settings: presentSettings(past),
  };
  const lookUps = createLookUps(sources, recordedRequest(record.request), Date.parse(record.decidedAt));
  return { ...lookUps, registrationAsOf: async () => Promise.resolve(registrationAsOf(past)) };
}

/** Whom a grace window accepted beside the recorded operator is not recorded: where there is one, the history is read again. */
function lookedUpIn(record: AuditRecord, { operatorChangeGraceDays }: FactSettings): LookedUp {
  const lookedUp = lookedUpFor(record);
  return { ...lookedUp, responsibleOperator: lookedUp.responsibleOperator && operatorChangeGraceDays === 0 };
}

/** What of configuration a fact can turn on by itself is noted. The recorded operator may be one that the fallback gave: it needs it no more. */
function presentSettings({ lookedUp, present: { settings }, note }: Past): FactSettings {
  const noted = <T>(value: T): T => {
    note('today');
    return value;
  };
  return {
    ...settings,
    get enforcement() { return noted(settings.enforcement); },
    get registrationMaxAgeDays() { return noted(settings.registrationMaxAgeDays); },
    mpanPrefixFallback: settings.mpanPrefixFallback && !lookedUp.responsibleOperator,
  };
}

/** The last import of registration data was the last before the decision, too, unless it came after it. */
function registrationAsOf({ record, present }: Past): number | undefined {
  if (record.registrationAsOf !== null) return Date.parse(record.registrationAsOf);
  const asOf = present.reference.registrationAsOf();
  return asOf !== undefined && asOf > Date.parse(record.decidedAt) ? notRecorded('when registration data had last been imported') : asOf;
}
