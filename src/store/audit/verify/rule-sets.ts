import type { Database } from 'better-sqlite3';
import { versionOf } from '../../../rules/load-rules.js';
import type { RuleFile } from '../../../rules/rule.js';

const digest = /^sha256:[0-9a-f]{64}$/;

/** What is wrong with the rule sets that the store keeps, each a sentence. Their version is their digest, and records tell by which they were decided. */
export function problemsOfRuleSets(db: Database, used: ReadonlySet<string>): string[] {
  const kept = db.prepare<[], { version: string; text: string }>('SELECT version, text FROM rule_set').all();
  const versions = new Set(kept.map(({ version }) => version));
  const inForce = db.prepare<[], string>('SELECT DISTINCT version FROM rule_set_in_force').pluck().all();
  const changed = kept.filter(({ version, text }) => digest.test(version) && findVersion(text) !== version);
  const missing = [...new Set([...used, ...inForce])].filter((version) => digest.test(version) && !versions.has(version));
  return [
    ...changed.map(({ version }) => `the text of rule set ${version.slice(0, 19)} is not the one that its version is the digest of: it was changed since`),
    ...missing.map((version) => `rule set ${version.slice(0, 19)} is not kept any more, though ${used.has(version) ? 'records were decided by it' : 'it was in force'}`),
  ];
}

function findVersion(text: string): string | undefined {
  try {
    return versionOf(JSON.parse(text) as RuleFile[]);
  } catch {
    return undefined;
  }
}
