import { readFileSync, writeFileSync } from 'node:fs';
import { isFull } from './describe-faults.js';

interface Survived {
  rounds: number;
  answered: number;
  lost: number;
  seen: string;
}

const file = new URL('RESULTS.md', import.meta.url);

/** Writes one line of RESULTS.md anew: a fault that was survived, or a planted defect that was caught. Nothing of a quick run is kept. */
export function noteFigures(table: 'survived', fault: string, figures: Survived): void;
export function noteFigures(table: 'caught', defect: string, figures: string): void;
export function noteFigures(table: 'survived' | 'caught', name: string, figures: Survived | string): void {
  if (!isFull) return;
  const cells = typeof figures === 'string' ? [figures] : [figures.rounds, figures.answered, figures.lost, figures.seen];
  const line = `| ${[name, ...cells, new Date().toISOString().slice(0, 10)].join(' | ')} |`;
  const lines = readFileSync(file, 'utf8').split('\n');
  const present = lines.findIndex((each) => each.startsWith(`| ${name} |`));
  if (present >= 0) lines.splice(present, 1, line);
  else lines.splice(endOf(lines, table), 0, line);
  writeFileSync(file, lines.join('\n'));
}

/** The table's end is marked by a comment that no reader sees. */
function endOf(lines: readonly string[], table: string): number {
  return lines.indexOf(`<!-- ${table} -->`);
}
