/**
 * The bodies that are still arriving. Together they hold at most so many bytes: beyond that, the one that has been arriving for longest gives way, so that
 * whoever sends slowly keeps nobody out who sends fast. Each has so much time to arrive.
 */
export interface HeldBodies {
  /** `giveUp` is called once, where there is no more room, or where the body is not there after so many milliseconds. */
  begin(milliseconds: number, giveUp: (why: 'bytes' | 'time') => void): HeldBody;
}

export interface HeldBody {
  add(bytes: number): void;
  end(): void;
}

interface Holding {
  bytes: number;
  until: number;
  giveUp: (why: 'bytes' | 'time') => void;
}

export function createHeldBodies(maxBytes: number, onGivenWay: () => void): HeldBodies {
  const arriving = new Set<Holding>();
  let total = 0;
  let timer: NodeJS.Timeout | undefined;

  function drop(holding: Holding): void {
    if (arriving.delete(holding)) total -= holding.bytes;
  }

  function makeRoom(): void {
    for (const holding of arriving) {
      if (total <= maxBytes) return;
      drop(holding);
      onGivenWay();
      holding.giveUp('bytes');
    }
  }

  /** One timer for all, set for the one that has to be there first: most are there long before. */
  function watchTime(): void {
    const [first] = arriving;
    if (timer !== undefined || first === undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      dropLate(performance.now());
      watchTime();
    }, first.until - performance.now()).unref();
  }

  function dropLate(now: number): void {
    for (const holding of arriving) {
      if (holding.until > now) return;
      drop(holding);
      holding.giveUp('time');
    }
  }

  return {
    begin: (milliseconds, giveUp) => {
      const holding = { bytes: 0, until: performance.now() + milliseconds, giveUp };
      arriving.add(holding);
      watchTime();
      return {
        add: (bytes) => {
          if (!arriving.has(holding)) return;
          holding.bytes += bytes;
          total += bytes;
          makeRoom();
        },
        end: () => { drop(holding); },
      };
    },
  };
}
