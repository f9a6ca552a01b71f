import type { Place } from '../domain/fault.js';

/** Turns an offset in `text` into `line:column`, both from 1. */
export function placesIn(text: string): (offset: number) => string {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    lineStarts.push(at + 1);
  }
  return (offset) => {
    const line = lastAtOrBefore(lineStarts, offset);
    return `${line + 1}:${offset - (lineStarts[line] ?? 0) + 1}`;
  };
}

function lastAtOrBefore(ascending: readonly number[], wanted: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((ascending[middle] ?? 0) <= wanted) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

/** By file, line and column; places that name no line come before the lines of their file. */
export function inFileOrder(places: readonly Place[]): Place[] {
  const split = places.map((place) => ({ place, ...splitPlace(place.at) }));
  const inOrder = split.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)));
  return inOrder.map(({ place }) => place);
}

/** `rules/x.yaml:7:12` in its parts, line and column from 1; what names no line is a file as a whole. */
export function splitPlace(at: string): { file: string; line?: number; column?: number } {
  const [, file = at, line, column] = /^(.+):(\d+):(\d+)$/s.exec(at) ?? [];
  return line === undefined ? { file } : { file, line: Number(line), column: Number(column) };
}
