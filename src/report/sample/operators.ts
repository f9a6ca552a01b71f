import { sampleOperators } from './parties.js';
import type { SampleRandom } from './random.js';

/** Until then the check of 6.21 for a GPF is switched to observe. */
export const gasCheckedFrom = '2026-10-06';

/** Who is responsible for a meter, and whose certificates are placed on it: mostly those of the next one on the map, sometimes of nobody in the directory. */
export function chooseOperators({ deviceType }: { deviceType: 'ESME' | 'GPF' }, random: SampleRandom): { responsible: string; placed: string } {
  const network = sampleOperators.filter(({ distributorId }) => (distributorId === undefined) === (deviceType === 'GPF'));
  const at = (place: number): string => network[place % network.length]?.id ?? '';
  const place = Math.floor(random.share() * network.length);
  const away = random.happens(0.65) ? 1 : 1 + Math.floor(random.share() * (network.length - 1));
  return { responsible: at(place), placed: random.happens(0.12) ? 'unknown' : at(place + away) };
}
