import { type Dice, pick } from '../duis/mutations.js';

const interesting = [0x00, 0x01, 0x02, 0x03, 0x0b, 0x0c, 0x13, 0x1e, 0x23, 0x2c, 0x2d, 0x30, 0x31, 0x7f, 0x80, 0x81, 0x82, 0xa0, 0xff];

const spliceIn = (der: Buffer, at: number, removed: number, inserted: readonly number[]): Buffer =>
  Buffer.concat([der.subarray(0, at), Buffer.from(inserted), der.subarray(at + removed)]);

const mutations: readonly ((der: Buffer, at: number, dice: Dice) => Buffer)[] = [
  (der, at, dice) => spliceIn(der, at, 1, [(der[at] ?? 0) ^ (1 << dice(8))]),
  (der, at, dice) => spliceIn(der, at, 1, [dice(256)]),
  (der, at, dice) => spliceIn(der, at, 1, [pick(dice, interesting)]),
  (der, at) => spliceIn(der, at, 1, [((der[at] ?? 0) + 1) & 0xff]),
  (der, at) => der.subarray(0, at),
  (der, at, dice) => spliceIn(der, at, 0, [dice(256)]),
  (der, at, dice) => spliceIn(der, at, 1 + dice(20), []),
  (der, at, dice) => spliceIn(der, at, 0, [...der.subarray(at, at + 1 + dice(30))]),
  (der, at, dice) => spliceIn(der, at, 1, [0x81, der[at] ?? dice(256)]),
];

/** One of the certificates, changed in one or two places, mostly where the subject and the extensions are. */
export function mutateCertificate(originals: readonly Buffer[], dice: Dice): Buffer {
  let der = pick(dice, originals);
  for (let count = 1 + dice(2); count > 0; count -= 1) {
    const at = dice(3) === 0 ? dice(der.length || 1) : Math.min(80 + dice(190), der.length);
    const mutate = dice(3) === 0 ? pick(dice, mutations) : pick(dice, mutations.slice(0, 4));
    der = mutate(der, at, dice);
  }
  return der;
}
