/** What a thread and whoever started it tell each other, without a message: neither is held up by the other, but where it says so. */
export interface ThreadSignals {
  /** There is one more piece of work. */
  ask: () => void;
  /** Has the thread end what it does and let go. Returns when it has, or when it was never to begin any more. */
  end: () => void;
  /** For the thread: false where it is to end before it has begun. */
  begin: () => boolean;
  /** For the thread: returns when there is work, with false where it is to end. */
  awaitWork: () => boolean;
  /** For the thread: it has let go. */
  letGo: () => void;
}

const places = { asked: 0, isEnding: 1, state: 2 } as const;
const states = { new: 0, begun: 1, gone: 2 } as const;
const patienceMilliseconds = 5_000;

export function roomForSignals(): SharedArrayBuffer {
  return new SharedArrayBuffer(Object.keys(places).length * Int32Array.BYTES_PER_ELEMENT);
}

/** Both sides make them of the same room. */
export function createThreadSignals(room: SharedArrayBuffer): ThreadSignals {
  const cells = new Int32Array(room);
  let answered = 0;

  function tell(): void {
    Atomics.add(cells, places.asked, 1);
    Atomics.notify(cells, places.asked);
  }

  return {
    ask: tell,
    end: () => {
      Atomics.store(cells, places.isEnding, 1);
      tell();
      const was = Atomics.compareExchange(cells, places.state, states.new, states.gone);
      if (was === states.begun) Atomics.wait(cells, places.state, states.begun, patienceMilliseconds);
    },
    begin: () => Atomics.compareExchange(cells, places.state, states.new, states.begun) === states.new,
    awaitWork: () => {
      Atomics.wait(cells, places.asked, answered);
      answered = Atomics.load(cells, places.asked);
      return Atomics.load(cells, places.isEnding) === 0;
    },
    letGo: () => {
      Atomics.store(cells, places.state, states.gone);
      Atomics.notify(cells, places.state);
    },
  };
}
