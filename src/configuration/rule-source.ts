import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Fault } from '../domain/fault.js';
import type { RuleFile } from '../rules/rule.js';
import { isRuleFile, readRuleDirectory } from './rule-directory.js';

const revision = /^git:([^:]+)(?::(.+))?$/;
const mostBytes = 64 * 1024 * 1024;

/**
 * The rule files of a directory, or those that it had at a revision: `git:REV` (of `directory`) or `git:REV:PATH`. Throws
 * `Fault('usage')` for a revision or a directory that is not there.
 */
export function readRuleFiles(spec: string, directory: string): RuleFile[] {
  const [, rev, path = directory] = revision.exec(spec) ?? [];
  if (rev !== undefined) return readRevision(rev, path, spec);
  if (!existsSync(spec)) throw unreadable(spec, 'there is no such directory');
  return readRuleDirectory(spec);
}

function readRevision(rev: string, path: string, spec: string): RuleFile[] {
  const place = existsSync(path) ? { cwd: path, prefix: './' } : { cwd: '.', prefix: `./${path.replace(/^\.\//, '').replace(/\/$/, '')}/` };
  const commit = commitOf(rev, place.cwd, spec);
  const names = git(['ls-tree', '-r', '-z', '--full-tree', '--name-only', `${commit}:${place.prefix}`], place.cwd, spec).split('\0').filter(isRuleFile);
  if (names.length === 0) throw unreadable(spec, `there is no rule file in ${path} at ${rev}`);
  return names.sort().map((name) => ({ path: name, text: git(['show', `${commit}:${place.prefix}${name}`], place.cwd, spec) }));
}

function commitOf(rev: string, cwd: string, spec: string): string {
  try {
    return git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${rev}^{commit}`], cwd, spec).trim();
  } catch (cause) {
    throw unreadable(spec, `there is no revision \`${rev.slice(0, 60)}\` here`, cause);
  }
}

function git(words: readonly string[], cwd: string, spec: string): string {
  try {
    return execFileSync('git', words, { cwd, encoding: 'utf8', maxBuffer: mostBytes, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (cause) {
    const told = (cause as { stderr?: string }).stderr?.trim().split('\n')[0];
    throw unreadable(spec, told === undefined || told === '' ? 'git cannot be run here' : told, cause);
  }
}

function unreadable(spec: string, problem: string, cause?: unknown): Fault {
  return new Fault('usage', `\`${spec}\` cannot be read: write a rules directory, git:REV, or git:REV:DIRECTORY`, [{ at: spec, problem }], { cause });
}
