// What a run measures, and how large.
import { accessSync, constants, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const sizes = {
  small: {
    rows: 100_000, seconds: 1.5, rounds: 5, parts: ['peers', 'engines', 'rules', 'stages'],
    rules: [10, 100, 1_000],
    store: [10_000, 100_000],
    audit: [0, 10_000],
    connections: [1, 32, 256],
    batch: [20_000],
  },
  full: {
    rows: 10_000_000, seconds: 5, rounds: 5, parts: ['start', 'peers', 'engines', 'rules', 'store', 'audit', 'connections', 'batch', 'stages'],
    rules: [10, 25, 30, 100, 300, 1_000],
    store: [10_000, 100_000, 1_000_000, 10_000_000, 50_000_000],
    audit: [0, 100_000, 1_000_000, 10_000_000],
    connections: [1, 4, 16, 32, 64, 256, 1_000],
    batch: [100_000],
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
  --sizes N,...       sizes of the one part that is named by --only: rules, rows, records, connections or lines of a batch (of these, one)
  --opa PATH          binary of an OPA server; without it, OPA is left out
  --cache FOLDER      where filled stores are kept between runs
  --write             put the figures into bench/results.json, and draw RESULTS.md and results.svg anew; --full does so too
  --draw              only draw them anew from bench/results.json
`;

const named = {
  only: 'string', rows: 'string', seconds: 'string', rounds: 'string', connections: 'string', offered: 'string', sizes: 'string',
  opa: 'string', cache: 'string', full: 'boolean', write: 'boolean', draw: 'boolean', help: 'boolean',
};
/** Fewer devices are not of every sort that the mix has. */
const leastRows = 100;
/** Of each part that comes in sizes, the least. Fewer rules do not decide the mix. */
const leastSizes = { rules: 10, store: leastRows, audit: 0, connections: 1, batch: 1 };
const sizedParts = Object.keys(leastSizes);

/** Where one of `args` cannot be followed, it says so and ends the process. */
export function readOptions(args = process.argv.slice(2)) {
  try {
    const options = understand(args);
    if (options.help) {
      console.log(usage);
      process.exit();
    }
    return options;
  } catch (cause) {
    console.error(`bench: ${cause.message}; --help tells what can be asked for`);
    process.exit(2);
  }
}

function understand(args) {
  const values = parse(args);
  const size = values.full ? sizes.full : sizes.small;
  const parts = listOf('only', values.only, partNamed) ?? size.parts;
  if (values.sizes !== undefined && !(values.only !== undefined && parts.length === 1 && sizedParts.includes(parts[0]))) throw new Error(`--sizes needs --only with one of ${sizedParts.join(', ')}`);
  const given = listOf('sizes', values.sizes, (text) => wholeNumber('sizes', text, leastSizes[parts[0]]));
  if (parts[0] === 'batch' && given?.length > 1) throw new Error('--sizes of a batch is one number of lines');
  return {
    ...values, parts,
    rows: wholeNumber('rows', values.rows, leastRows) ?? size.rows,
    rounds: wholeNumber('rounds', values.rounds, 1) ?? size.rounds,
    connections: wholeNumber('connections', values.connections, 1) ?? 32,
    seconds: positive('seconds', values.seconds) ?? size.seconds,
    offered: positive('offered', values.offered),
    sizes: Object.fromEntries(sizedParts.map((part) => [part, given ?? size[part]])),
    opa: values.opa === undefined ? undefined : program('opa', resolve(values.opa)),
    cache: resolve(values.cache ?? join(tmpdir(), 'slotguard-bench')),
    write: values.write || values.full,
  };
}

/** Read loosely, so that what is wrong is told in words of ours. */
function parse(args) {
  const values = {};
  const options = Object.fromEntries(Object.entries(named).map(([name, type]) => [name, { type }]));
  const { tokens } = parseArgs({ args, strict: false, tokens: true, options });
  for (const { kind, name, rawName, value } of tokens) {
    if (kind !== 'option') throw new Error(`nothing is known of ${kind === 'positional' ? JSON.stringify(value) : '--'}`);
    if (!Object.hasOwn(named, name)) throw new Error(`there is no option ${rawName}; there are --${Object.keys(named).join(', --')}`);
    if (named[name] === 'boolean' && value !== undefined) throw new Error(`--${name} takes no value`);
    if (named[name] === 'string' && !value) throw new Error(`--${name} needs a value`);
    values[name] = value ?? true;
  }
  return values;
}

function partNamed(name) {
  if (sizes.full.parts.includes(name)) return name;
  throw new Error(`--only: there is no part ${JSON.stringify(name)}; take some of ${sizes.full.parts.join(', ')}`);
}

function listOf(name, text, read) {
  const found = text?.split(',').map(read);
  if (found !== undefined && new Set(found).size < found.length) throw new Error(`--${name} names something twice`);
  return found;
}

function wholeNumber(name, text, least) {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
  throw new Error(`--${name} needs a whole number from ${least} up, and ${JSON.stringify(text)} is none`);
}

function positive(name, text) {
  if (text === undefined) return undefined;
  if (/^\d{1,9}(\.\d{1,9})?$/.test(text) && Number(text) > 0) return Number(text);
  throw new Error(`--${name} needs a number above 0, and ${JSON.stringify(text)} is none`);
}

function program(name, path) {
  try {
    accessSync(path, constants.X_OK);
    if (statSync(path).isFile()) return path;
  } catch {
    // said below
  }
  throw new Error(`--${name}: ${path} is no file that may be run`);
}
