// What a run measures, and how large.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const sizes = {
  small: { rows: 100_000, seconds: 1.5, rounds: 5, parts: ['peers', 'engines', 'rules', 'stages'], rules: [10, 100, 1_000], store: [10_000, 100_000], audit: [0, 10_000], connections: [1, 32, 256], batch: [20_000] },
  full: {
    rows: 10_000_000, seconds: 5, rounds: 5, parts: ['start', 'peers', 'engines', 'rules', 'store', 'audit', 'connections', 'batch', 'stages'],
    rules: [10, 25, 30, 100, 300, 1_000], store: [10_000, 100_000, 1_000_000, 10_000_000, 50_000_000], audit: [0, 100_000, 1_000_000, 10_000_000], connections: [1, 4, 16, 32, 64, 256, 1_000], batch: [100_000],
  },
};

const usage = `node bench/run.mjs [options], with the product built

  --full              everything at full size: about an hour the first time, half of it later; 40 GB in the cache
  --only PART,...     of ${sizes.full.parts.join(', ')}
  --rows N            devices in the store, and as many registrations (${sizes.small.rows}; full ${sizes.full.rows})
  --seconds N         of each round (${sizes.small.seconds}; full ${sizes.full.seconds})
  --rounds N          (${sizes.small.rounds})
  --connections N     of the peers, the store and the audit (32)
  --offered N         requests a second offered to all peers alike (half of what the slowest can do)
  --sizes N,...       sizes of the one part that is named by --only: rules, rows, records, connections or lines of a batch
  --opa PATH          binary of an OPA server; without it, OPA is left out
  --cache FOLDER      where filled stores are kept between runs
  --write             put the figures into bench/results.json, and draw RESULTS.md and results.svg anew; --full does so too
  --draw              only draw them anew from bench/results.json
`;

export function readOptions() {
  const text = (initial) => ({ type: 'string', ...(initial !== undefined && { default: initial }) });
  const flag = { type: 'boolean', default: false };
  const { values } = parseArgs({
    options: {
      full: flag, write: flag, draw: flag, help: flag, only: text(), rows: text(), seconds: text(), rounds: text(), connections: text('32'), offered: text(), sizes: text(), opa: text(), cache: text(join(tmpdir(), 'slotguard-bench')),
    },
  });
  if (values.help) {
    console.log(usage);
    process.exit();
  }
  const size = values.full ? sizes.full : sizes.small;
  const number = (name) => (values[name] === undefined ? size[name] : Number(values[name]));
  const parts = values.only?.split(',') ?? size.parts;
  const unknown = parts.find((part) => !sizes.full.parts.includes(part));
  if (unknown !== undefined) throw new Error(`there is no part ${unknown}: take some of ${sizes.full.parts.join(', ')}`);
  const sizesOf = Object.fromEntries(['rules', 'store', 'audit', 'connections', 'batch'].map((part) => [part, values.sizes?.split(',').map(Number) ?? size[part]]));
  return { ...values, parts, rows: number('rows'), seconds: number('seconds'), rounds: number('rounds'), connections: Number(values.connections), offered: number('offered'), sizes: sizesOf, write: values.write || values.full };
}
