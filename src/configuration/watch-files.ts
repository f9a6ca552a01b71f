import { statSync } from 'node:fs';

/** Looks every `seconds` whether the files that `list` names changed, and says so once for each change; 0: never. Answers how to stop. */
export function watchFiles(list: () => readonly string[], seconds: number, onChange: () => void): () => void {
  if (seconds === 0) return () => undefined;
  let before = stateOf(list);
  const timer = setInterval(() => {
    const now = stateOf(list);
    if (now === before) return;
    before = now;
    onChange();
  }, seconds * 1000);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

function stateOf(list: () => readonly string[]): string {
  return orCause(() => list().map((path) => `${path} ${orCause(() => stateOfFile(path))}`).join('\n'));
}

/** Rights count too: a file that became readable is worth another look. */
function stateOfFile(path: string): string {
  const { mtimeMs, ctimeMs, size, ino } = statSync(path);
  return `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
}

/** One file that cannot be looked at, as a link to nowhere, must not hide the others. */
function orCause(state: () => string): string {
  try {
    return state();
  } catch (cause) {
    return String(cause);
  }
}
