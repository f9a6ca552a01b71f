import { constants, fstatSync, openSync, write, writeSync } from 'node:fs';
import type { LogPlace } from './log-lines.js';

const standardError = 2;

/**
 * Standard error as a place that never waits for its reader: a thread that did could not be ended, and with it the process. Other processes, and Node
 * where it starts one, switch the same pipe between waiting and not; so a pipe or terminal is opened anew, for this process alone. A socket cannot be, and
 * is switched before each time. A file lets nobody wait.
 */
export function openStandardError(): LogPlace {
  const kind = fstatSync(standardError);
  const own = kind.isFIFO() || kind.isCharacterDevice() ? tryToOpenAnew() : undefined;
  const fd = own ?? standardError;
  const doNotWait = own === undefined && (kind.isFIFO() || kind.isSocket()) ? switchToNotWaiting : () => undefined;
  return {
    write: (bytes, done) => {
      doNotWait();
      write(fd, bytes, 0, bytes.length, null, (cause, written) => { done(cause, cause === null ? written : 0); });
    },
    writeNow: (bytes) => {
      doNotWait();
      return writeSync(fd, bytes);
    },
  };
}

/** undefined: its reader is gone, it is another user's, or this system has no such path. */
function tryToOpenAnew(): number | undefined {
  try {
    return openSync('/proc/self/fd/2', constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return undefined;
  }
}

function switchToNotWaiting(): void {
  const { _handle: handle } = process.stderr as unknown as { _handle?: { setBlocking?: (isBlocking: boolean) => void } };
  handle?.setBlocking?.(false);
}
