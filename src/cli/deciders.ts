import type { Assembly } from '../assembly.js';
import type { Configuration } from '../configuration/schema.js';
import { Fault } from '../domain/fault.js';
import type { RuleFile } from '../rules/rule.js';
import { type DecideForm, decideItem, type Item, nameOf, type Told } from './decide-item.js';
import { type Helper, startHelper } from './helper.js';

/** Who decides. */
export interface Deciders {
  decide(item: Item): Promise<Told>;
}

export interface DecidingProcesses extends Deciders {
  /** Resolves when all of them can decide. Rejects like `decide` where one cannot. */
  begun: Promise<unknown>;
  stop(): Promise<void>;
}

/** Of a deciding process. */
export interface DecidingWork {
  /** the rules are those that were read once, whatever becomes of their directory */
  beginning: { configuration: Configuration; rules: readonly RuleFile[]; form: DecideForm };
  task: readonly Item[];
  answer: readonly Told[];
}

/** Requests that go to a process at a time: enough that messages cost little, and that they share writes to the audit. */
const mostInGroup = 128;
/** One is worked on while the next is on its way. */
const mostGroups = 2;

export function decideHere(house: Pick<Assembly, 'decide' | 'requests'>, form: DecideForm): Deciders {
  return { decide: (item) => decideItem(house, item, form) };
}

/** Requests of one RequestID go to the same process, which decides them in their order: the answers are those of one process. */
export function decideInProcesses(count: number, beginning: DecidingWork['beginning']): DecidingProcesses {
  const helpers = Array.from({ length: count }, () => startHelper<DecidingWork>('deciding-process', beginning));
  const queues = helpers.map(createQueue);
  return {
    decide: (item) => new Promise((resolve, reject) => queues[placeOf(item, count)]?.({ item, resolve, reject })),
    begun: Promise.all(helpers.map((helper) => helper.ask([]))),
    stop: async () => { await Promise.all(helpers.map((helper) => helper.stop())); },
  };
}

interface Waiting {
  item: Item;
  resolve: (told: Told) => void;
  reject: (cause: unknown) => void;
}

/** What comes within one turn of the event loop, or while the process is busy, goes to it together. */
function createQueue(helper: Helper<DecidingWork>): (waiting: Waiting) => void {
  const queue: Waiting[] = [];
  let groups = 0;
  let isSending = false;

  function sendSoon(): void {
    if (isSending || queue.length === 0 || groups === mostGroups) return;
    isSending = true;
    setImmediate(() => {
      isSending = false;
      void send(queue.splice(0, mostInGroup));
      sendSoon();
    });
  }

  async function send(group: readonly Waiting[]): Promise<void> {
    groups += 1;
    try {
      const told = await helper.ask(group.map(({ item }) => item));
      group.forEach(({ resolve, reject }, index) => {
        const mine = told[index];
        if (mine === undefined) reject(new Error('a process left a request out'));
        else resolve(mine);
      });
    } catch (cause) {
      for (const { item, reject } of group) reject(notAnswered(item, cause));
    }
    groups -= 1;
    sendSoon();
  }

  return (waiting) => {
    queue.push(waiting);
    sendSoon();
  };
}

function notAnswered(item: Item, cause: unknown): unknown {
  if (!(cause instanceof Fault)) return cause;
  return new Fault(cause.code, `there is no answer from ${nameOf(item)} on: ${cause.message}; what was decided is answered from its record when it is sent again`, cause.places, { cause });
}

const requestId = /(?:[0-9a-f]{2}(?:-[0-9a-f]{2}){7}:){2}[0-9]{1,20}/i;

/** The same for one RequestID, however its EUI-64s are spelt; the first where there is none to be seen. */
function placeOf({ bytes }: Item, count: number): number {
  const [found = ''] = requestId.exec(bytes?.toString('latin1') ?? '') ?? [];
  let hash = 0;
  for (let at = 0; at < found.length; at += 1) hash = (Math.imul(hash, 31) + (found.charCodeAt(at) | 0x20)) >>> 0;
  return hash % count;
}
