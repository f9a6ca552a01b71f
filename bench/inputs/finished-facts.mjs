// The facts that the product found of requests: what the peers are given, spared the XML, the certificates and the store.
import { startServer } from '../measure/child.mjs';
import { decideByTable, randomFacts, readPolicy } from '../peers/policy.mjs';
import { productCommand } from '../peers/product.mjs';
import { firstCounter, fillIn, keyOf, requestTemplates } from './requests.mjs';
import { inputAt, mix } from './mix.mjs';

/** What of an input decides its finished facts. */
const keyedBy = ['kind', 'srv', 'deviceType'];

/**
 * Asks the product, over `environment`, to explain one request of each sort. `byKey`: facts, decision and reason; `inputs`: `count` of them
 * in the order of the mix; `further`: `furtherCount` times the facts of any possible request, with what the decision table says of them.
 */
export async function finishedFacts(environment, rows, count = 0, furtherCount = 0) {
  const policy = readPolicy();
  const byKey = await askForEach(environment, rows);
  const inputs = Array.from({ length: count }, (_, index) => byKey[keyOf({ keyedBy }, inputAt(index, rows))]);
  const random = (below) => Math.floor(Math.random() * below);
  const further = Array.from({ length: furtherCount }, () => {
    const facts = randomFacts(policy, random);
    return { facts, ...decideByTable(policy, facts) };
  });
  return { policy, keyedBy, byKey, inputs, further };
}

async function askForEach(environment, rows) {
  const server = await startServer(...productCommand(environment));
  const templates = await requestTemplates();
  const found = {};
  const sorts = mix.length * 3;
  for (let index = 0; Object.keys(found).length < sorts; index += 1) {
    const input = inputAt(index, rows);
    const key = keyOf({ keyedBy }, input);
    if (key in found) continue;
    const { body, decision, reason } = templates.templates[keyOf(templates, input)];
    const answer = await ask(server.url, fillIn(body, input, firstCounter() - index - 1));
    if (answer.decision !== decision || answer.reason !== reason) throw new Error(`a request meant to be ${reason} was answered: ${JSON.stringify(answer).slice(0, 1_000)}`);
    found[key] = { facts: answer.facts, decision, reason };
  }
  await server.stop();
  return found;
}

async function ask(url, body) {
  const response = await fetch(`${url}/v1/decisions?explain=true`, { method: 'POST', headers: { 'Content-Type': 'application/xml' }, body });
  return response.json();
}
