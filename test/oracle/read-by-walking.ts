import { type WalkedCertificate, walkCertificate } from '../support/der-walker.js';
import type { Said } from './plain-decision.js';

const keyUsages: Readonly<Record<string, string>> = { '03020780': 'digitalSignature', '03020308': 'keyAgreement' };

/** What a certificate says to a reader that shares nothing with ours: one OU, one EUI-64 and one key usage, or it says nothing. */
export function readByWalking(der: Uint8Array): Said | undefined {
  const walked = attempt(() => walkCertificate(der));
  const [role, ...moreRoles] = valuesOf(walked, '55040b');
  const [identifier, ...moreIdentifiers] = valuesOf(walked, '55042d');
  const [usage, ...moreUsages] = walked?.keyUsages ?? [];
  const keyUsage = keyUsages[usage?.value ?? ''];
  if (role === undefined || identifier === undefined || keyUsage === undefined || usage?.isCritical !== true) return undefined;
  if (moreRoles.length + moreIdentifiers.length + moreUsages.length > 0) return undefined;
  const entityId = /^00([0-9a-f]{16})$/.exec(identifier.value.toString('hex'))?.[1];
  const ou = role.value.toString('latin1').toUpperCase();
  if (entityId === undefined || identifier.tag !== 0x03 || ![0x0c, 0x13].includes(role.tag) || !/^[0-9A-F]{2}$/.test(ou)) return undefined;
  return { ou, entityId: entityId.toUpperCase().match(/../g)!.join('-'), keyUsage };
}

function valuesOf(walked: WalkedCertificate | undefined, wanted: string): WalkedCertificate['subject'] {
  return (walked?.subject ?? []).filter(({ oid }) => oid === wanted);
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
