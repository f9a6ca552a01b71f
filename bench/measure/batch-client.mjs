// A process that sends a batch of requests as NDJSON, reads the answers as they come and compares each. Messages: `{ prepare }`, `{ url, count }`.
import { once } from 'node:events';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { inputAt } from '../inputs/mix.mjs';
import { fillIn, firstCounter, jsonRequestTemplates, keyOf } from '../inputs/requests.mjs';
import { expectOfProduct } from '../peers/product.mjs';
import { answerMessages } from './child.mjs';
import { isAnswered } from './is-answered.mjs';

const linesAtOnce = 64;
const firstOfAll = firstCounter();
let templates;
let rows;
let sent = 0;

answerMessages(({ prepare, url, count }) => (prepare === undefined ? send(url, count) : make(prepare)));

async function make(prepare) {
  rows = prepare.rows;
  templates = await jsonRequestTemplates();
  return {};
}

async function send(url, count) {
  const expected = [];
  const before = process.cpuUsage();
  const started = performance.now();
  const call = request(`${url}/v1/decisions/batch`, { method: 'POST', headers: { 'Content-Type': 'application/x-ndjson' } });
  const reading = read(call, expected);
  for (let written = 0; written < count; written += linesAtOnce) {
    const lines = Array.from({ length: Math.min(linesAtOnce, count - written) }, () => nextLine(expected));
    if (!call.write(lines.join(''))) await Promise.race([once(call, 'drain'), reading]);
  }
  call.end();
  const { answered, wrong, firstWrong } = await reading;
  const seconds = (performance.now() - started) / 1_000;
  const { user, system } = process.cpuUsage(before);
  return {
    answered,
    compared: answered,
    wrong,
    firstWrong,
    failed: count - answered,
    seconds,
    rate: answered / seconds,
    generatorCpu: (user + system) / answered,
  };
}

function nextLine(expected) {
  const input = inputAt(sent, rows);
  const template = templates.templates[keyOf(templates, input)];
  sent += 1;
  const counter = firstOfAll + sent;
  expected.push(expectOfProduct(template).map((each) => fillIn(each, input, counter)));
  return `${fillIn(template.body, input, counter)}\n`;
}

/** Answers come in the order of the lines. */
async function read(call, expected) {
  const [response] = await once(call, 'response');
  if (response.statusCode !== 200) throw new Error(`the batch was answered with ${response.statusCode}`);
  let [answered, wrong, firstWrong] = [0, 0, undefined];
  for await (const line of createInterface({ input: response })) {
    if (!isAnswered(line, expected[answered])) wrong += 1, firstWrong ??= line.slice(0, 2_000);
    answered += 1;
  }
  return { answered, wrong, firstWrong };
}
