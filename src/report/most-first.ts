const names = new Intl.Collator('en-GB', { numeric: true });

/** Greater numbers first, one after the other, and then by name; names that look alike by their letters. */
export function mostFirst<T>(numbersOf: (each: T) => readonly number[], nameOf: (each: T) => string): (a: T, b: T) => number {
  return (a, b) => {
    const others = numbersOf(b);
    const difference = numbersOf(a).map((number, index) => (others[index] ?? 0) - number).find((each) => each !== 0);
    return difference ?? byName(nameOf(a), nameOf(b));
  };
}

function byName(a: string, b: string): number {
  const order = names.compare(a, b);
  return order !== 0 ? order : a < b ? -1 : a > b ? 1 : 0;
}
