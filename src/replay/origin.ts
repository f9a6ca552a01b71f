import { factsBehind, type LookedUp } from './looked-up.js';
import type { Past } from './past.js';

/** What is behind a fact that was not recorded; of several the last of these, which is worth least. */
export const origins = ['record', 'registration-history', 'today'] as const;
export type Origin = (typeof origins)[number];

/** These turn on configuration or on what a party is, which no record tells. */
const factsOfToday = ['enforcement', 'registrationData', 'originatorKind'];

export function originOf(fact: string, past: Past): Origin {
  const kinds = (Object.keys(factsBehind) as (keyof LookedUp)[]).filter((kind) => factsBehind[kind].includes(fact));
  const ranks = kinds.map((kind) => origins.indexOf(originOfLookUp(kind, fact, past)));
  return factsOfToday.includes(fact) ? 'today' : (origins[Math.max(0, ...ranks)] ?? 'today');
}

/** Certificates are in the record; only whose they are may have to be looked up, and which groups of parties are equivalent. */
function originOfLookUp(kind: keyof LookedUp, fact: string, { lookedUp, present: { settings } }: Past): Origin {
  if (kind === 'certificates') return fact === 'networkOperatorMatch' && (!lookedUp.certificates || settings.equivalentGroups.length > 0) ? 'today' : 'record';
  if (lookedUp[kind]) return 'record';
  return kind === 'responsibleOperator' ? 'registration-history' : 'today';
}
