import type { Assembly } from './assembly.js';

/** What is said of an empty party directory; undefined where it holds somebody, or cannot be read, of which whatever asks it tells. */
export function sayWithoutParties({ store }: Assembly): string | undefined {
  try {
    if (store.reference.readDirectory().parties.length > 0) return undefined;
  } catch {
    return undefined;
  }
  return 'no party is known: every sender is unknown, and the shipped rules check nothing that an unknown sender sends (slotguard import parties)';
}
