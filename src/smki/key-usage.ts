import type { OrganisationCertificate } from '../domain/organisation-certificate.js';
import type { Extension } from './certificate-structure.js';
import { malformed } from './malformed.js';

export const keyUsageOid = '2.5.29.15';

/** RFC 5280, 4.2.1.3: by bit */
const usageNames = [
  'digitalSignature', 'nonRepudiation', 'keyEncipherment', 'dataEncipherment', 'keyAgreement', 'keyCertSign', 'cRLSign', 'encipherOnly', 'decipherOnly',
] as const;
export type KeyUsageName = (typeof usageNames)[number];

const expected = 'exactly one of digitalSignature and keyAgreement is expected';

/** The one key usage of an Organisation certificate: the extension there once, critical, one bit set (DOMAIN 3.1). Throws `Fault('malformed-value')`. */
export function readOnlyKeyUsage(extensions: readonly Extension[]): OrganisationCertificate['keyUsage'] {
  const extension = extensions.find(({ oid }) => oid === keyUsageOid);
  if (!extension) throw malformed(`the extension keyUsage is absent; ${expected}`);
  if (!extension.critical) throw malformed('the extension keyUsage is not critical; a critical one is expected');
  const names = readKeyUsages(extension.value);
  const only = names.length === 1 ? names[0] : undefined;
  if (only !== 'digitalSignature' && only !== 'keyAgreement') {
    throw malformed(`keyUsage is ${names.length === 0 ? 'empty' : names.join(' and ')}; ${expected}`);
  }
  return only;
}

/** Every usage set in the extension's value, a BIT STRING with the unused bits that DER asks for. Throws `Fault('malformed-value')`. */
export function readKeyUsages(value: Uint8Array): readonly KeyUsageName[] {
  const [tag, length, unused = 0, ...octets] = value;
  const isBitString = tag === 0x03 && length === value.length - 2 && value.length >= 3;
  if (!isBitString || unused !== unusedBitsOf(octets) || octets.length * 8 - unused > usageNames.length) {
    throw malformed(`keyUsage is the octets \`${Buffer.from(value.subarray(0, 30)).toString('hex')}\`; a BIT STRING of at most nine bits in DER is expected`);
  }
  return usageNames.filter((_, bit) => ((octets[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0);
}

/** DER drops trailing zero bits of a list of named bits (X.690, 11.2.2). NaN where whole trailing octets are zero. */
function unusedBitsOf(octets: readonly number[]): number {
  const last = octets.at(-1);
  if (last === undefined) return 0;
  return last === 0 ? Number.NaN : 31 - Math.clz32(last & -last);
}
