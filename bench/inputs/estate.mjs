// A store with as many devices and registrations as asked for, filled by the product's own importer, and kept for the next run.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { cpSync, createWriteStream, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { keepFolder } from './kept-folder.mjs';
import { deviceId, deviceTypeOf, operatorCount, operatorOf } from './mix.mjs';
import { mpan, mprn } from './mpxn.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const originator = '02-DE-30-11-00-00-00-01';
const rowsAtOnce = 1_000;

/** EUI-64 of a Network Operator's certificates; one past the last operator is in nobody's allocation. */
export const entityIdOf = (operator) => `02-DE-30-${(0x20 + operator).toString(16).toUpperCase()}-00-00-00-01`;

export const slotguard = (environment, ...args) =>
  execFileSync(process.execPath, [join(root, 'dist/main.js'), ...args], { cwd: root, env: { ...process.env, ...environment }, encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'inherit'] });

/**
 * The estate of so many rows in `cache`, made when it is not there. `folder`: its database files, not to be written to, `bytes` in all; `imports`: what
 * the importer said of each kind when it was made.
 */
export async function findEstate(cache, rows, note) {
  const folder = join(cache, `estate-${rows}-${storeVersion()}`);
  await keepFolder(folder, (making) => {
    note(`importing ${rows.toLocaleString('en')} devices and as many registrations`);
    return makeEstate(making, rows);
  });
  return { rows, folder, bytes: bytesOf(folder), imports: JSON.parse(readFileSync(join(folder, 'imports.json'), 'utf8')) };
}

/**
 * A copy that a service can write to, and the environment that names it. What is measured next finds it on the disk: what is still being
 * written there would hold up its own writes.
 */
export function copyEstate({ folder }, to, name) {
  cpSync(folder, join(to, name), { recursive: true });
  execFileSync('sync');
  return environmentOf(join(to, name, 'estate.db'));
}

export const bytesOf = (folder) => readdirSync(folder).reduce((sum, name) => sum + (name.endsWith('.db') ? statSync(join(folder, name)).size : 0), 0);

export const environmentOf = (file) => ({ SLOTGUARD_STORE_URL: `sqlite:${file}`, SLOTGUARD_LOG_LEVEL: 'warn', SLOTGUARD_RULES_DIRECTORY: join(root, 'rules') });

export async function makeEstate(folder, rows) {
  mkdirSync(folder, { recursive: true });
  const environment = environmentOf(join(folder, 'estate.db'));
  const file = (name) => join(folder, name);
  writeFileSync(file('parties.yaml'), parties());
  slotguard(environment, 'import', 'parties', file('parties.yaml'));
  const imports = {};
  const kinds = {
    inventory: ['device_id,device_type,device_status,import_mpxn', (n) => `${deviceId(n)},${deviceTypeOf(n)},Commissioned,${mpxnOf(n)}`],
    registration: ['mpxn,network_operator,supplier,effective_from', (n) => `${mpxnOf(n)},${mpidOf(operatorOf(n))},BSPK,2020-01-01`],
  };
  for (const [kind, [header, row]] of Object.entries(kinds)) {
    const csv = file(`${kind}.csv`);
    await writeRows(csv, header, rows, row);
    execFileSync('sync');
    const { read, seconds } = JSON.parse(slotguard(environment, 'import', kind, csv, '--json'));
    imports[kind] = { rows: read, seconds, rowsPerSecond: Math.round(read / seconds), bytes: statSync(csv).size };
    if (read !== rows) throw new Error(`the importer read ${read} rows of ${rows}`);
    rmSync(csv);
  }
  writeFileSync(file('imports.json'), JSON.stringify(imports));
  return environment;
}

const mpxnOf = (n) => (deviceTypeOf(n) === 'GPF' ? mprn(n) : mpan(n));
const mpidOf = (operator) => `OP${String(operator).padStart(2, '0')}`;

async function writeRows(file, header, rows, row) {
  const out = createWriteStream(file, { highWaterMark: 1 << 20 });
  out.write(`${header}\n`);
  for (let from = 0; from < rows; from += rowsAtOnce) {
    const lines = Array.from({ length: Math.min(rowsAtOnce, rows - from) }, (_, index) => row(from + index));
    if (!out.write(`${lines.join('\n')}\n`)) await once(out, 'drain');
  }
  out.end();
  await finished(out);
}

function parties() {
  const party = (id, kind, entityId, rest) => `  - { id: ${id}, name: ${id}, kind: ${kind}, entityIds: [${entityId.slice(0, 11)}-00-00-00-00/32], ${rest} }`;
  const operator = (number) => party(`operator-${number}`, 'network-operator', entityIdOf(number), `users: [], marketParticipantIds: [${mpidOf(number)}], distributorIds: []`);
  return [
    'parties:',
    ...Array.from({ length: operatorCount }, (_, number) => operator(number)),
    party('brightspark', 'supplier', originator, `users: [{ id: ${originator}, role: IS }], marketParticipantIds: [BSPK], distributorIds: []`),
    '',
  ].join('\n');
}

/** Changes whenever the store's code does, so that no estate of another make is taken up. */
function storeVersion() {
  const hash = createHash('sha256');
  const folder = join(root, 'dist/store');
  for (const name of readdirSync(folder, { recursive: true }).filter((each) => each.endsWith('.js')).sort()) hash.update(name).update(readFileSync(join(folder, name)));
  for (const name of ['mix.mjs', 'mpxn.mjs', 'estate.mjs']) hash.update(readFileSync(new URL(name, import.meta.url)));
  return hash.digest('hex').slice(0, 12);
}
