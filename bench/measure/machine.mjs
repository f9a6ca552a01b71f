import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { root } from '../inputs/estate.mjs';

/** The machine in general words: of its cores those that a run may use. Some machines do not tell their processor. */
export function describeMachine() {
  return { cores: availableParallelism(), processor: cpus()[0]?.model.trim() ?? 'unknown make', memoryGiB: Math.round(totalmem() / 2 ** 30), node: process.version, system: `${process.platform} ${process.arch}` };
}

export function describeCommit() {
  const git = (...args) => execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--', 'src', 'rules', 'config') === '' ? '' : ', with changes');
  } catch {
    return 'unknown';
  }
}
