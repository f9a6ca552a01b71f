// A process of one engine over finished facts. Messages: `{ make }` makes it and holds it to every input once, `{ seconds }` measures.
import { readFileSync } from 'node:fs';
import { answerMessages } from '../../measure/child.mjs';

const modules = {
  'json-rules-engine': ['./json-rules-engine.mjs', 'decider'], zen: ['./zen.mjs', 'decider'], cedar: ['./cedar.mjs', 'decider'], 'json-logic': ['./json-logic.mjs', 'decider'],
  'slotguard-remembered': ['./slotguard.mjs', 'remembered'], 'slotguard-fresh': ['./slotguard.mjs', 'fresh'],
};
const decisionsAtOnce = 32;
let decide;
let inputs;
let position = 0;

answerMessages(({ make, seconds }) => (make === undefined ? measure(seconds) : prepare(make)));

/**
 * `inputs`: a file of `{ policy, inputs, further }`, inputs being facts with what must be decided of them; `further` are compared only.
 * `files`: a file of rule files.
 */
async function prepare({ engine, inputs: file, files }) {
  const { policy, further, ...read } = JSON.parse(readFileSync(file, 'utf8'));
  const [module, name] = modules[engine];
  decide = (await import(module))[name]({ policy, files: files && JSON.parse(readFileSync(files, 'utf8')) });
  inputs = read.inputs;
  for (const input of [...inputs, ...further]) {
    const answer = await decide(input.facts);
    if (!isSame(answer, input)) throw new Error(`${engine} decided ${JSON.stringify(answer)} and not ${JSON.stringify(input)}`);
  }
  return { compared: inputs.length + further.length };
}

async function measure(seconds) {
  const before = process.cpuUsage();
  const started = performance.now();
  const end = started + seconds * 1_000;
  let decisions = 0;
  let wrong = 0;
  while (performance.now() < end) {
    for (let count = 0; count < decisionsAtOnce; count += 1) {
      const input = inputs[position];
      position = (position + 1) % inputs.length;
      const found = decide(input.facts);
      if (!isSame(found instanceof Promise ? await found : found, input)) wrong += 1;
    }
    decisions += decisionsAtOnce;
  }
  const { user, system } = process.cpuUsage(before);
  return {
    decisions,
    rate: (decisions * 1_000) / (performance.now() - started),
    cpu: (user + system) / decisions,
    resident: process.memoryUsage.rss() / 2 ** 20,
    wrong,
  };
}

const isSame = (answer, { decision, reason }) => answer?.decision === decision && answer.reason === reason;
