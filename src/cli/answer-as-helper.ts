import { Fault } from '../domain/fault.js';
import type { FromHelper, ToHelper, Work } from './helper.js';

type Begun<W extends Work> = (task: W['task']) => Promise<W['answer']>;

/** Makes this process one that another began with `startHelper`: it answers every task, and ends with the other. */
export function answerAsHelper<W extends Work>(begin: (beginning: W['beginning']) => Begun<W> | Promise<Begun<W>>): void {
  let begun: Promise<Begun<W>> | undefined;

  async function answer(task: W['task']): Promise<{ answer: W['answer'] }> {
    if (begun === undefined) throw new Error('a task came before the beginning');
    return { answer: await (await begun)(task) };
  }

  process.on('message', (message: ToHelper<W>) => {
    if ('beginning' in message) {
      begun = Promise.resolve(message.beginning).then(begin);
      begun.catch(() => undefined);
      return;
    }
    const { id, task } = message;
    void answer(task).catch(tellCause).then((told) => process.send?.({ id, ...told } satisfies FromHelper<W>));
  });
  process.on('disconnect', () => process.exit());
}

function tellCause(cause: unknown): { fault: Pick<Fault, 'code' | 'message' | 'places'> } | { error: string } {
  if (cause instanceof Fault) return { fault: { code: cause.code, message: cause.message, places: cause.places } };
  return { error: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) };
}
