import { AggregatorRegistry, type Registry } from 'prom-client';

/** What one process has counted, as plain data. */
export type Numbers = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/** Puts the numbers of all workers together, also of those that ended: a counter that goes back looks like a restart, after which all would count as new. */
export interface MetricsOfWorkers<Worker> {
  /** null: not every one of them answered in time */
  read: () => Promise<string | null>;
  hasTold: (worker: Worker, question: number, numbers: Numbers) => void;
  isReady: (worker: Worker) => void;
  /** What it counted since it was asked last is lost. */
  hasEnded: (worker: Worker) => void;
}

interface Question<Worker> {
  missing: Set<Worker>;
  settle: (isAnswered: boolean) => void;
}

/** a worker that does not answer is frozen */
const answerMilliseconds = 5_000;

export function createMetricsOfWorkers<Worker>(askToTell: (worker: Worker, question: number) => void): MetricsOfWorkers<Worker> {
  const lastOf = new Map<Worker, Numbers>();
  const open = new Map<number, Question<Worker>>();
  let ofEnded: Promise<Numbers> = Promise.resolve([]);
  let questions = 0;

  function ask(): Promise<boolean> {
    const question = (questions += 1);
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(false), answerMilliseconds);
      const settle = (isAnswered: boolean): void => {
        clearTimeout(timer);
        open.delete(question);
        resolve(isAnswered);
      };
      open.set(question, { missing: new Set(lastOf.keys()), settle });
      for (const worker of lastOf.keys()) askToTell(worker, question);
    });
  }

  function strikeOff(worker: Worker, question: number): void {
    const asked = open.get(question);
    if (asked?.missing.delete(worker) === true && asked.missing.size === 0) asked.settle(true);
  }

  return {
    read: async () => {
      if (lastOf.size === 0 || !(await ask())) return null;
      const [ended, living] = [ofEnded, [...lastOf.values()]];
      return AggregatorRegistry.aggregate([...living, await ended]).metrics();
    },
    hasTold: (worker, question, numbers) => {
      if (lastOf.has(worker)) lastOf.set(worker, numbers);
      strikeOff(worker, question);
    },
    isReady: (worker) => { lastOf.set(worker, []); },
    hasEnded: (worker) => {
      const counted = (lastOf.get(worker) ?? []).filter(({ type }) => isOfWhatWas(String(type)));
      lastOf.delete(worker);
      ofEnded = ofEnded.then((before) => AggregatorRegistry.aggregate([before, counted]).getMetricsAsJSON());
      for (const question of open.keys()) strikeOff(worker, question);
    },
  };
}

/** A gauge tells what is, and nothing is with one that ended. */
function isOfWhatWas(type: string): boolean {
  return type === 'counter' || type === 'histogram';
}
