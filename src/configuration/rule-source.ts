import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { Fault } from '../domain/fault.js';
import type { RuleFile } from '../rules/rule.js';
import { isRuleFile, readRuleDirectory } from './rule-directory.js';

const revision = /^git:([^:]+)(?::(.+))?$/;
const mostBytes = 64 * 1024 * 1024;

type GitFailure = NodeJS.ErrnoException & { status?: number | null; stderr?: string };

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
  const isHere = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const place = isHere ? { cwd: path, prefix: './' } : { cwd: '.', prefix: `./${path.replace(/^\.\//, '').replace(/\/$/, '')}/` };
  const git = (...words: string[]): string => runGit(words, place.cwd, spec);
  const commit = findObject(`${rev}^{commit}`, git);
  if (commit === undefined) throw unreadable(spec, `there is no revision \`${rev.slice(0, 60)}\` here`);
  const folder = findObject(`${commit}:${place.prefix}`, git);
  const names = folder === undefined ? [] : git('ls-tree', '-r', '-z', '--full-tree', '--name-only', folder).split('\0').filter(isRuleFile);
  if (names.length === 0) throw unreadable(spec, `there is no rule file in ${path} at ${rev}`);
  return names.sort().map((name) => ({ path: name, text: git('show', `${commit}:${place.prefix}${name}`) }));
}

/** Git ends with 1, and not with what went wrong, where it knows no such object. */
function findObject(name: string, git: (...words: string[]) => string): string | undefined {
  try {
    return git('rev-parse', '--verify', '--quiet', '--end-of-options', name).trim();
  } catch (fault) {
    if (((fault as Fault).cause as GitFailure).status === 1) return undefined;
    throw fault;
  }
}

function runGit(words: readonly string[], cwd: string, spec: string): string {
  try {
    return execFileSync('git', words, { cwd, encoding: 'utf8', maxBuffer: mostBytes, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (cause) {
    throw unreadable(spec, whyItFailed(cause as GitFailure), cause);
  }
}

function whyItFailed({ code, stderr }: GitFailure): string {
  if (code === 'ENOENT') return 'there is no git here: install it, or compare directories';
  const [told = ''] = stderr?.trim().split('\n') ?? [];
  return told === '' ? 'git cannot be run here' : told;
}

function unreadable(spec: string, problem: string, cause?: unknown): Fault {
  return new Fault('usage', `\`${spec}\` cannot be read: write a rules directory, git:REV, or git:REV:DIRECTORY`, [{ at: spec, problem }], { cause });
}
