// A process that sends requests and compares every answer with what must be decided. Messages: `{ target }` makes ready, `{ run }` measures.
import { readFileSync } from 'node:fs';
import { inputAt } from '../inputs/mix.mjs';
import { counterMark, firstCounter, keyOf, targetMark } from '../inputs/requests.mjs';
import { answerMessages } from './child.mjs';
import { drive } from './drive.mjs';

const targets = new Map();
const firstOfAll = firstCounter();

answerMessages(({ target, run }) => (target === undefined ? load(run) : prepare(target)));

/** `templates`: a file of `{ keyedBy, templates }`, each template with its `body` and with `expect`, texts that an answer must have, with the same marks. */
function prepare({ name, urls, contentType, templates: file, rows }) {
  const addresses = urls.map((url) => new URL(url));
  const [{ host, pathname }] = addresses;
  const { keyedBy, templates } = JSON.parse(readFileSync(file, 'utf8'));
  const head = (length) => `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: ${contentType}\r\nContent-Length: ${length}\r\n\r\n`;
  const layOut = ({ body, expect }) => {
    const message = head(Buffer.byteLength(body)) + body;
    const placesOf = (mark) => [...message.matchAll(mark)].map(({ index }) => index);
    return { bytes: Buffer.from(message), targetsAt: placesOf(targetMark), countersAt: placesOf(counterMark), expect };
  };
  const requests = new Map(Object.entries(templates).map(([key, template]) => [key, layOut(template)]));
  targets.set(name, { addresses: addresses.map(({ hostname, port }) => ({ hostname, port })), rows, requests, keyedBy, sent: 0 });
  return {};
}

function load({ name, ...how }) {
  const target = targets.get(name);
  return drive(target.addresses, () => nextRequest(target), how);
}

/**
 * No request is sent twice, so that each one is decided, and none answered from its record. Target and counter are as long as their marks,
 * and so are written over them.
 */
function nextRequest(target) {
  const input = inputAt(target.sent, target.rows);
  const { bytes: template, targetsAt, countersAt, expect } = target.requests.get(keyOf(target, input));
  const counter = String(firstOfAll + target.sent);
  target.sent += 1;
  const bytes = Buffer.from(template);
  for (const place of targetsAt) bytes.latin1Write(input.target, place);
  for (const place of countersAt) bytes.latin1Write(counter, place);
  return { bytes, expect: expect.map((each) => each.replace(targetMark, input.target).replace(counterMark, counter)) };
}
