/**
 * The bodies that are still arriving. Together they hold at most so many bytes: beyond that, the one that has been arriving for longest
 * gives way, so that whoever sends slowly keeps nobody out who sends fast.
 */
export interface HeldBodies {
  /** `giveWay` is called once, where there is no more room. */
  begin(giveWay: () => void): HeldBody;
}

export interface HeldBody {
  add(bytes: number): void;
  end(): void;
}

interface Holding {
  bytes: number;
  giveWay: () => void;
}

export function createHeldBodies(maxBytes: number, onGivenWay: () => void): HeldBodies {
  const arriving = new Set<Holding>();
  let total = 0;

  function drop(holding: Holding): void {
    if (arriving.delete(holding)) total -= holding.bytes;
  }

  function makeRoom(): void {
    for (const holding of arriving) {
      if (total <= maxBytes) return;
      drop(holding);
      onGivenWay();
      holding.giveWay();
    }
  }

  return {
    begin: (giveWay) => {
      const holding = { bytes: 0, giveWay };
      arriving.add(holding);
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
