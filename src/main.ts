#!/usr/bin/env -S node --max-semi-space-size=32
// the first of all: what comes while the others are loaded is heard
import './cli/hang-ups.js';
import { CommanderError } from 'commander';
import { describeError, exitCodeOf, exitCodes, type Output, processOutput } from './cli/output.js';
import { createProgram } from './cli/program.js';

/** Stores, exports and rejected rows hold MPxNs in clear: whatever this process and those it starts write is nothing to others on the machine. */
const others = 0o007;
process.umask(process.umask(others) | others);

let mustBeRead = true as boolean;
const output: Output = { ...processOutput, goOnUnread: () => { mustBeRead = false; } };

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (!mustBeRead) return;
  if (error.code === 'EPIPE') process.exit(process.exitCode === undefined || process.exitCode === exitCodes.done ? exitCodes.unread : process.exitCode);
  processOutput.err(`slotguard: the result cannot be written to standard output (${error.code ?? error.message})`);
  process.exit(exitCodes.failed);
});

// who cannot be told is no reason to end
process.stderr.on('error', () => undefined);

try {
  // libraries ask for it as they are loaded: where there is none, one after the other fails, and not all of them here
  process.cwd();
  const program = await createProgram(output, (code) => { process.exitCode = code; }, process.argv.slice(2));
  await program.parseAsync();
  // what was written to a full pipe would hold the process for as long as nobody takes it
  if (!mustBeRead) process.exit();
} catch (error) {
  process.exitCode = exitCodeOf(error);
  if (!(error instanceof CommanderError)) describeError(error).forEach(processOutput.err);
}
