import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** Starts a server as a process of its own; answers its URL, its CPU time so far in microseconds, its resident memory, and how to stop it. */
export async function startServer(script, args, environment) {
  const child = spawn(process.execPath, [new URL(script, import.meta.url).pathname, ...args], { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const started = performance.now();
  for await (const line of lines) {
    const url = /http:\/\/\S+/.exec(line)?.[0];
    if (url !== undefined) return { url, readyAfter: performance.now() - started, cpu: () => cpuOf(child.pid), resident: () => residentOf(child.pid), stop: () => stop(child) };
  }
  throw new Error(`${script} did not start`);
}

/** In ticks of 10 ms, as Linux counts; long rounds make that precise. */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

function residentOf(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

function stop(child) {
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.kill('SIGTERM');
  });
}
