/**
 * The bodies that are still arriving. Together they hold at most so many bytes: beyond that, the one that has been arriving for longest gives way, so that
 * whoever sends slowly keeps nobody out who sends fast. Each has so much time to arrive, the same for all.
 */
export interface HeldBodies {
  /** `giveUp` is called once, where there is no more room, or where the body is not there after so many milliseconds. */
  begin(milliseconds: number, giveUp: (why: 'bytes' | 'time') => void): HeldBody;
}

export interface HeldBody {
  add(bytes: number): void;
  end(): void;
}

/** In a row by the time of beginning; a Set would do, but for what its old tables keep in memory (`turns.ts`). */
interface Holding {
  bytes: number;
  until: number;
  giveUp: (why: 'bytes' | 'time') => void;
  isArriving: boolean;
  before: Holding | undefined;
  after: Holding | undefined;
}

export function createHeldBodies(maxBytes: number, onGivenWay: () => void): HeldBodies {
  let [first, last]: [Holding | undefined, Holding | undefined] = [undefined, undefined];
  let total = 0;
  let timer: NodeJS.Timeout | undefined;

  function append(holding: Holding): void {
    if (last === undefined) first = holding;
    else last.after = holding;
    last = holding;
  }

  function drop(holding: Holding): void {
    const { before, after, bytes, isArriving } = holding;
    if (!isArriving) return;
    if (before === undefined) first = after;
    else before.after = after;
    if (after === undefined) last = before;
    else after.before = before;
    [holding.isArriving, holding.before, holding.after] = [false, undefined, undefined];
    total -= bytes;
  }

  function makeRoom(): void {
    while (first !== undefined && total > maxBytes) {
      const { giveUp } = first;
      drop(first);
      onGivenWay();
      giveUp('bytes');
    }
  }

  /** One timer for all, set for the one that has to be there first: most are there long before. */
  function watchTime(): void {
    if (timer !== undefined || first === undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      dropLate(performance.now());
      watchTime();
    }, first.until - performance.now()).unref();
  }

  function dropLate(now: number): void {
    while (first !== undefined && first.until <= now) {
      const { giveUp } = first;
      drop(first);
      giveUp('time');
    }
  }

  return {
    begin: (milliseconds, giveUp) => {
      const holding: Holding = { bytes: 0, until: performance.now() + milliseconds, giveUp, isArriving: true, before: last, after: undefined };
      append(holding);
      watchTime();
      return {
        add: (bytes) => {
          if (!holding.isArriving) return;
          holding.bytes += bytes;
          total += bytes;
          makeRoom();
        },
        end: () => { drop(holding); },
      };
    },
  };
}
