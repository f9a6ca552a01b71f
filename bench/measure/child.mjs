// Processes of a run. Whatever happens, none outlives it.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { clearTimeout, setTimeout } from 'node:timers';
import { untilItAnswers } from './until-it-answers.mjs';
import { cpuOf, residentOf, treeOf } from './processes.mjs';

const children = new Set();
const startWithinMs = 120_000;
const stopWithinMs = 20_000;

process.prependListener('exit', () => children.forEach((child) => treeOf(child.pid).forEach((pid) => tryKill(pid))));
for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]]) process.on(signal, () => process.exit(code));

/**
 * Starts a server as a process of its own, and resolves once a line of its standard output (`ready`, whose first group, where it has one, is
 * the URL) says that it answers; otherwise `url` is where it answers. `log`: the file that it writes to; then it is ready as soon as
 * something answers at `url`. What it says is in the error when it does not start.
 */
export async function startServer(command, args, { environment = {}, folder, ready = /(http:\/\/\S+)/, url, log } = {}) {
  const started = performance.now();
  const output = log === undefined ? 'pipe' : openSync(log, 'w');
  const child = spawn(command, args, { cwd: folder, env: { ...process.env, ...environment }, stdio: ['ignore', output, output] });
  children.add(child);
  const told = [];
  child.stderr?.on('data', (chunk) => (told.push(chunk.toString()), told.splice(0, told.length - 20)));
  const address = await (log === undefined ? firstLine(child, ready) : firstAnswer(child, url)).catch(async (cause) => {
    await stop(child);
    const said = log === undefined ? told.join('') : readFileSync(log, 'utf8').slice(-2_000);
    throw new Error(`${cause.message}: ${said.trim()}`);
  });
  const pids = () => treeOf(child.pid);
  return {
    url: url ?? address,
    pid: child.pid,
    readyAfter: performance.now() - started,
    cpu: () => cpuOf(pids()),
    resident: () => residentOf(pids()),
    stop: () => stop(child),
  };
}

function firstLine(child, ready) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => (child.kill('SIGKILL'), reject(new Error('it did not start in time'))), startWithinMs);
    child.once('error', reject).once('exit', () => (clearTimeout(timer), reject(new Error('it ended before it was ready'))));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = ready.exec(line);
      if (found !== null) clearTimeout(timer), resolve(found[1]);
    });
  });
}

function firstAnswer(child, url) {
  const gone = new Promise((_, reject) => child.once('error', reject).once('exit', () => reject(new Error('it ended before it was ready'))));
  return Promise.race([untilItAnswers(url), gone]);
}

/** A process of ours that answers each message with one message; asked one thing at a time. */
export function startWorker(script, args = []) {
  const child = fork(script, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  children.add(child);
  let waiting;
  child.on('message', ({ error, ...answer }) => (error === undefined ? waiting.resolve(answer) : waiting.reject(new Error(error))));
  child.on('exit', () => waiting?.reject(new Error(`${script} ended`)));
  const ask = (message) => new Promise((resolve, reject) => {
    waiting = { resolve, reject };
    child.send(message);
  });
  return { ask, stop: () => stop(child) };
}

/** What a worker does with each message; what is thrown goes back as `error`. */
export function answerMessages(answer) {
  process.on('message', (message) => {
    Promise.resolve(message).then(answer).catch((cause) => ({ error: cause.stack ?? String(cause) })).then((reply) => process.send(reply));
  });
  process.on('disconnect', () => process.exit());
}

async function stop(child) {
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => treeOf(child.pid).forEach((pid) => tryKill(pid)), stopWithinMs);
    await gone;
    clearTimeout(timer);
  }
  children.delete(child);
}

function tryKill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended already
  }
}
