interface Turn {
  key: string;
  done: Promise<unknown>;
}

const laneCount = 256;

/**
 * Runs what has the same key one after the other, and everything else at once. What is under way stands in lanes, by the end of its key, and not in a Map:
 * each table that a Map outgrows or shrinks refers to the next, so that one of them that has become old keeps all that came after it, with the messages
 * that their keys were cut from, from being collected while they are young.
 */
export function createTurns(): <T>(key: string, run: () => Promise<T>) => Promise<T> {
  const lanes = Array.from({ length: laneCount }, (): Turn[] => []);
  return (key, run) => {
    const lane = laneOf(lanes, key);
    const before = lane.findLast((turn) => turn.key === key)?.done;
    const done = before === undefined ? run() : before.then(run, run);
    const turn = { key, done };
    lane.push(turn);
    const end = (): void => { lane.splice(lane.indexOf(turn), 1); };
    done.then(end, end);
    return done;
  };
}

/** By the last two digits of the counter, which hardly two that come together have in common; a key of another form stands where it may. */
function laneOf(lanes: readonly Turn[][], key: string): Turn[] {
  const ending = key.charCodeAt(key.length - 1) + 10 * key.charCodeAt(key.length - 2);
  return lanes[ending % laneCount || 0] ?? [];
}
