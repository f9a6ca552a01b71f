// How long `slotguard replay` takes over many records, and how much memory: by the same rules, by rules with an exemption that asks a fact
// which was not recorded, and by rules that leave most requests undecided. The records are real ones, copied under other ids.
//   node bench/replay.mjs --records 1000000
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { assemble } from '../dist/assembly.js';
import { loadConfiguration } from '../dist/configuration/load-configuration.js';
import { readServiceRequest } from '../dist/duis/read-service-request.js';
import { makeEstate, root } from './inputs/estate.mjs';
import { requestMaker } from './inputs/requests.mjs';

const { values: options } = parseArgs({ options: { records: { type: 'string', default: '1000000' }, rows: { type: 'string', default: '20000' } } });
const folder = mkdtempSync(join(tmpdir(), 'slotguard-bench-'));
const atOnce = 1_000;

try {
  const environment = await makeEstate(folder, Number(options.rows));
  const bytes = await fill(environment, Number(options.records));
  console.log(`${options.records} records of ${bytes} bytes on average`);
  console.log('rules                              CPU s   us a record   resident MiB   what came of it');
  for (const [name, rules] of Object.entries(ruleDirectories())) await measure(name, rules, environment);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function fill(environment, count) {
  const configuration = loadConfiguration({ defaultFile: join(root, 'config/default.yaml'), files: [], environment: { ...environment, SLOTGUARD_RULES_DIRECTORY: join(root, 'rules') } }).values;
  const house = await assemble(configuration);
  const makeRequest = await requestMaker(Number(options.rows));
  const decide = async () => (await house.decide(readServiceRequest(Buffer.from(makeRequest())), { via: 'http', explain: false })).record;
  const decided = await Promise.all(Array.from({ length: atOnce }, decide));
  for (let written = atOnce; written < count; written += atOnce) house.store.audit.append(decided.map((record, index) => copyOf(record, written + index)));
  await house.close();
  return Math.round(decided.reduce((sum, record) => sum + JSON.stringify(record).length, 0) / atOnce);
}

function copyOf(record, number) {
  const requestKey = record.request.requestKey.replace(/\d+$/, String(1_000_000 + number));
  return { ...record, decisionId: `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`, request: { ...record.request, requestId: requestKey, requestKey } };
}

function ruleDirectories() {
  const copy = (name, change) => {
    const directory = join(folder, name.replaceAll(' ', '-'));
    cpSync(join(root, 'rules'), directory, { recursive: true, dereference: true });
    change(join(directory, 'network-operator-certificate'));
    return directory;
  };
  return {
    'the same': join(root, 'rules'),
    'asking deviceStatus, recorded': copy('status', (rules) => addExemption(rules, '{ fact: deviceStatus, operator: equal, value: Recovered }', '{ deviceStatus: Recovered }')),
    'asking originatorParty': copy('party', (rules) => addExemption(rules, '{ fact: originatorParty, operator: equal, value: brightspark }', '{ originatorParty: brightspark }')),
    'without verified: undecided': copy('undecided', (rules) => rmSync(join(rules, 'verified.yaml'))),
  };
}

function addExemption(rules, applies, given) {
  const text = readFileSync(join(rules, 'check-switched-off.yaml'), 'utf8');
  const changed = text.replace('id: check-switched-off', 'id: measured-exemption').replace(/applies: .*/, `applies: ${applies}`).replace(/given: .*/, `given: ${given}`);
  writeFileSync(join(rules, 'measured-exemption.yaml'), changed.replace(/(expect:\n)[^]*$/, '$1    - { name: the one case, finding: passed }\n'));
}

async function measure(name, rules, environment) {
  const report = 'process.on("exit", () => console.error(JSON.stringify(process.resourceUsage())))';
  const child = spawn(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(report)}`, join(root, 'dist/main.js'), 'replay', '--rules', rules, '--json'], { env: { ...process.env, ...environment } });
  const text = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) child[stream].on('data', (chunk) => (text[stream] += chunk));
  await new Promise((resolve) => child.once('close', resolve));
  if (child.exitCode !== 0) throw new Error(text.stderr);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(text.stderr.trim().split('\n').at(-1));
  const { totals } = JSON.parse(text.stdout);
  const seconds = (userCPUTime + systemCPUTime) / 1e6;
  console.log(`${name.padEnd(32)} ${seconds.toFixed(1).padStart(7)} ${((seconds * 1e6) / totals.records).toFixed(1).padStart(13)} ${(maxRSS / 1024).toFixed(0).padStart(14)}   ${JSON.stringify(totals)}`);
}
