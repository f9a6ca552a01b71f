import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { ask, type Answer, type House } from '../serve/house.js';

/** A request as it was sent, and what was seen of it; no answer where the connection broke. */
export interface Seen {
  name: 'permit' | 'reject' | 'unverified';
  counter: number;
  answer: Answer | undefined;
}

export interface Callers {
  seen: Seen[];
  /** Resolves once as many more requests have been answered with this status; rejects when nobody calls any more. */
  seeMore: (status: number, count: number) => Promise<void>;
  /** Lets what was sent be answered, and resolves then. */
  stop: () => Promise<void>;
  /** Resolves when nobody calls any more: each goes when his connection breaks. */
  gone: Promise<void>;
}

const names = ['permit', 'reject', 'unverified'] as const;
const RETRY_MILLISECONDS = 5;

/** 16 callers who send requests with counters from `first` on, every third of them a second time, as fast as they are answered. */
export function startCallers(url: string, house: House, first: number, count = 16): Callers {
  const seen: Seen[] = [];
  const agent = new Agent({ keepAlive: true });
  const state = { isOver: false, isGone: false, next: first };
  async function call(caller: number): Promise<void> {
    for (let turn = 0; !state.isOver; turn += 1) {
      const counter = state.next++;
      const name = names[(caller + turn) % names.length] ?? 'permit';
      for (let time = 0; time < (turn % 3 === 2 ? 2 : 1); time += 1) {
        const answer = await send(url, house, name, counter, agent);
        seen.push({ name, counter, answer });
        if (answer === undefined) return;
        if (answer.status !== 200) await pause(RETRY_MILLISECONDS);
      }
    }
  }
  const gone = Promise.all(Array.from({ length: count }, (_, caller) => call(caller))).then(() => {
    state.isGone = true;
    agent.destroy();
  });
  const countOf = (status: number) => seen.filter(({ answer }) => answer?.status === status).length;
  return {
    seen,
    gone,
    seeMore: async (status, more) => {
      const wanted = countOf(status) + more;
      while (countOf(status) < wanted) {
        if (state.isGone) throw new Error(`the service has gone: ${countOf(status)} of ${wanted} answers with ${status}`);
        await pause(10);
      }
    },
    stop: () => {
      state.isOver = true;
      return gone;
    },
  };
}

export function send(url: string, house: House, name: Seen['name'], counter: number, agent?: Agent): Promise<Answer | undefined> {
  return ask(url, house.request(name, counter), agent).catch(() => undefined);
}

/** The answers with 200, each a decision. */
export function answered(seen: readonly Seen[]): Answer[] {
  return seen.flatMap(({ answer }) => (answer?.status === 200 ? [answer] : []));
}

/** Each status that was seen, once. */
export function statuses(seen: readonly Seen[]): number[] {
  return [...new Set(seen.flatMap(({ answer }) => answer?.status ?? []))].sort((a, b) => a - b);
}

/** The codes of the problems that were answered, each once. */
export function refusals(seen: readonly Seen[]): unknown[] {
  return [...new Set(seen.flatMap(({ answer }) => (answer === undefined || answer.status === 200 ? [] : [answer.body.code])))];
}
