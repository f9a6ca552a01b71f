// Everything that answers over HTTP, ready to be loaded: the product with one worker, with two, and twice; bare node:http, Cerbos, OPA.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copyEstate } from '../inputs/estate.mjs';
import { finishedFacts } from '../inputs/finished-facts.mjs';
import { inputAt } from '../inputs/mix.mjs';
import { fillIn, firstCounter, keyOf, requestTemplates } from '../inputs/requests.mjs';
import { startServer } from '../measure/child.mjs';
import { freePort } from '../measure/free-port.mjs';
import { untilItAnswers } from '../measure/until-it-answers.mjs';
import { cerbosBody, cerbosCommand, cerbosPath, expectOfCerbos } from './cerbos.mjs';
import { expectOfOpa, opaBody, opaCommand, opaPath } from './opa.mjs';
import { expectOfProduct, productCommand } from './product.mjs';

const json = 'application/json';
const decisions = { path: '/v1/decisions', contentType: 'application/xml' };

/** `names`: which; those that do not start are left out, and `leftOut` says why. `opa`: path of a binary. */
export async function startPeers(names, { estate, folder, loader, opa, note }) {
  const { rows } = estate;
  const requests = await requestTemplates();
  const facts = await finishedFacts(copyEstate(estate, folder, 'explaining'), rows);
  const factTemplates = (bodyOf) => {
    const templates = Object.entries(facts.byKey).map(([key, found]) => [key, { ...found, body: bodyOf(found.facts) }]);
    return { keyedBy: facts.keyedBy, templates: Object.fromEntries(templates) };
  };
  const product = (workers) => async (name) => ({
    server: await startServer(...productCommand(copyEstate(estate, folder, name.replaceAll(' ', '-')), workers)),
    ...decisions,
    templates: requests,
    expect: expectOfProduct,
  });
  const makers = {
    slotguard: product(undefined),
    'slotguard, 2 workers': product(2),
    'slotguard twice': async (name) => {
      const [made, other] = [await product(undefined)(name), await product(undefined)(`${name} again`)];
      return { ...made, server: together([made.server, other.server]) };
    },
    'bare node:http': async () => ({ server: await startBare(estate, folder, requests), ...decisions, templates: requests, expect: () => [] }),
    Cerbos: async () => {
      const port = await freePort();
      return { server: await startServer(...cerbosCommand(facts.policy, join(folder, 'cerbos'), port)), path: cerbosPath, contentType: json, templates: factTemplates(cerbosBody), expect: expectOfCerbos };
    },
    OPA: async () => {
      if (opa === undefined) throw new Error('no binary was at hand; name one with --opa PATH');
      const port = await freePort();
      return { server: await startServer(...opaCommand(opa, facts.policy, join(folder, 'opa'), port)), path: opaPath, contentType: json, templates: factTemplates(opaBody), expect: expectOfOpa };
    },
  };
  const peers = [];
  const leftOut = [];
  for (const name of names) {
    try {
      const made = await makers[name](name);
      await untilItAnswers(made.server.url);
      await loader.prepare({ name, rows, ...made });
      peers.push({ name, ...made });
    } catch (cause) {
      leftOut.push({ name, why: cause.message.split('\n')[0] });
      note(`${name} is left out: ${cause.message}`);
    }
  }
  return { peers, leftOut, requestBytes: bytesIn(requests), stop: () => Promise.all(peers.map(({ server }) => server.stop())) };
}

/** Answers each request with the bytes with which the product answers one that is verified. */
async function startBare(estate, folder, requests) {
  const product = await startServer(...productCommand(copyEstate(estate, folder, 'answering')));
  const indexes = Array.from({ length: 1_000 }, (_, index) => index);
  const input = inputAt(indexes.find((index) => inputAt(index, estate.rows).kind === 'verified'), estate.rows);
  const body = fillIn(requests.templates[keyOf(requests, input)].body, input, firstCounter());
  const answer = await (await fetch(product.url + decisions.path, { method: 'POST', headers: { 'Content-Type': decisions.contentType }, body })).text();
  await product.stop();
  return startServer(process.execPath, [fileURLToPath(new URL('bare-server.mjs', import.meta.url))], { environment: { ANSWER: Buffer.from(answer).toString('base64') } });
}

/** Servers that share nothing, as one to be loaded. */
function together(servers) {
  const sum = (of) => servers.reduce((total, server) => total + server[of](), 0);
  const [{ url }] = servers;
  return { url, urls: servers.map((server) => server.url), cpu: () => sum('cpu'), resident: () => sum('resident'), stop: () => Promise.all(servers.map((server) => server.stop())) };
}

const bytesIn = ({ templates }) => Math.round(Object.values(templates).reduce((sum, { body }) => sum + body.length, 0) / Object.keys(templates).length);
