export interface Rounds {
  /** Resolves when the round goes on that whoever asks has joined. */
  join: () => Promise<void>;
  /** A connection was taken up: what is sent on it may be there in the next turn of the event loop. */
  expectMore: () => void;
}

/** For how long a round waits, in milliseconds, while with every turn of the event loop there is another of the kind. */
export interface Patience {
  requests: number;
  connections: number;
}

/**
 * Holds requests back until neither requests nor connections come any more, or what `patience` allows has passed, and then lets them go on together.
 * Node takes up one new connection in a turn of the event loop: were each request decided and recorded in the turn in which it came, callers with
 * connections of their own would wait for one write to the disk after the other, before they were even heard; and beside many who come again as soon
 * as they are answered, new ones would never be.
 */
export function createRounds(patience: Patience): Rounds {
  let gathered: (() => void)[] = [];
  let came = { requests: false, connections: false };
  let since: number | undefined;

  function isMoreAwaited(waited: number): boolean {
    return (came.requests && waited < patience.requests) || (came.connections && waited < patience.connections);
  }

  function turn(): void {
    since ??= performance.now();
    if (isMoreAwaited(performance.now() - since)) {
      came = { requests: false, connections: false };
      setImmediate(turn);
      return;
    }
    const round = gathered;
    gathered = [];
    since = undefined;
    for (const goOn of round) goOn();
  }

  return {
    join: () =>
      new Promise((resolve) => {
        came.requests = true;
        if (gathered.push(resolve) === 1) setImmediate(turn);
      }),
    expectMore: () => { came.connections = true; },
  };
}
