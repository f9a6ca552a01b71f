const LONGEST_COMPARED = 60;

/** The nearest of `names` to a misspelt word, if any is near: about one wrong letter in three, whatever the case, `-`, `_`, `.`, blanks and curly quotes. */
export function nearestName(word: string, names: Iterable<string>): string | undefined {
  const wanted = lettersOf(word);
  let nearest: string | undefined;
  let least = wanted.length < 2 ? 1 : Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const name of names) {
    const letters = lettersOf(name);
    const distance = Math.abs(letters.length - wanted.length) < least ? distanceBetween(wanted, letters) : least;
    if (distance < least) {
      least = distance;
      nearest = name;
    }
  }
  return nearest;
}

function lettersOf(name: string): string {
  return name.slice(0, LONGEST_COMPARED).toLowerCase().replace(/[-_.\s\u2018-\u201F]/g, '');
}

/** Letters put in, left out, changed or swapped with their neighbour (optimal string alignment). */
function distanceBetween(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      current.push(leastChange(a, b, row, column, { beforeLast, last, current }));
    }
    [beforeLast, last] = [last, current];
  }
  return last[b.length] ?? a.length;
}

interface Rows {
  beforeLast: readonly number[];
  last: readonly number[];
  current: readonly number[];
}

function leastChange(a: string, b: string, row: number, column: number, { beforeLast, last, current }: Rows): number {
  const isSame = a[row - 1] === b[column - 1];
  const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
  return Math.min(
    (last[column] ?? Infinity) + 1,
    (current[column - 1] ?? Infinity) + 1,
    (last[column - 1] ?? Infinity) + (isSame ? 0 : 1),
    isSwapped ? (beforeLast[column - 2] ?? Infinity) + 1 : Infinity,
  );
}
