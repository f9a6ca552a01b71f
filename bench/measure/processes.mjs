// What Linux tells of a process and of those that it has started.
import { readdirSync, readFileSync } from 'node:fs';

const tickMicroseconds = 10_000;

/** The process and its descendants, as far as they run. */
export function treeOf(pid) {
  const childrenOf = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = statOf(name)?.[1];
    if (parent !== undefined) childrenOf.set(Number(parent), [...(childrenOf.get(Number(parent)) ?? []), Number(name)]);
  }
  const found = [pid];
  for (const each of found) found.push(...(childrenOf.get(each) ?? []));
  return found;
}

/** CPU so far in microseconds, of all threads, in ticks of 10 ms: rounds of seconds make that precise. */
export function cpuOf(pids) {
  return pids.reduce((sum, pid) => {
    const fields = statOf(pid);
    return fields === undefined ? sum : sum + (Number(fields[11]) + Number(fields[12])) * tickMicroseconds;
  }, 0);
}

/** Resident memory in MiB. Pages that processes share are counted for each of them. */
export function residentOf(pids) {
  return pids.reduce((sum, pid) => sum + Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`) ?? '')?.[1] ?? 0), 0) / 1024;
}

/** The fields of `stat` from the state on: what stands before it can hold anything. */
const statOf = (pid) => read(`/proc/${pid}/stat`)?.replace(/^.*\) /s, '').split(' ');

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
