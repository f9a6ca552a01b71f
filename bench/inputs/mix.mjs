// What requests there are, and of every thousand how many; what must be decided of each. Everything that is measured takes its requests from here.
export const mix = [
  { kind: 'verified', perMille: 880, decision: 'permit', reason: 'verified' },
  { kind: 'wrong-network-operator', perMille: 90, decision: 'reject', reason: 'wrong-network-operator' },
  { kind: 'unknown-device', perMille: 10, decision: 'permit', reason: 'unverified' },
  { kind: 'unknown-certificate-owner', perMille: 8, decision: 'reject', reason: 'unknown-certificate-owner' },
  { kind: 'supplier-cell', perMille: 8, decision: 'permit', reason: 'not-applicable' },
  { kind: 'unreadable-certificate', perMille: 4, decision: 'reject', reason: 'unreadable-certificate' },
];

/** Network Operators of the estate, and how many pairs of certificates each has in use. */
export const operatorCount = 14;
export const pairCount = 4;

const kinds = mix.flatMap(({ kind, perMille }) => Array.from({ length: perMille }, () => kind));
if (kinds.length !== 1000) throw new Error('the mix is not of a thousand');

/**
 * Always the same request for the same index. Devices are strewn over the whole store, so that most requests are about another one.
 * `deviceType` is also that of the device meant where the inventory does not know it.
 */
export function inputAt(index, rows) {
  const device = scatter(index, 0x9e3779b1) % rows;
  const kind = kinds[scatter(index, 0x85ebca6b) % 1000];
  const deviceType = deviceTypeOf(device);
  return {
    kind,
    deviceType,
    srv: deviceType === 'ESME' && index % 3 === 0 ? '6.15.1' : '6.21',
    operator: operatorOf(device),
    pair: (index >>> 2) % pairCount,
    target: deviceId(kind === 'unknown-device' ? rows + device : device),
  };
}

export const deviceTypeOf = (device) => (device % 5 === 4 ? 'GPF' : 'ESME');
export const operatorOf = (device) => device % operatorCount;
export const deviceId = (device) => `02-DE-40-00-${(device + 0x10000000).toString(16).toUpperCase().replace(/..(?!$)/g, '$&-')}`;

const scatter = (index, factor) => ((mixed) => (mixed ^ (mixed >>> 15)) >>> 0)(Math.imul(index + 1, factor));
