const segmenter = new Intl.Segmenter('en-GB');

/** What a reader takes for one letter each. */
function lettersOf(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

export function lengthOf(text: string): number {
  return lettersOf(text).length;
}

/** Cut to `length` letters, with an ellipsis where something is missing. */
export function shorten(text: string, length: number): string {
  const letters = lettersOf(text);
  return letters.length <= length ? text : `${letters.slice(0, length - 1).join('').trimEnd()}…`;
}
