/** A path as it can be pasted behind a command. */
export function shellWord(path: string): string {
  return /^[\w./:@%+,=-]+$/.test(path) ? path : `'${path.replaceAll(`'`, `'\\''`)}'`;
}
