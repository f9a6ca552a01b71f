import cluster from 'node:cluster';
import { toWorker, type ToKeeper } from './messages.js';

/** The other processes of the same service, as one of them sees them. */
export interface Siblings {
  /** The metrics of all together; null: not every one of them answered. */
  readMetrics: () => Promise<string | null>;
  reloadRules: () => void;
  onReloadRules: (reload: () => void) => void;
  /** Has as many connections as the others, within bounds, while it goes on. Answers how to end that. */
  balance: (connections: { count: () => number; keepAtMost: (most: number) => void }) => () => void;
  tellKeeper: (message: ToKeeper) => void;
  /** Lets go of the keeper: nothing is left to do. */
  leave: () => void;
}

const balanceEvery = 500;

/** undefined: this process is no worker. */
export function findSiblings(): Siblings | undefined {
  const { worker } = cluster;
  if (worker === undefined) return undefined;
  const asked = new Map<number, (text: string | null) => void>();
  let reloadHere = (): void => undefined;
  let keepAtMost: (most: number) => void = () => undefined;
  let questions = 0;
  const tellKeeper = (message: ToKeeper): void => { if (worker.isConnected()) worker.send(message); };
  process.on('message', (sent) => {
    const { data: message } = toWorker.safeParse(sent);
    if (message?.kind === 'reload-rules') reloadHere();
    if (message?.kind === 'share') keepAtMost(message.most);
    if (message?.kind === 'metrics') {
      asked.get(message.question)?.(message.text);
      asked.delete(message.question);
    }
  });
  return {
    readMetrics: () => new Promise((resolve) => {
      questions += 1;
      asked.set(questions, resolve);
      tellKeeper({ kind: 'read-metrics', question: questions });
    }),
    reloadRules: () => { tellKeeper({ kind: 'reload-rules' }); },
    onReloadRules: (reload) => { reloadHere = reload; },
    balance: (connections) => {
      keepAtMost = connections.keepAtMost;
      const timer = setInterval(() => { tellKeeper({ kind: 'connections', count: connections.count() }); }, balanceEvery);
      return () => { clearInterval(timer); };
    },
    tellKeeper,
    leave: () => { worker.disconnect(); },
  };
}
