// A process that sends requests and compares every answer with what must be decided. Messages: `{ target }` makes ready, `{ run }` measures.
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers';
import { setTimeout as pause } from 'node:timers/promises';
import { inputAt } from '../inputs/mix.mjs';
import { counterMark, firstCounter, keyOf, targetMark } from '../inputs/requests.mjs';
import { answerMessages } from './child.mjs';
import { openConnection } from './http-connection.mjs';
import { percentile } from './statistics.mjs';

const targets = new Map();
const firstOfAll = firstCounter();
/** How long an answer may take after the last request was sent. */
const graceMs = 10_000;

answerMessages(({ target, run }) => (target === undefined ? load(run) : prepare(target)));

/** `templates`: a file, see `requestTemplates`; `expect`: texts that an answer must have, by decision and reason. */
function prepare({ name, url, contentType, templates, rows }) {
  const { host, hostname, port, pathname, search } = new URL(url);
  const read = JSON.parse(readFileSync(templates, 'utf8'));
  const requests = new Map(Object.entries(read.templates).map(([key, { body, expect }]) => [key, { ...laidOut(body), expect }]));
  const head = (length) => `POST ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: ${contentType}\r\nContent-Length: ${length}\r\n\r\n`;
  for (const request of requests.values()) Object.assign(request, withHead(head(request.bytes.length), request));
  targets.set(name, { hostname, port, rows, requests, keyedBy: read.keyedBy, sent: 0 });
  return { ready: true };
}

/** Where target and counter stand: they are as long as their marks, so that they are written over. */
function laidOut(body) {
  const bytes = Buffer.from(body);
  const placesOf = (mark) => [...body.matchAll(mark)].map(({ index }) => index);
  return { bytes, targetsAt: placesOf(targetMark), countersAt: placesOf(counterMark) };
}

function withHead(head, { bytes, targetsAt, countersAt }) {
  const moved = (places) => places.map((place) => place + head.length);
  return { bytes: Buffer.concat([Buffer.from(head), bytes]), targetsAt: moved(targetsAt), countersAt: moved(countersAt) };
}

/** No request is sent twice, so that each one is decided, and none answered from its record. */
function nextRequest(target) {
  const input = inputAt(target.sent, target.rows);
  const request = target.requests.get(keyOf(target, input));
  const counter = String(firstOfAll + target.sent);
  target.sent += 1;
  const bytes = Buffer.from(request.bytes);
  for (const place of request.targetsAt) bytes.latin1Write(input.target, place);
  for (const place of request.countersAt) bytes.latin1Write(counter, place);
  return { bytes, expect: request.expect };
}

/**
 * `rate`: requests a second that are due whether or not the earlier ones were answered; absent: each connection sends as soon as it has its answer.
 * Answers rates, milliseconds, and how many answers were of another decision (`wrong`), and how many requests were turned away
 * with 503 (`refused`) or had no answer (`failed`).
 */
async function load({ name, connections, seconds, rate }) {
  const target = targets.get(name);
  const found = { latencies: [], wrong: 0, refused: 0, failed: 0, firstWrong: undefined };
  const free = [];
  const waiting = [];
  let open = 0;
  let end = Infinity;
  const links = Array.from({ length: connections }, () => createLink());
  await Promise.all(links.map(({ connection }) => connection.open()));
  const before = process.cpuUsage();
  const started = performance.now();
  end = started + seconds * 1_000;
  let lastAnswer = started;
  if (rate === undefined) links.forEach((link) => send(link, performance.now()));
  else free.push(...links), offer(started, rate);
  while (performance.now() < end || (open + waiting.length > 0 && performance.now() < end + graceMs)) await pause(20);
  const { user, system } = process.cpuUsage(before);
  found.failed += open + waiting.length;
  links.forEach(({ connection }) => connection.close());
  const elapsed = (lastAnswer - started) / 1_000;
  const sorted = Float64Array.from(found.latencies).sort();
  const answered = sorted.length;
  return { answered, seconds: elapsed, rate: answered / elapsed, p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), most: sorted.at(-1), wrong: found.wrong, refused: found.refused, failed: found.failed, firstWrong: found.firstWrong, generatorCpu: (user + system) / answered };

  function createLink() {
    const link = { expect: undefined, since: 0 };
    link.connection = openConnection(target, {
      answered: (text) => {
        lastAnswer = performance.now();
        if (text.startsWith('HTTP/1.1 503')) return (found.refused += 1), next(link);
        found.latencies.push(lastAnswer - link.since);
        if (!isAsExpected(text, link.expect)) found.wrong += 1, found.firstWrong ??= text.slice(0, 2_000);
        next(link);
      },
      broken: () => ((found.failed += 1), next(link)),
    });
    return link;
  }

  function send(link, since) {
    const { bytes, expect } = nextRequest(target);
    Object.assign(link, { since, expect });
    open += 1;
    link.connection.send(bytes);
  }

  function next(link) {
    open -= 1;
    if (rate !== undefined && waiting.length > 0) send(link, waiting.shift());
    else if (rate !== undefined) free.push(link);
    else if (performance.now() < end) send(link, performance.now());
  }

  /** What is due, every millisecond; what finds no free connection waits, and its time counts from when it was due. */
  function offer(from, perSecond, issued = 0) {
    const now = performance.now();
    const due = Math.floor((Math.min(now, end) - from) * (perSecond / 1_000));
    for (let count = issued; count < due; count += 1) free.length > 0 ? send(free.shift(), now) : waiting.push(now);
    if (now < end) setTimeout(() => offer(from, perSecond, due), 1);
  }
}

const isAsExpected = (text, expect) => text.startsWith('HTTP/1.1 200') && expect.every((each) => text.includes(each));
