import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { Fault, type Place } from '../domain/fault.js';
import type { RuleFile } from '../rules/rule.js';
import { isHidden, listFolder, pathOf, statOf, unlessDenied } from './list-folder.js';
import { watchFiles } from './watch-files.js';

const isRule = (path: string) => path.endsWith('.yaml');
export const isRuleFile = (path: string) => isRule(path) && !path.split(sep).some(isHidden);
/** what stands beside rules, and what editors leave behind */
const isOther = (path: string) => /(^|[\\/])README\.md$|\.schema\.json$|~$|#$|\.(swp|swo|bak|orig|tmp)$/.test(path);

/**
 * Every `.yaml` file of a rules directory, in the order of their paths; hidden files and what editors leave behind are passed over. Throws
 * `Fault('rules-invalid')` where there is no such directory, and for files that are no rule files or cannot be read.
 */
export function readRuleDirectory(directory: string): RuleFile[] {
  const { files, problems } = findRuleFiles(directory);
  if (problems.length > 0) throw new Fault('rules-invalid', `there are files in ${directory} that are no rule files`, problems);
  return files;
}

/** The same, with what is wrong beside the files that can be read. Throws only where there is no such directory, or it may not be looked into. */
export function findRuleFiles(directory: string): { files: RuleFile[]; problems: Place[] } {
  const { paths, misnamed, linked } = listRuleFiles(directory);
  const problems: Place[] = [
    ...misnamed.map((path) => ({ at: `${directory}/${path}`, problem: 'a rule file ends in .yaml: rename it, or move it elsewhere' })),
    ...linked.map((path) => ({ at: `${directory}/${path}`, problem: 'a link to a folder is not followed: put the folder itself here, or links to its files' })),
  ];
  const files = paths.flatMap((path) => {
    const read = readText(join(directory, path));
    if ('problem' in read) problems.push({ at: `${directory}/${path}`, problem: read.problem });
    return 'problem' in read ? [] : [{ path: path.split(sep).join('/'), text: read.text }];
  });
  return { files, problems };
}

function listRuleFiles(directory: string): { paths: string[]; misnamed: string[]; linked: string[] } {
  if (!existsSync(directory) || !statSync(directory).isDirectory()) {
    throw new Fault('rules-invalid', `there is no rules directory \`${directory}\`: set rules.directory, or name one`, [{ at: directory, problem: 'no such directory' }]);
  }
  const entries = unlessDenied(() => listFolder(directory, isHidden), 'rules-invalid', `the rules directory \`${directory}\` cannot be read`);
  const found = entries.map((entry) => ({ path: relative(directory, pathOf(entry)), leadsTo: statOf(pathOf(entry)) }));
  // a link that points nowhere is taken for a file, so that reading it says what is wrong
  const paths = found.filter(({ leadsTo }) => leadsTo?.isFile() ?? true).map(({ path }) => path);
  const linked = found.filter(({ leadsTo }) => leadsTo?.isDirectory()).map(({ path }) => path);
  return { paths: paths.filter(isRule).sort(), misnamed: paths.filter((path) => !isRule(path) && !isOther(path)).sort(), linked: linked.sort() };
}

function readText(path: string): { text: string } | { problem: string } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)) };
  } catch (cause) {
    return { problem: cause instanceof TypeError ? 'it is not UTF-8: save it as UTF-8' : 'the file cannot be opened: is it a link to nowhere, or not readable?' };
  }
}

/** Looks every `seconds` whether the rule files changed, and says so once for each change; 0: never. Answers how to stop. */
export function watchRuleDirectory(directory: string, seconds: number, onChange: () => void): () => void {
  const list = (): string[] => {
    const { paths, misnamed, linked } = listRuleFiles(directory);
    return [...paths, ...misnamed, ...linked].map((path) => join(directory, path));
  };
  return watchFiles(list, seconds, onChange);
}
