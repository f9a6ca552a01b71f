import { statSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { isHidden, listFolder, pathOf } from '../configuration/list-folder.js';

const lookEveryMilliseconds = 100;

/** Answers the paths of the files that were written, added or deleted since it last answered, once they are quiet; undefined when it was aborted. */
export type NextChange = () => Promise<ReadonlySet<string> | undefined>;

/** Looks at the `.yaml` files of the directories itself, since a network share tells nobody of changes. */
export function watchFiles(directories: readonly string[], signal: AbortSignal): NextChange {
  let known = stateOf(directories);
  return async () => {
    const base = known;
    return new Promise((resolve) => {
      const timer = setInterval(() => {
        const before = known;
        known = stateOf(directories);
        const changed = changedBetween(base, known);
        if (changed.size > 0 && changedBetween(before, known).size === 0) answer(changed);
      }, lookEveryMilliseconds);
      const stop = () => answer(undefined);
      const answer = (changed: ReadonlySet<string> | undefined) => {
        clearInterval(timer);
        signal.removeEventListener('abort', stop);
        resolve(changed);
      };
      signal.addEventListener('abort', stop);
      if (signal.aborted) stop();
    });
  };
}

/** Whether the path of a file leads into the directory, however either is written. */
export function liesIn(directory: string, path: string): boolean {
  return relative(directory, path).split(sep)[0] !== '..';
}

/** What tells one writing of a file from the next, by path. */
type State = ReadonlyMap<string, string>;

function stateOf(directories: readonly string[]): State {
  const paths = [...new Set(directories.flatMap(filesIn))];
  return new Map(paths.flatMap((path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat === undefined ? [] : [[path, `${stat.mtimeMs} ${stat.size} ${stat.ino}`] as const];
  }));
}

/** A directory that is gone for a moment is empty. */
function filesIn(directory: string): string[] {
  try {
    return listFolder(directory, isHidden).filter(({ name }) => name.endsWith('.yaml')).map(pathOf);
  } catch {
    return [];
  }
}

function changedBetween(before: State, now: State): Set<string> {
  return new Set([...before.keys(), ...now.keys()].filter((path) => before.get(path) !== now.get(path)));
}
