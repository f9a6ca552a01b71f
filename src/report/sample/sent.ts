import type { Heading } from '../../audit/heading.js';
import type { SampleRandom } from './random.js';

/** Some equal requests, at one moment. */
export interface Sent {
  /** epoch milliseconds */
  at: number;
  heading: Heading;
  entries: number;
  /** the same number for the same RequestID, where it was used more than once */
  request?: number;
}

const hour = 3_600_000;

/** Requests of which some, of a probability 0 to 1, are sent again with the same RequestID; `numbers` counts those RequestIDs up. */
export function sendSome(told: Omit<Sent, 'request'>, again: number, numbers: { last: number }, random: SampleRandom): Sent[] {
  const repeated = Array.from({ length: Math.min(told.entries, random.about(told.entries * again)) }, (): Sent[] => {
    const request = (numbers.last += 1);
    const attempts = random.happens(0.2) ? 2 : 1;
    return [{ ...told, entries: 1, request }, { at: told.at + hour, heading: { ...told.heading, repeated: true }, entries: attempts, request }];
  });
  const once = told.entries - repeated.length;
  return [...(once > 0 ? [{ ...told, entries: once }] : []), ...repeated.flat()];
}
