/** Days in Great Britain, `YYYY-MM-DD`; `to` is the first day after, undefined: for ever. */
export interface Period {
  from: string;
  to: string | undefined;
}

interface Dated {
  effective: { from?: string | undefined; to?: string | undefined } | undefined;
}

/** The time from the day `from` on, cut wherever something comes into force or goes out of it. */
export function periodsOf(things: readonly Dated[], from: string): Period[] {
  const days = things.flatMap(({ effective }) => [effective?.from, effective?.to]).filter((day) => day !== undefined && day > from) as string[];
  const starts = [from, ...new Set(days.sort())];
  return starts.map((start, index) => ({ from: start, to: starts[index + 1] }));
}

export function describePeriod({ from, to }: Period, isOnly: boolean): string {
  if (isOnly) return '';
  return to === undefined ? `from ${from} on` : `from ${from} to the day before ${to}`;
}
