// Decisions a second and latency at 1, 16 and 64 connections, slotguard as built against bare node:http, interleaved in one run.
//   npm run bench -- --rows 100000 --seconds 4 --rounds 3
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { startServer } from './child.mjs';
import { makeEstate, requestMaker } from './estate.mjs';
import { measureStages, median } from './stages.mjs';

const { values: options } = parseArgs({ options: { rows: { type: 'string', default: '100000' }, seconds: { type: 'string', default: '4' }, rounds: { type: 'string', default: '3' } } });
const rows = Number(options.rows);
const folder = mkdtempSync(join(tmpdir(), 'slotguard-bench-'));

try {
  console.log(`machine: ${cpus().length} x ${cpus()[0].model}, Node ${process.version}; ${rows} devices and registrations; ${options.rounds} rounds of ${options.seconds} s`);
  const { environment, reports } = await makeEstate(folder, rows);
  reports.forEach((report) => console.log(`import ${report.replace(/^\S*\//, '')}`));
  const makeRequest = await requestMaker(rows);
  await compare(environment, makeRequest);
  console.log('\nwhere the time goes, CPU microseconds a request in process (medians of interleaved rounds)');
  for (const { name, microseconds } of await measureStages(environment, makeRequest)) console.log(`  ${name.padEnd(40)} ${microseconds.toFixed(1).padStart(8)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function compare(environment, makeRequest) {
  const product = await startServer('../dist/main.js', ['serve'], { ...environment, SLOTGUARD_SERVER_PORT: '0', SLOTGUARD_RULES_DIRECTORY: new URL('../rules', import.meta.url).pathname });
  const answer = await (await fetch(`${product.url}/v1/decisions`, { method: 'POST', headers: { 'Content-Type': 'application/xml' }, body: makeRequest() })).text();
  const bare = await startServer('bare-server.mjs', [], { ANSWER: Buffer.from(answer).toString('base64') });
  console.log(`request ${makeRequest().length} bytes, answer ${answer.length} bytes; slotguard ready after ${product.readyAfter.toFixed(0)} ms`);
  for (const server of [product, bare]) await load(server, 16, 2, makeRequest);
  console.log('connections   slotguard/s    bare/s   ratio   CPU us a request   p50 ms   p99 ms   not 200');
  for (const connections of [1, 16, 64]) await row(product, bare, connections, makeRequest);
  console.log(`slotguard resident ${product.resident().toFixed(0)} MiB`);
  await Promise.all([product.stop(), bare.stop()]);
}

async function row(product, bare, connections, makeRequest) {
  const found = { product: [], bare: [] };
  for (let round = 0; round < Number(options.rounds); round += 1) {
    found.product.push(await load(product, connections, Number(options.seconds), makeRequest));
    found.bare.push(await load(bare, connections, Number(options.seconds), makeRequest));
  }
  const of = (key, list = found.product) => median(list.map((each) => each[key]));
  const ratio = median(found.product.map((each, round) => each.rate / found.bare[round].rate));
  const failed = found.product.reduce((sum, each) => sum + each.failed, 0);
  console.log(
    `${String(connections).padStart(11)} ${of('rate').toFixed(0).padStart(13)} ${of('rate', found.bare).toFixed(0).padStart(9)} ${ratio.toFixed(3).padStart(7)} ${`${of('cpu').toFixed(0)} / ${of('cpu', found.bare).toFixed(0)}`.padStart(18)} ${of('p50').toFixed(2).padStart(8)} ${of('p99').toFixed(2).padStart(8)} ${String(failed).padStart(9)}`,
  );
}

async function load(server, connections, seconds, makeRequest) {
  const before = server.cpu();
  const result = await autocannon({
    url: `${server.url}/v1/decisions`,
    connections,
    duration: seconds,
    requests: [{ method: 'POST', headers: { 'Content-Type': 'application/xml' }, setupRequest: (request) => ({ ...request, body: makeRequest() }) }],
  });
  const answered = result['2xx'];
  return { rate: answered / result.duration, cpu: (server.cpu() - before) / answered, p50: result.latency.p50, p99: result.latency.p99, failed: result.non2xx + result.errors };
}
