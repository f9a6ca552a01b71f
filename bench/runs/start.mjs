// From the command to the ready line, and to the first decision, over a store that is there already.
import { copyEstate } from '../inputs/estate.mjs';
import { inputAt } from '../inputs/mix.mjs';
import { fillIn, firstCounter, keyOf, requestTemplates } from '../inputs/requests.mjs';
import { startServer } from '../measure/child.mjs';
import { spread } from '../measure/statistics.mjs';
import { productCommand } from '../peers/product.mjs';

export async function runStart({ estate, folder, rounds, progress }) {
  const environment = copyEstate(estate, folder, 'start');
  const templates = await requestTemplates();
  progress.expect(rounds);
  const samples = [];
  for (let round = 0; round < rounds; round += 1) {
    progress.step(`start ${round + 1} of ${rounds}`);
    const input = inputAt(round, estate.rows);
    samples.push(await startOnce(environment, fillIn(templates.templates[keyOf(templates, input)].body, input, firstCounter())));
  }
  const { rows, bytes, imports } = estate;
  return { rows, bytes, imports, ...Object.fromEntries(Object.keys(samples[0]).map((key) => [key, spread(samples.map((each) => each[key]))])) };
}

async function startOnce(environment, body) {
  const server = await startServer(...productCommand(environment));
  const sample = { readyMs: server.readyAfter, cpuMs: server.cpu() / 1_000, resident: server.resident() };
  const asked = performance.now();
  const answer = await fetch(`${server.url}/v1/decisions`, { method: 'POST', headers: { 'Content-Type': 'application/xml' }, body });
  if (answer.status !== 200) throw new Error(`the first request was answered with ${answer.status}`);
  await answer.text();
  const firstDecisionMs = performance.now() - asked;
  await server.stop();
  return { ...sample, firstDecisionMs };
}
