import type { CountedEntries } from '../audit/panel-source.js';
import { readPolicy } from '../rules/load-rules.js';
import type { RuleFile } from '../rules/rule.js';
import type { PanelReport } from './panel-report.js';

/** Reasons that no rule gives. */
const ofTheService: Readonly<Record<string, string>> = { unavailable: 'data that the check needs could not be looked up in time' };

/** What the reasons that occur mean, in the words of the first rule set that knows each. `ruleSets`: as `PanelSource.readRuleSets` tells them. */
export function reasonsOf(entries: readonly CountedEntries[], codes: PanelReport['codes'], ruleSets: Iterable<string>): PanelReport['reasons'] {
  const inEntries = entries.flatMap(({ heading: { reason, observed } }) => [reason, observed?.reason ?? reason]);
  const occurring = new Set([...inEntries, ...codes.map(({ reason }) => reason)]);
  const own = Object.entries(ofTheService).filter(([reason]) => occurring.delete(reason));
  const told: [string, string][] = [];
  for (const files of ruleSets) {
    const policy = readPolicy(JSON.parse(files) as RuleFile[], '', []);
    for (const [reason, { meaning }] of Object.entries(policy?.reasons ?? {})) if (occurring.delete(reason)) told.push([reason, meaning]);
    if (occurring.size === 0) break;
  }
  return Object.fromEntries([...told, ...own, ...[...occurring].map((reason) => [reason, null])]) as PanelReport['reasons'];
}
