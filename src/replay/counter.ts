export type Counted<Key> = Key & {
  records: number;
  /** decisionIds of the first few */
  examples: readonly string[];
};

/** Counts records by whatever is the same for many of them; memory grows with the number of keys only. */
export interface Counter<Key extends object> {
  add(key: Key, decisionId: string): void;
  /** most records first, else by key */
  list(): Counted<Key>[];
}

const mostExamples = 3;

export function createCounter<Key extends object>(): Counter<Key> {
  const counts = new Map<string, { key: Key; records: number; examples: string[] }>();
  return {
    add: (key, decisionId) => {
      const name = JSON.stringify(key);
      const count = counts.get(name) ?? { key, records: 0, examples: [] };
      count.records += 1;
      if (count.examples.length < mostExamples) count.examples.push(decisionId);
      counts.set(name, count);
    },
    list: () => {
      const sorted = [...counts].sort(([one, a], [other, b]) => b.records - a.records || (one < other ? -1 : 1));
      return sorted.map(([, { key, records, examples }]) => ({ ...key, records, examples }));
    },
  };
}
