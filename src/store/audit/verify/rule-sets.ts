import type { Database } from 'better-sqlite3';
import { isAltered, isDigest } from '../rule-set-text.js';

/** What is wrong with the rule sets that the store keeps, each a sentence. Their version is their digest, and records tell by which they were decided. */
export function problemsOfRuleSets(db: Database, used: ReadonlySet<string>): string[] {
  const kept = db.prepare<[], { version: string; text: string }>('SELECT version, text FROM rule_set').all();
  const versions = new Set(kept.map(({ version }) => version));
  const periods = db.prepare<[], Period>('SELECT seq, version FROM rule_set_in_force ORDER BY seq').all();
  const inForce = periods.map(({ version }) => version);
  const changed = kept.filter(isAltered);
  const missing = [...new Set([...used, ...inForce])].filter((version) => isDigest(version) && !versions.has(version));
  return [
    ...changed.map(({ version }) => `the text of rule set ${version.slice(0, 19)} is not the one that its version is the digest of: it was changed since`),
    ...missing.map((version) => `rule set ${version.slice(0, 19)} is not kept any more, though ${used.has(version) ? 'records were decided by it' : 'it was in force'}`),
    ...problemsOfPeriods(periods),
  ];
}

interface Period {
  seq: number;
  version: string;
}

/**
 * Each is numbered behind the one before it, has another version, and none is ever removed. Times prove nothing, as clocks are put back; nor does a rule
 * set by which no record was decided, as there may have been no request.
 */
function problemsOfPeriods(periods: readonly Period[]): string[] {
  const isOdd = ({ seq, version }: Period, index: number): boolean => seq !== index + 1 || version === periods[index - 1]?.version;
  const odd = periods.find(isOdd);
  const strangers = new Set(periods.map(({ version }) => version).filter((version) => !isDigest(version)));
  return [
    ...(odd === undefined ? [] : [`what was in force when is not as it was written: something was removed or added before ${odd.version.slice(0, 19)}, number ${odd.seq}`]),
    ...[...strangers].map((version) => `${JSON.stringify(version.slice(0, 40))} was in force by what the store tells, and is the version of no rule set`),
  ];
}
