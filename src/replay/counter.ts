export type Counted<Key> = Key & {
  records: number;
  /** decisionIds of the first few */
  examples: readonly string[];
};

/** Counts records by whatever is the same for many of them; memory grows with the number of keys only. */
export interface Counter<Key extends object> {
  add(key: Key, decisionId: string): void;
  /** Adds what another counter listed, of records behind those that were added so far. */
  addCounted(counted: readonly Counted<Key>[]): void;
  /** most records first, else by key */
  list(): Counted<Key>[];
}

const mostExamples = 3;

export function createCounter<Key extends object>(): Counter<Key> {
  const counts = new Map<string, { key: Key; records: number; examples: string[] }>();

  function count(key: Key, records: number, examples: readonly string[]): void {
    const name = JSON.stringify(key);
    const counted = counts.get(name) ?? { key, records: 0, examples: [] };
    counted.records += records;
    if (counted.examples.length < mostExamples) counted.examples.push(...examples.slice(0, mostExamples - counted.examples.length));
    counts.set(name, counted);
  }

  return {
    add: (key, decisionId) => { count(key, 1, [decisionId]); },
    addCounted: (counted) => {
      for (const { records, examples, ...key } of counted) count(key as unknown as Key, records, examples);
    },
    list: () => {
      const sorted = [...counts].sort(([one, a], [other, b]) => b.records - a.records || (one < other ? -1 : 1));
      return sorted.map(([, { key, records, examples }]) => ({ ...key, records, examples }));
    },
  };
}
