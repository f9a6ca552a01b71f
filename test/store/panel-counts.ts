import { openChain } from '../../src/store/audit/chain/open-chain.js';
import { panelSourceOf } from '../../src/store/audit/panel/read-panel.js';

const always = { from: Date.parse('2000-01-01T00:00:00Z'), to: Date.parse('2100-01-01T00:00:00Z'), devices: 10_000 };

/** Everything that the report is counted from, put together and in an order of its own, without numbers that only mean something within the store. */
export function panelOf(path: string): Record<string, unknown> {
  const db = openChain(path);
  try {
    const { entries, repeated, rejectedDevices, devices } = panelSourceOf(db).readPanel(always);
    const uses = new Map<number, Map<string, number>>();
    for (const { request, heading, entries: count } of repeated) {
      const mine = uses.get(request) ?? uses.set(request, new Map()).get(request)!;
      addTo(mine, JSON.stringify(heading), count);
    }
    const days = new Map<string, number>();
    for (const { day, heading, entries: count } of entries) addTo(days, JSON.stringify([day, JSON.stringify(heading)]), count);
    return {
      entries: [...days].sort(),
      repeated: [...uses.values()].map((counts) => JSON.stringify([...counts].sort())).sort(),
      rejectedDevices: rejectedDevices.map((each) => JSON.stringify(each)).sort(),
      devices: devices.map((each) => JSON.stringify(each)).sort(),
    };
  } finally {
    db.close();
  }
}

export function addTo(counts: Map<string, number>, name: string, count: number): void {
  counts.set(name, (counts.get(name) ?? 0) + count);
}
