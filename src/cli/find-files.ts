import type { Dirent } from 'node:fs';
import { extname } from 'node:path';
import { listFolder, pathOf, statOf } from '../configuration/list-folder.js';
import { Fault } from '../domain/fault.js';
import { whyNot } from './read-input.js';

/** What is taken of a folder, in upper or lower case. */
const endings = ['.xml', '.json', '.ndjson'];
const taken = `whose name ends in ${endings.join(', ')}`;

/** A file to read, or `-` for standard input. */
export interface InputFile {
  name: string;
  /** whether a folder holds it: then it is no slip of the command line that it cannot be read */
  isOfFolder: boolean;
}

/**
 * The files that are named, and in the place of a folder those in it and in its folders, by name. What was left out of a folder is told to `note`, in
 * one line. Throws `Fault('usage')` for a folder that holds none, or cannot be read.
 */
export function findFiles(names: readonly string[], note: (line: string) => void): InputFile[] {
  return names.flatMap((name) => (isFolder(name) ? filesIn(name, note) : [{ name, isOfFolder: false }]));
}

/** Whether its name ends so, in upper or lower case. */
export function endsIn(name: string, ending: string): boolean {
  return name.toLowerCase().endsWith(ending);
}

/** Of all files together, in bytes; undefined where one of them, such as a pipe, does not tell how much there is to read. */
export function sizeOf(files: readonly InputFile[]): number | undefined {
  const found = files.flatMap(({ name }) => statOf(name) ?? []);
  return found.every((each) => each.isFile()) ? found.reduce((sum, { size }) => sum + size, 0) : undefined;
}

function isFolder(name: string): boolean {
  return name !== '-' && statOf(name)?.isDirectory() === true;
}

function filesIn(folder: string, note: (line: string) => void): InputFile[] {
  const entries = entriesIn(folder);
  const [files, others] = [entries.filter(isTaken), entries.filter((entry) => !isTaken(entry))];
  if (files.length === 0) throw new Fault('usage', `\`${folder}\` holds no file ${taken}${others.length === 0 ? '' : `: it holds ${kindsOf(others)}`}`);
  if (others.length > 0) note(`\`${folder}\`: left out ${others.length === 1 ? 'a file' : `${others.length} files`}, as only those are taken ${taken}: ${kindsOf(others)}`);
  return files.map(pathOf).sort().map((name) => ({ name, isOfFolder: true }));
}

function entriesIn(folder: string): Dirent[] {
  try {
    return listFolder(folder);
  } catch (cause) {
    throw new Fault('usage', `\`${folder}\` cannot be read: ${whyNot(cause)}`, [], { cause });
  }
}

function isTaken(entry: Dirent): boolean {
  return (entry.isFile() || entry.isSymbolicLink()) && endings.some((ending) => endsIn(entry.name, ending));
}

/** `2 .csv, 1 link to a folder` */
function kindsOf(entries: readonly Dirent[]): string {
  const counts = new Map<string, number>();
  for (const kind of entries.map(kindOf)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, count]) => `${count} ${kind}`).join(', ');
}

function kindOf(entry: Dirent): string {
  if (entry.isSymbolicLink() && isFolder(pathOf(entry))) return 'link to a folder';
  return entry.isFile() || entry.isSymbolicLink() ? extname(entry.name).toLowerCase().slice(0, 20) || 'without an ending' : 'no file to read';
}
