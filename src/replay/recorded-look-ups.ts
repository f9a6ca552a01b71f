import { createLookUps, type LookUps } from '../facts/look-ups.js';
import type { FactSettings } from '../facts/settings.js';
import { notRecorded } from './partly-recorded.js';
import type { Past } from './past.js';
import { recordedReference } from './recorded-reference.js';
import { recordedReading, recordedRequest } from './recorded-request.js';

/**
 * The look-ups of a request that was decided before, as they were then: from the record where it says so, else from the present.
 * `Fault('not-recorded')` says what cannot be had.
 */
export function lookUpsOf(past: Past): LookUps {
  const { request, decidedAt } = past.record;
  const sources = {
    reference: recordedReference(past),
    readCertificate: (index: string) => recordedReading(request.certificates[Number(index)]),
    settings: settingsThen(past),
  };
  const lookUps = createLookUps(sources, recordedRequest(request), Date.parse(decidedAt));
  return { ...lookUps, registrationAsOf: async () => Promise.resolve(registrationAsOf(past)) };
}

/** The recorded operator may be one that the fallback gave: it needs it no more, and where there was none it gave none. */
function settingsThen({ lookedUp, present: { settings } }: Past): FactSettings {
  return lookedUp.responsibleOperator ? { ...settings, mpanPrefixFallback: false } : settings;
}

/** The last import of registration data was the last before the decision, too, unless it came after it. */
function registrationAsOf({ record, present }: Past): number | undefined {
  if (record.registrationAsOf !== null) return Date.parse(record.registrationAsOf);
  const asOf = present.reference.registrationAsOf();
  return asOf !== undefined && asOf > Date.parse(record.decidedAt) ? notRecorded('when registration data had last been imported') : asOf;
}
