import { versionOf } from '../../rules/load-rules.js';
import type { RuleFile } from '../../rules/rule.js';

const digest = /^sha256:[0-9a-f]{64}$/;

/** Whether it is a version as every rule set has it that was read from files. */
export function isDigest(version: string): boolean {
  return digest.test(version);
}

/** Whether the text of a kept rule set is another one than its version is the digest of. */
export function isAltered({ version, text }: { version: string; text: string }): boolean {
  return isDigest(version) && findVersion(text) !== version;
}

function findVersion(text: string): string | undefined {
  try {
    return versionOf(JSON.parse(text) as RuleFile[]);
  } catch {
    return undefined;
  }
}
