import { Fault } from '../domain/fault.js';

/** A thing of which `held` is known; only for the rest of its fields, `findOther` is asked. */
export function partlyRecorded<T extends object>(held: Partial<T>, findOther: () => T): T {
  return new Proxy(held, {
    get: (fields, name) => (name in fields || isAskedOfPromises(name) ? Reflect.get(fields, name) : Reflect.get(findOther(), name)) as unknown,
  }) as T;
}

/** Whatever is awaited is asked whether it is a promise. */
function isAskedOfPromises(name: string | symbol): boolean {
  return name === 'then';
}

/** `what`: what the record does not say and nobody can find out any more; the same words for every record. */
export function notRecorded(what: string): never {
  throw new Fault('not-recorded', what);
}
