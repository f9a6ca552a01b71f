// Where the time of one decision goes, in process, stage by stage: medians of interleaved rounds of CPU time. Beside it what the libraries alone
// cost that a durable record cannot do without.
import { hash } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { assemble } from '../../dist/assembly.js';
import { loadConfiguration } from '../../dist/configuration/load-configuration.js';
import { readServiceRequest } from '../../dist/duis/read-service-request.js';
import { readCertificate } from '../../dist/smki/read-certificate.js';
import { createFactSheet } from '../../dist/facts/fact-sheet.js';
import { createLookUps } from '../../dist/facts/look-ups.js';
import { tellDecision } from '../../dist/http/tell-decision.js';
import { judge } from '../../dist/rules/judge.js';
import { openStore } from '../../dist/store/open-store.js';
import { copyEstate, root } from '../inputs/estate.mjs';
import { requestMaker } from '../inputs/requests.mjs';
import { shuffled, spread } from '../measure/statistics.mjs';

const perRound = 2_000;
/** a counter that no request has */
const beyond = '9'.repeat(19);

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
  const bare = openBareStore(join(folder, 'bare.db'));
  const decisions = [];
  for (const request of requests) decisions.push(await house.decide(request, { via: 'http', explain: false }));
  const records = decisions.map(({ record }) => record);
  const rows = records.map((record) => ({ originator: record.request.originator, counter: record.request.requestKey.split(':').at(-1), text: JSON.stringify(record) }));

  const stages = {
    'read the XML': () => bytes.forEach(readServiceRequest),
    'look for an earlier record': () => requests.forEach((request) => house.store.audit.findEarlier(`${request.originator}:${request.target}:${beyond}`, request.contentDigest)),
    'the same where the counter was passed before': () => requests.forEach((request) => house.store.audit.findEarlier(`${request.originator}:${request.target}:0`, request.contentDigest)),
    'facts and rules, remembered': () => inTurn(requests, (request) => judgeRemembered(sheet(request).valueOf)),
    'facts and rules, by the engine': () => inTurn(requests, (request) => judge(plan, sheet(request).valueOf)),
    'one certificate, remembered': () => requests.forEach(() => house.readCertificate(certificate)),
    'one certificate, read anew (1 in 100)': () => requests.forEach((_, index) => index % 100 === 0 && readCertificate(certificate)),
    'record in groups of 64': () => groups(renamed(records), 64).forEach((group) => scratch.audit.append(group)),
    'record in groups of 24, as at 32 connections': () => groups(renamed(records), 24).forEach((group) => scratch.audit.append(group)),
    'tell the answer': () => decisions.forEach((decision, index) => JSON.stringify(tellDecision(requests[index], decision))),
    'of these, better-sqlite3 alone: one row with two indexes, durable, in groups of 24': () => groups(renamed(rows), 24).forEach((group) => bare.insert(group)),
    'of these, JSON and SHA-256 alone: of record and answer': () => decisions.forEach((decision, index) => hash('sha256', JSON.stringify(decision.record) + JSON.stringify(tellDecision(requests[index], decision)))),
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
  bare.close();
  return { stages: Object.entries(figures).map(([name, list]) => ({ name, cpu: spread(list) })) };
}

/** The least that can be written of a record: its text, and what it is found by. */
function openBareStore(path) {
  const db = new Database(path);
  for (const setting of ['page_size = 8192', 'journal_mode = WAL', 'synchronous = FULL', 'wal_autocheckpoint = 250', 'cache_size = -32768']) db.pragma(setting);
  db.exec('CREATE TABLE entry (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, originator TEXT, counter TEXT, record TEXT); CREATE INDEX of_request ON entry (originator, counter)');
  const insert = db.prepare('INSERT INTO entry (id, originator, counter, record) VALUES (?, ?, ?, ?)');
  const insertAll = db.transaction((rows) => {
    for (const { decisionId, originator, counter, text } of rows) insert.run(decisionId, originator, counter, text);
  });
  return { insert: insertAll, close: () => db.close() };
}

let copies = 0;
const renamed = (records) => records.map((record) => ({ ...record, decisionId: `00000000-0000-7000-8000-${String((copies += 1)).padStart(12, '0')}` }));
const groups = (list, size) => Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));

async function inTurn(list, run) {
  for (const each of list) await run(each);
}
