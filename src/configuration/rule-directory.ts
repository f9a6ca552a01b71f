import { existsSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { Fault, type Place } from '../domain/fault.js';
import type { RuleFile } from '../rules/rule.js';
import { isHidden, listFolder, notRead, pathOf, statOf, unlessDenied } from './list-folder.js';
import { readAtMost } from './read-at-most.js';
import { watchFiles } from './watch-files.js';

const isRule = (path: string) => path.endsWith('.yaml');
export const isRuleFile = (path: string) => isRule(path) && !path.split(sep).some(isHidden);
/** what stands beside rules, and what editors leave behind */
const isOther = (path: string) => /(^|[\\/])README\.md$|\.schema\.json$|~$|#$|\.(swp|swo|bak|orig|tmp)$/.test(path);

/**
 * Requests wait while a file is read, about a millisecond a kilobyte, and rules are to be in force within seconds. Two thousand rules with
 * their cases have room.
 */
const most = { bytesOfFile: 256 * 1024, bytes: 4 * 1024 * 1024 };

/**
 * Every `.yaml` file of a rules directory, in the order of their paths; hidden files and what editors leave behind are passed over. Throws
 * `Fault('rules-invalid')` where there is no such directory, and for files that are no rule files or cannot be read.
 */
export function readRuleDirectory(directory: string): RuleFile[] {
  const { files, problems } = findRuleFiles(directory);
  if (problems.length > 0) throw new Fault('rules-invalid', `there are files in ${directory} that are no rule files`, problems);
  return files;
}

/**
 * The same, with what is wrong beside the files that can be read. Throws only where there is no such directory, it may not be looked into,
 * or more lies in it than is read.
 */
export function findRuleFiles(directory: string): { files: RuleFile[]; problems: Place[] } {
  const { paths, misnamed, linked, special } = listRuleFiles(directory);
  const problems: Place[] = [
    ...misnamed.map((path) => ({ at: `${directory}/${path}`, problem: 'a rule file ends in .yaml: rename it, or move it elsewhere' })),
    ...linked.map((path) => ({ at: `${directory}/${path}`, problem: 'a link to a folder is not followed: put the folder itself here, or links to its files' })),
    ...special.map((path) => ({ at: `${directory}/${path}`, problem: notRead })),
  ];
  const files: RuleFile[] = [];
  let bytes = 0;
  for (const path of paths) {
    const read = readText(join(directory, path));
    if ('problem' in read) problems.push({ at: `${directory}/${path}`, problem: read.problem });
    else files.push({ path: path.split(sep).join('/'), text: read.text });
    bytes += 'problem' in read ? 0 : read.bytes;
    if (bytes > most.bytes) throw tooMany(directory, paths.length);
  }
  return { files, problems };
}

function tooMany(directory: string, files: number): Fault {
  const problem = `its ${files} files have more than 4 MB together: delete the rules that are no longer in force, or put conditions that differ in a value into one rule with a list`;
  return new Fault('rules-invalid', `the rules directory \`${directory}\` is too large`, [{ at: directory, problem }]);
}

interface Listed {
  paths: string[];
  misnamed: string[];
  /** links to folders */
  linked: string[];
  /** neither files nor folders */
  special: string[];
}

function listRuleFiles(directory: string): Listed {
  if (!existsSync(directory) || !statSync(directory).isDirectory()) {
    throw new Fault('rules-invalid', `there is no rules directory \`${directory}\`: set rules.directory, or name one`, [{ at: directory, problem: 'no such directory' }]);
  }
  const entries = unlessDenied(() => listFolder(directory, isHidden), 'rules-invalid', `the rules directory \`${directory}\` cannot be read`);
  const found = entries.map((entry) => ({ path: relative(directory, pathOf(entry)), leadsTo: statOf(pathOf(entry)) }));
  // a link that points nowhere is taken for a file, so that reading it says what is wrong
  const paths = found.filter(({ leadsTo }) => leadsTo?.isFile() ?? true).map(({ path }) => path);
  const linked = found.filter(({ leadsTo }) => leadsTo?.isDirectory()).map(({ path }) => path);
  const special = found.map(({ path }) => path).filter((path) => !paths.includes(path) && !linked.includes(path) && !isOther(path));
  return {
    paths: paths.filter(isRule).sort(),
    misnamed: paths.filter((path) => !isRule(path) && !isOther(path)).sort(),
    linked: linked.sort(),
    special: special.sort(),
  };
}

function readText(path: string): { text: string; bytes: number } | { problem: string } {
  try {
    const bytes = readAtMost(path, most.bytesOfFile + 1);
    if (bytes.length > most.bytesOfFile) return { problem: 'more than 256 kB: write it shorter, or split the rule into several files' };
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), bytes: bytes.length };
  } catch (cause) {
    return { problem: cause instanceof TypeError ? 'it is not UTF-8: save it as UTF-8' : 'the file cannot be opened: is it a link to nowhere, or not readable?' };
  }
}

/** Looks every `seconds` whether the rule files changed, and says so once for each change; 0: never. Answers how to stop. */
export function watchRuleDirectory(directory: string, seconds: number, onChange: () => void): () => void {
  const list = (): string[] => {
    const { paths, misnamed, linked, special } = listRuleFiles(directory);
    return [...paths, ...misnamed, ...linked, ...special].map((path) => join(directory, path));
  };
  return watchFiles(list, seconds, onChange);
}
