/**
 * Has all workers hold to the same rules when one has them read again. One that is beginning takes those in force by then, which others may be about to
 * change: then all read again once it is ready.
 */
export interface RuleReloads<Worker> {
  /** Has everybody read them again, but `from`, who has just done so. */
  ask: (from?: Worker) => void;
  hasRead: (worker: Worker) => void;
  begins: () => void;
  isReady: (worker: Worker) => void;
  hasEnded: (worker: Worker) => void;
}

export function createRuleReloads<Worker>(count: number, tellToReload: (worker: Worker) => void): RuleReloads<Worker> {
  const ready = new Set<Worker>();
  /** who reads them just now, and how often still */
  const reading = new Map<Worker, number>();
  let isOwed = false;

  function ask(from?: Worker): void {
    isOwed = ready.size < count;
    for (const worker of ready) {
      if (worker === from) continue;
      reading.set(worker, (reading.get(worker) ?? 0) + 1);
      tellToReload(worker);
    }
  }

  return {
    ask,
    hasRead: (worker) => {
      const left = (reading.get(worker) ?? 0) - 1;
      if (left > 0) reading.set(worker, left);
      else reading.delete(worker);
    },
    begins: () => { isOwed ||= reading.size > 0; },
    isReady: (worker) => {
      ready.add(worker);
      if (isOwed) ask();
    },
    hasEnded: (worker) => {
      ready.delete(worker);
      isOwed ||= reading.delete(worker);
    },
  };
}
