// Each part of the results in words and tables.
import { figure, leftOutLines, megabytes, range, table, wrongLines } from './write-figures.mjs';

const serverHeads = ['', 'requests/s', 'of bare node:http', 'CPU us a request', 'p50 ms', 'p99 ms', 'resident MiB', 'answers compared'];
const serverCells = ({ name, rate, ofBare, cpu, p50, p99, resident, compared }) => [name, range(rate), ofBare ? range(ofBare) : '-', range(cpu), range(p50), range(p99), figure(resident.median), figure(compared)];
const grownHeads = ['requests/s', 'CPU us a request', 'p50 ms', 'p99 ms', 'resident MiB'];
const grownCells = ({ rate, cpu, p50, p99, resident }) => [range(rate), range(cpu), range(p50), range(p99), figure(resident.median)];
const importCells = ({ rows, rowsPerSecond, seconds }) => `${figure(rowsPerSecond)} (${figure(rows)} in ${figure(seconds)} s)`;

const parts = {
  start: {
    title: 'Start and import',
    show: ({ rows, bytes, imports, readyMs, cpuMs, firstDecisionMs, resident }) => [
      `Over a store of ${figure(rows)} devices and as many registrations, which takes ${megabytes(bytes)}.`,
      table(['', 'median (least-greatest)'], [
        ['from the command to the ready line, ms', range(readyMs)],
        ['CPU till then, ms', range(cpuMs)],
        ['the first decision then, ms', range(firstDecisionMs)],
        ['resident at the ready line, MiB', range(resident)],
        ['devices imported, rows/s', importCells(imports.inventory)],
        ['registrations imported, rows/s', importCells(imports.registration)],
      ]),
    ],
  },
  peers: {
    title: 'Beside its peers',
    show: ({ requestBytes, connections, offered, leftOut, fast, equal }, { rows }) => [
      `Over HTTP, ${connections} connections. slotguard is given a signed Service Request of ${figure(requestBytes)} bytes, reads it, checks its certificates, looks up ${figure(rows)} devices, decides and writes a durable record; slotguard twice is two services of one worker, which share nothing, not even a store, and have half of the connections each: the most that two processes can do here; bare node:http reads the same bytes and answers ours; Cerbos and OPA are given finished facts as JSON, decide by the same decision table, and write their decision log to a file.`,
      leftOutLines(leftOut),
      'As fast as it goes:',
      table(serverHeads, fast.map(serverCells)),
      wrongLines(fast),
      `At ${figure(offered)} requests/s offered to each:`,
      table(serverHeads.toSpliced(2, 1), equal.map((each) => serverCells(each).toSpliced(2, 1))),
      wrongLines(equal),
    ],
  },
  engines: {
    title: 'Rules alone, in process',
    show: ({ engines, leftOut }) => [
      'Finished facts in, decision and reason out, each engine in a process of its own. slotguard decides by its rule files, the others by the decision table that these amount to, most frequent rows first. Each was held to the whole mix, and to random facts of any possible request.',
      leftOutLines(leftOut),
      table(['', 'decisions/s', 'CPU us a decision', 'resident MiB', 'answers compared'], engines.map(({ name, rate, cpu, resident, compared }) => [name, range(rate), range(cpu), figure(resident.median), figure(compared)])),
      wrongLines(engines),
    ],
  },
  rules: {
    title: 'As rules grow',
    show: ({ sizes, leftOut }) => [
      'Further rules are about other Service Requests, or about the same ones without ever speaking; decisions stay the same. The smallest set has only the rules that the mix needs. Remembered is how the service decides; fresh is what a judgement costs when it is made.',
      leftOutLines(leftOut),
      table(
        ['rules', 'further ones about', 'decisions/s, remembered', 'decisions/s, fresh', 'CPU us, remembered', 'CPU us, fresh'],
        pairsOf(sizes).map(({ rules, about, remembered, fresh }) => [
          figure(rules),
          about.replace('-', ' '),
          ...[remembered, fresh].map((each) => (each ? range(each.rate) : '-')),
          ...[remembered, fresh].map((each) => (each ? range(each.cpu) : '-')),
        ]),
      ),
      wrongLines(sizes),
    ],
  },
  store: {
    title: 'As the store grows',
    show: ({ stores }) => [
      'Rows of devices, and as many of registrations; requests are strewn over all of them.',
      table(['rows', ...grownHeads, 'ready after ms', 'on disk', 'devices imported/s', 'registrations imported/s'], stores.map((each) => [
        figure(each.rows),
        ...grownCells(each),
        figure(each.readyAfter),
        megabytes(each.bytes),
        figure(each.imports.inventory.rowsPerSecond),
        figure(each.imports.registration.rowsPerSecond),
      ])),
      wrongLines(stores),
    ],
  },
  audit: {
    title: 'As the audit grows',
    show: ({ audits }) => [
      'Records that were there before, over a store of 100,000 devices; what is measured adds its own.',
      table(['records', ...grownHeads, 'ready after ms', 'on disk', 'written in s'], audits.map((each) => [
        figure(each.records),
        ...grownCells(each),
        figure(each.readyAfter),
        megabytes(each.bytes),
        figure(each.secondsToFill),
      ])),
      wrongLines(audits),
    ],
  },
  connections: {
    title: 'As connections grow',
    show: ({ sizes, leftOut }) => [
      leftOutLines(leftOut),
      table(['connections', ...serverHeads.slice(0, -1)], sizes.flatMap(({ connections, servers }) => servers.map((each) => [figure(connections), ...serverCells(each).slice(0, -1)]))),
      wrongLines(sizes.flatMap(({ servers }) => servers)),
    ],
  },
  batch: {
    title: 'Batch over HTTP',
    show: ({ lines, batches, leftOut }) => [
      `${figure(lines)} requests in one call, a line of JSON each.`,
      leftOutLines(leftOut),
      table(['', 'requests/s', 'CPU us a request', 'most resident MiB', 'answers compared'], batches.map(({ name, rate, cpu, resident, compared }) => [name, range(rate), range(cpu), figure(resident.greatest), figure(compared)])),
      wrongLines(batches),
    ],
  },
  stages: {
    title: 'Where the time of one decision goes',
    show: ({ stages }) => ['In process, with nothing else going on.', table(['stage', 'CPU us a request'], stages.map(({ name, cpu }) => [name, range(cpu)]))],
  },
};

export const partOrder = Object.keys(parts);

export function showPart(part, { at, commit, command, rows, seconds, rounds, figures }) {
  const { title, show } = parts[part];
  const how = `${at.slice(0, 10)}, commit ${commit}; ${rounds} rounds${seconds === undefined ? '' : ` of ${seconds} s`}: \`${command}\``;
  return [`## ${title}`, ...show(figures, { rows }), how].filter((each) => each !== '').join('\n\n');
}

/** Remembered and fresh of the same rules beside each other. */
function pairsOf(sizes) {
  const of = ({ rules, about }, memory) => sizes.find((each) => each.rules === rules && each.about === about && each.memory === memory);
  const distinct = sizes.filter((each, index) => sizes.findIndex(({ rules, about }) => rules === each.rules && about === each.about) === index);
  return distinct.map((each) => ({ rules: each.rules, about: each.about, remembered: of(each, 'remembered'), fresh: of(each, 'fresh') }));
}
