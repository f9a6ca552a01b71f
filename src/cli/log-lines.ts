/** Where lines go. Neither way of writing waits for a reader: what cannot be written now fails. */
export interface LogPlace {
  /** Writes some of the bytes, beside everything else, and tells how many. */
  write: (bytes: Buffer, done: (cause: NodeJS.ErrnoException | null, written: number) => void) => void;
  /** Writes some of the bytes at once, and answers how many. */
  writeNow: (bytes: Buffer) => number;
}

export interface LogLines {
  /** Takes a line with its line feed, or loses it where too many wait. */
  write: (line: string) => void;
  /** Writes what waits, as far as somebody takes it within half a second. For the end of the process. */
  end: () => void;
}

/** Lines are written many at a time, and no later than this; what cannot be written is tried again as often. Milliseconds. */
const writeEvery = 100;
/** characters */
const writtenTogether = 4096;
/** Bytes that go into a pipe whole or not at all (PIPE_BUF): beside other processes that write to it, lines stay whole, but for one that is longer alone. */
const mostAtOnce = 4096;
/** lines that were taken, after which room is made */
const mostTaken = 1024;
/** characters of lines that wait for room, or for a reader who does not read; beyond that lines are lost, and decisions are not */
const mostWaitingByDefault = 16 * 1024 * 1024;
const patienceMilliseconds = 500;
const pauseMilliseconds = 10;

/** Keeps lines until they are written; how many were lost meanwhile is a line of its own. Nobody waits for that, and no failure is anybody's. */
export function createLogLines(place: LogPlace, { mostWaiting = mostWaitingByDefault } = {}): LogLines {
  let waiting: string[] = [];
  /** those before it were taken */
  let first = 0;
  /** characters of those that were not */
  let size = 0;
  let taken = Buffer.alloc(0);
  let lost = 0;
  let isWriting = false;
  let timer: NodeJS.Timeout | undefined;
  let hasFailed = false;

  function take(): void {
    if (taken.length > 0) return;
    if (lost > 0) keep(lineOfLost(lost));
    lost = 0;
    const begin = first;
    for (let bytes = 0; first < waiting.length; first += 1) {
      bytes += Buffer.byteLength(waiting[first] ?? '');
      if (bytes > mostAtOnce && first > begin) break;
    }
    const text = waiting.slice(begin, first).join('');
    taken = Buffer.from(text);
    size -= text.length;
    if (first === waiting.length || first >= mostTaken) {
      waiting = waiting.slice(first);
      first = 0;
    }
  }

  function keep(line: string): void {
    waiting.push(line);
    size += line.length;
  }

  function writeOut(): void {
    take();
    if (isWriting || taken.length === 0) return;
    isWriting = true;
    place.write(taken, (cause, written) => {
      isWriting = false;
      hasFailed = cause !== null;
      taken = taken.subarray(written);
      if (!hasFailed && (taken.length > 0 || size >= writtenTogether)) writeOut();
      else if (taken.length > 0 || size > 0) writeLater();
    });
  }

  function writeLater(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      writeOut();
    }, writeEvery).unref();
  }

  return {
    write: (line) => {
      if (taken.length + size + line.length > mostWaiting) {
        lost += 1;
        return;
      }
      keep(line);
      if (isWriting) return;
      if (size >= writtenTogether && !hasFailed) writeOut();
      else writeLater();
    },
    end: () => {
      // what was begun is written before the process is gone
      if (isWriting) taken = Buffer.alloc(0);
      for (const deadline = performance.now() + patienceMilliseconds; performance.now() < deadline;) {
        take();
        if (taken.length === 0) return;
        const written = tryToWrite(place, taken);
        if (written === undefined) return;
        taken = taken.subarray(written);
      }
    },
  };
}

/** How many bytes; 0 after a pause where the reader is slow; undefined: it is no use. */
function tryToWrite(place: LogPlace, bytes: Buffer): number | undefined {
  try {
    return place.writeNow(bytes);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EAGAIN') return undefined;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMilliseconds);
    return 0;
  }
}

/** In the form of the others. */
function lineOfLost(lost: number): string {
  return `${JSON.stringify({ level: 40, time: new Date().toISOString(), lost, msg: 'lines of the log could not be written, and are lost' })}\n`;
}
