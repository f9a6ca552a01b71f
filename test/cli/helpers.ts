import { readFileSync } from 'node:fs';

/** The processes that a process began to run the file of that name. */
export function helpersOf(parent: number, name: string): number[] {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ').filter((pid) => pid !== '');
  return children.filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(name)).map(Number);
}
