import { openChain } from '../../src/store/audit/open-chain.js';
import { panelSourceOf } from '../../src/store/audit/read-panel.js';

const always = { from: Date.parse('2000-01-01T00:00:00Z'), to: Date.parse('2100-01-01T00:00:00Z'), devices: 10_000 };

/** Everything that the report is counted from, in an order of its own and without numbers that only mean something within the store. */
export function panelOf(path: string): unknown {
  const db = openChain(path);
  try {
    const { entries, repeated, rejectedDevices, devices } = panelSourceOf(db).readPanel(always);
    const requests = new Map<number, [string, number][]>();
    for (const { request, heading, entries: count } of repeated) requests.set(request, [...(requests.get(request) ?? []), [JSON.stringify(heading), count]]);
    return {
      entries: entries.map(({ day, heading, entries: count }) => [day, JSON.stringify(heading), count]).sort(),
      repeated: [...requests.values()].map((uses) => JSON.stringify(uses.sort())).sort(),
      rejectedDevices: rejectedDevices.map((each) => JSON.stringify(each)).sort(),
      devices: devices.map((each) => JSON.stringify(each)).sort(),
    };
  } finally {
    db.close();
  }
}
