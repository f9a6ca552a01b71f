import CircuitBreaker from 'opossum';
import type { Answer } from '../domain/answer.js';
import { Fault } from '../domain/fault.js';
import type { ReferenceStore } from './reference.js';

export interface GuardSettings {
  /** look-ups that may wait for an answer at a time */
  maxWaiting: number;
  /** of one kind: so many failed one after the other at once, or more than half of at least so many within 10 seconds that took their time */
  failuresBeforePause: number;
  pauseMilliseconds: number;
  /** after which a look-up counts as failed */
  deadlineMilliseconds: number;
}

export const lookUpKinds = ['device', 'gas-meters', 'registration', 'parties', 'import-time'] as const;
export type LookUpKind = (typeof lookUpKinds)[number];

/**
 * A store that is not asked while it fails, so that nobody waits for what does not come: each kind of look-up that keeps failing is paused, and
 * then throws `Fault('store-unavailable')` at once. After the pause one look-up tries, and the others follow when it succeeds. What is answered at
 * once costs next to nothing more.
 */
export interface GuardedReference extends ReferenceStore {
  state: () => GuardState;
  close: () => void;
}

export interface GuardState {
  paused: readonly LookUpKind[];
  waiting: number;
  /** how many were not asked, since the start */
  refused: Readonly<Record<'paused' | 'waiting', number>>;
}

export function guardReference(store: ReferenceStore, settings: GuardSettings): GuardedReference {
  const refused = { paused: 0, waiting: 0 };
  const breakers = new Map<LookUpKind, Breaker>();
  let waiting = 0;

  function refuse(why: keyof typeof refused, problem: string): Fault {
    refused[why] += 1;
    return new Fault('store-unavailable', problem);
  }

  function guard<A, T>(kind: LookUpKind, ask: (asked: A) => Answer<T>): (asked: A) => Answer<T> {
    const breaker = createBreaker(settings);
    let failedInARow = 0;
    breakers.set(kind, breaker);

    function askNow(asked: A): Answer<T> {
      try {
        const answer = ask(asked);
        if (!(answer instanceof Promise)) noteAnswer();
        return answer;
      } catch (cause) {
        if (isFailure(cause)) noteFailure();
        else noteAnswer();
        throw cause;
      }
    }

    function noteAnswer(): void {
      failedInARow = 0;
      breaker.close();
    }

    function noteFailure(): void {
      failedInARow += 1;
      if (breaker.halfOpen || failedInARow >= settings.failuresBeforePause) breaker.open();
    }

    async function later(answer: Promise<T>): Promise<T> {
      waiting += 1;
      try {
        return (await breaker.fire(answer)) as T;
      } catch (cause) {
        throw cause instanceof Fault ? cause : new Fault('store-unavailable', `the store did not answer within ${settings.deadlineMilliseconds} ms`, [], { cause });
      } finally {
        waiting -= 1;
      }
    }

    return (asked) => {
      if (isPaused(breaker)) throw refuse('paused', `look-ups of this kind (${kind}) failed, and are not made for ${settings.pauseMilliseconds} ms`);
      if (waiting >= settings.maxWaiting) throw refuse('waiting', `${waiting} look-ups wait for an answer already (lookUps.maxWaiting)`);
      const answer = askNow(asked);
      return answer instanceof Promise ? later(answer) : answer;
    };
  }

  const readDirectory = guard('parties', () => store.readDirectory());
  const registrationAsOf = guard('import-time', () => store.registrationAsOf());
  return {
    findDevice: guard('device', (id: string) => store.findDevice(id)),
    findGasMetersOfHub: guard('gas-meters', (hub: string) => store.findGasMetersOfHub(hub)),
    findRegistration: guard('registration', (mpxn: string) => store.findRegistration(mpxn)),
    readDirectory: () => readDirectory(undefined),
    registrationAsOf: () => registrationAsOf(undefined),
    state: () => ({ paused: lookUpKinds.filter((kind) => breakers.get(kind)?.opened), waiting, refused: { ...refused } }),
    close: () => { breakers.forEach((breaker) => { breaker.shutdown(); }); },
  };
}

type Breaker = CircuitBreaker<[Promise<unknown>]>;

function createBreaker({ failuresBeforePause, pauseMilliseconds, deadlineMilliseconds }: GuardSettings): Breaker {
  return new CircuitBreaker(async (answer: Promise<unknown>) => answer, {
    timeout: deadlineMilliseconds,
    resetTimeout: pauseMilliseconds,
    volumeThreshold: failuresBeforePause,
    errorThresholdPercentage: 50,
    errorFilter: (cause: unknown) => !isFailure(cause),
    enableSnapshots: false,
    rollingPercentilesEnabled: false,
  });
}

/** Paused, or another look-up is trying just now whether it works again. */
function isPaused(breaker: Breaker): boolean {
  return !breaker.closed && (breaker.opened || !breaker.pendingClose);
}

/** Data that makes no sense is an answer all the same. */
function isFailure(cause: unknown): boolean {
  return !(cause instanceof Fault) || cause.code === 'store-unavailable';
}
