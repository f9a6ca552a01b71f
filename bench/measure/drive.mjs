// Sends requests over some connections for some seconds, and tells what came of them.
import { setTimeout } from 'node:timers';
import { setTimeout as pause } from 'node:timers/promises';
import { openConnection } from './http-connection.mjs';
import { isAnswered } from './is-answered.mjs';
import { percentile } from './statistics.mjs';

/** How long an answer may take after the last request was sent. */
const graceMs = 10_000;

/**
 * `next()`: the bytes of a request, and texts that its answer must have. `rate`: requests a second that are due whether or not the earlier ones were
 * answered; absent: each connection sends as soon as it has its answer. Answers what `createTally` tells, and the generator's own CPU microseconds a request.
 */
export async function drive(addresses, next, { connections, seconds, rate }) {
  const tally = createTally();
  const links = Array.from({ length: connections }, (_, index) => createLink(addresses[index % addresses.length], next, tally, takeUp));
  const [free, due] = [[], []];
  await Promise.all(links.map((link) => link.open()));
  const before = process.cpuUsage();
  const started = performance.now();
  const end = started + seconds * 1_000;
  if (rate === undefined) links.forEach((link) => link.send(started));
  else {
    free.push(...links);
    offer(0);
  }
  const isBusy = () => due.length > 0 || links.some((link) => link.isWaiting());
  while (performance.now() < end || (performance.now() < end + graceMs && isBusy())) await pause(20);
  const { user, system } = process.cpuUsage(before);
  tally.failed += due.length + links.filter((link) => link.isWaiting()).length;
  links.forEach((link) => link.close());
  return tell(tally, started, user + system);

  /** What a connection does that has its answer. */
  function takeUp(link) {
    if (rate === undefined) return performance.now() < end && link.send(performance.now());
    return due.length > 0 ? link.send(due.shift()) : free.push(link);
  }

  /** Every millisecond what has become due; what finds no free connection waits, and its time counts from when it was due. */
  function offer(issued) {
    const now = performance.now();
    const wanted = Math.floor(((Math.min(now, end) - started) * rate) / 1_000);
    for (let count = issued; count < wanted; count += 1) {
      if (free.length > 0) free.shift().send(now);
      else due.push(now);
    }
    if (now < end) setTimeout(() => offer(wanted), 1);
  }
}

/**
 * `compared`: answers of which something was expected; `wrong`: those that were no success or of another decision; `refused`: requests turned
 * away with 503; `failed`: those without an answer.
 */
function createTally() {
  const tally = { latencies: [], lastAnswer: 0, compared: 0, wrong: 0, refused: 0, failed: 0, firstWrong: undefined };
  tally.note = (text, expect, since) => {
    tally.lastAnswer = performance.now();
    if (text.startsWith('HTTP/1.1 503')) {
      tally.refused += 1;
      return;
    }
    tally.latencies.push(tally.lastAnswer - since);
    if (expect.length > 0) tally.compared += 1;
    if (text.startsWith('HTTP/1.1 200') && isAnswered(text, expect)) return;
    tally.wrong += 1;
    tally.firstWrong ??= text.replace(/\r\n[^]*?\r\n\r\n/, ' ').slice(0, 2_000);
  };
  return tally;
}

/** A connection with the request that it waits for; `done(link)` when it waits no longer. */
function createLink(address, next, tally, done) {
  let waiting;
  const connection = openConnection(address, {
    answered: (text) => {
      const { expect, since } = waiting;
      waiting = undefined;
      tally.note(text, expect, since);
      done(link);
    },
    broken: () => {
      waiting = undefined;
      tally.failed += 1;
      done(link);
    },
  });
  const link = {
    open: connection.open,
    close: connection.close,
    isWaiting: () => waiting !== undefined,
    send(since) {
      const { bytes, expect } = next();
      waiting = { expect, since };
      connection.send(bytes);
    },
  };
  return link;
}

/** Milliseconds, and requests a second until the last answer came. */
function tell({ latencies, lastAnswer, compared, wrong, refused, failed, firstWrong }, started, cpu) {
  const sorted = Float64Array.from(latencies).sort();
  const answered = sorted.length;
  return {
    answered,
    compared,
    rate: (answered * 1_000) / (lastAnswer - started),
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    wrong,
    refused,
    failed,
    firstWrong,
    generatorCpu: cpu / answered,
  };
}
