import { CommanderError } from 'commander';
import { Fault } from '../domain/fault.js';
import { printable } from '../domain/printable.js';
import { createPointer } from './source-line.js';

/** Where a command's results and everything else go; tests hand in their own. */
export interface Output {
  /** standard output: results only */
  out: (line: string) => void;
  /** standard error: everything else */
  err: (line: string) => void;
  /** Has the command go on where nobody reads standard output any more, or it has no room, which ends it otherwise. */
  goOnUnread?: () => void;
}

export const processOutput: Output = {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
};

/**
 * Exit codes of every command (INTERFACE section 5). `unread`: nobody read standard output to its end, and nothing bad was found by then; what a shell
 * tells of a program that SIGPIPE ended.
 */
export const exitCodes = { done: 0, failed: 1, usage: 2, rejected: 3, unread: 141 } as const;

/** Writes lines for a person to standard output: text of others in them commands no terminal, and begins no line of its own. */
export function tell({ out }: Pick<Output, 'out'>, lines: readonly string[]): void {
  printable(lines).forEach(out);
}

/** One line for what went wrong, then one for each place, with the line of the file that it points at. */
export function describeFault(fault: Fault): string[] {
  const pointAt = createPointer();
  return printable([`slotguard: ${fault.message}`, ...fault.places.flatMap(({ at, problem }) => [`  ${at}: ${problem}`, ...pointAt(at)])]);
}

export function describeError(error: unknown): string[] {
  if (error instanceof Fault) return describeFault(error);
  if (error instanceof Error && 'syscall' in error && error.syscall === 'uv_cwd') return ['slotguard: the directory in which it was started is gone: start it in one that is there'];
  return [`slotguard: an internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  return error instanceof Fault && (error.code === 'usage' || error.code === 'configuration-invalid') ? exitCodes.usage : exitCodes.failed;
}
