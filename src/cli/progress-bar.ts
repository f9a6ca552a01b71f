import { SingleBar } from 'cli-progress';

/**
 * A bar on standard error, cut to the width of the terminal. It neither hides the cursor nor stops lines from being wrapped: a command that is ended while it
 * shows, as by Ctrl-C, puts nothing back.
 */
export function createBar(format: string, { clearOnComplete = false } = {}): SingleBar {
  return new SingleBar({ format, stream: process.stderr, linewrap: true, clearOnComplete });
}
