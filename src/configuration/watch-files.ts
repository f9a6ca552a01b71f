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
  try {
    return list()
      .map((path) => {
        const { mtimeMs, size, ino } = statSync(path);
        return `${path} ${mtimeMs} ${size} ${ino}`;
      })
      .join('\n');
  } catch (cause) {
    return String(cause);
  }
}
