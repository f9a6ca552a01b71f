// Where the time of one decision goes, in process, stage by stage: medians of interleaved rounds of CPU time.
import { join } from 'node:path';
import { assemble } from '../../dist/assembly.js';
import { loadConfiguration } from '../../dist/configuration/load-configuration.js';
import { readServiceRequest } from '../../dist/duis/read-service-request.js';
import { readCertificate } from '../../dist/smki/read-certificate.js';
import { createFactSheet } from '../../dist/facts/fact-sheet.js';
import { createLookUps } from '../../dist/facts/look-ups.js';
import { judge } from '../../dist/rules/judge.js';
import { openStore } from '../../dist/store/open-store.js';
import { copyEstate, root } from '../inputs/estate.mjs';
import { requestMaker } from '../inputs/requests.mjs';
import { shuffled, spread } from '../measure/statistics.mjs';

const perRound = 2_000;

export async function runStages({ estate, folder, rounds, progress }) {
  const makeRequest = await requestMaker(estate.rows);
  const values = loadConfiguration({ defaultFile: join(root, 'config/default.yaml'), files: [], environment: copyEstate(estate, folder, 'stages') }).values;
  const house = await assemble(values);
  const sources = { reference: house.store.reference, readCertificate: house.readCertificate, settings: values };
  const sheet = (request) => createFactSheet(createLookUps(sources, request, Date.now()));
  const bytes = Array.from({ length: perRound }, () => Buffer.from(makeRequest()));
  const requests = bytes.map(readServiceRequest);
  const certificate = requests[0].certificates[0].base64;
  const { plan, judge: judgeRemembered } = house.rules.at(Date.now());
  const scratch = openStore(`sqlite:${join(folder, 'scratch.db')}`);
  const records = [];
  for (const request of requests) records.push((await house.decide(request, { via: 'http', explain: false })).record);

  const stages = {
    'read the XML': () => bytes.forEach(readServiceRequest),
    'look for an earlier record': () => requests.forEach((request) => house.store.audit.findEarlier(`${request.originator}:${request.target}:0`, request.contentDigest)),
    'facts and rules, remembered': () => inTurn(requests, (request) => judgeRemembered(sheet(request).valueOf)),
    'facts and rules, by the engine': () => inTurn(requests, (request) => judge(plan, sheet(request).valueOf)),
    'one certificate, remembered': () => requests.forEach(() => house.readCertificate(certificate)),
    'one certificate, read anew (1 in 100)': () => requests.forEach((_, index) => index % 100 === 0 && readCertificate(certificate)),
    'record in groups of 64': () => groups(renamed(records), 64).forEach((group) => scratch.audit.append(group)),
  };
  const figures = Object.fromEntries(Object.keys(stages).map((name) => [name, []]));
  progress.expect(rounds);
  for (let round = 0; round < rounds; round += 1) {
    progress.step(`round ${round + 1} of ${rounds}`);
    for (const name of shuffled(Object.keys(stages))) {
      const before = process.cpuUsage();
      await stages[name]();
      const { user, system } = process.cpuUsage(before);
      figures[name].push((user + system) / perRound);
    }
  }
  await house.close();
  scratch.close();
  return { stages: Object.entries(figures).map(([name, list]) => ({ name, cpu: spread(list) })) };
}

let copies = 0;
const renamed = (records) => records.map((record) => ({ ...record, decisionId: `00000000-0000-7000-8000-${String((copies += 1)).padStart(12, '0')}` }));
const groups = (list, size) => Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));

async function inTurn(list, run) {
  for (const each of list) await run(each);
}
