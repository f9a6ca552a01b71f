import cluster from 'node:cluster';
import type { Numbers } from '../http/metrics-of-workers.js';
import type { AccessMaterial, AccessSource } from '../watch-access.js';
import { toWorker, type ToKeeper, type ToWorker } from './messages.js';

export type Beginning = Extract<ToWorker, { kind: 'begin' }>;

/** The other processes of the same service, as one of them sees them. */
export interface Siblings {
  /** What the keeper has this process begin with. */
  beginning: Promise<Beginning>;
  /** The metrics of all together; null: not every one of them answered. */
  readMetrics: () => Promise<string | null>;
  /** Has `tell` say what this process has counted, whenever all are asked. */
  onTellNumbers: (tell: () => Promise<Numbers>) => void;
  reloadRules: () => void;
  /** This process decides by the rules of this version from now on. */
  tellRules: (version: string) => void;
  onReloadRules: (reload: () => Promise<void>) => void;
  /** Has `take` hear of who may do what, whenever that changes after the beginning. */
  followAccess: AccessSource['follow'];
  /** Has as many connections as the others, within bounds, while it goes on. Answers how to end that. */
  balance: (connections: { count: () => number; keepAtMost: (most: number) => void }) => () => void;
  tellKeeper: (message: ToKeeper) => void;
  /** Lets go of the keeper: nothing is left to do. */
  leave: () => void;
}

/** Whoever asks for numbers that cannot be read hears that not all were told. */
const nothing = (): void => undefined;

const balanceEvery = 500;
/** a keeper that does not answer is frozen, or gone */
const metricsMilliseconds = 5_000;

/** undefined: this process is no worker. */
export function findSiblings(): Siblings | undefined {
  const { worker } = cluster;
  if (worker === undefined) return undefined;
  const asked = new Map<number, (text: string | null) => void>();
  let reloadHere = (): Promise<void> => Promise.resolve();
  let tellNumbers = (): Promise<Numbers> => Promise.resolve([]);
  let takeAccess: Parameters<AccessSource['follow']>[0] | undefined;
  let lastAccess: AccessMaterial | undefined;
  let keepAtMost: (most: number) => void = () => undefined;
  let questions = 0;
  let begin: (beginning: Beginning) => void = () => undefined;
  const beginning = new Promise<Beginning>((resolve) => { begin = resolve; });
  const tellKeeper = (message: ToKeeper): void => { if (worker.isConnected()) worker.send(message); };
  process.on('message', (sent) => {
    const { data: message } = toWorker.safeParse(sent);
    if (message?.kind === 'begin') begin(message);
    if (message?.kind === 'reload-rules') void reloadHere().finally(() => { tellKeeper({ kind: 'rules-read' }); });
    if (message?.kind === 'tell-numbers') tellNumbers().then((numbers) => { tellKeeper({ kind: 'numbers', question: message.question, numbers }); }, nothing);
    if (message?.kind === 'access') hearAccess(message.access);
    if (message?.kind === 'share') keepAtMost(message.most);
    if (message?.kind === 'metrics') answer(message.question, message.text);
  });

  function hearAccess(material: AccessMaterial): void {
    lastAccess = material;
    void takeAccess?.(material);
  }

  function answer(question: number, text: string | null): void {
    asked.get(question)?.(text);
    asked.delete(question);
  }

  tellKeeper({ kind: 'here' });
  return {
    beginning,
    readMetrics: () => new Promise((resolve) => {
      const question = (questions += 1);
      asked.set(question, resolve);
      tellKeeper({ kind: 'read-metrics', question });
      setTimeout(() => answer(question, null), metricsMilliseconds).unref();
    }),
    onTellNumbers: (tell) => { tellNumbers = tell; },
    tellRules: (version) => { tellKeeper({ kind: 'rules', version }); },
    reloadRules: () => { tellKeeper({ kind: 'reload-rules' }); },
    onReloadRules: (reload) => { reloadHere = reload; },
    followAccess: (take) => {
      takeAccess = take;
      if (lastAccess !== undefined) void take(lastAccess);
    },
    balance: (connections) => {
      keepAtMost = connections.keepAtMost;
      const timer = setInterval(() => { tellKeeper({ kind: 'connections', count: connections.count() }); }, balanceEvery);
      return () => { clearInterval(timer); };
    },
    tellKeeper,
    leave: () => { worker.disconnect(); },
  };
}
