import { type Extension, readCertificateStructure } from './certificate-structure.js';
import { requireDerFraming } from './der-framing.js';
import { keyUsageOid } from './key-usage.js';
import { malformed } from './malformed.js';
import { quoted } from './name-text.js';

export const basicConstraintsOid = '2.5.29.19';
const certificatePoliciesOid = '2.5.29.32';
const understood = [keyUsageOid, basicConstraintsOid, certificatePoliciesOid];

/** What is critical must be understood by whoever follows a chain (RFC 5280, 4.2 and 6.1). Throws `Fault('malformed-value')`. */
export function requireUnderstood(extensions: readonly Extension[]): void {
  const strange = extensions.find(({ oid, critical }) => critical && !understood.includes(oid));
  if (strange) throw malformed(`the critical extension ${quoted(strange.oid)} is not understood here`);
}

/** Throws `Fault('malformed-value')` unless the extensions may end a chain: each critical one is understood, and none says that it is an authority's. */
export function requireEndOfChain(extensions: readonly Extension[]): void {
  requireUnderstood(extensions);
  const constraints = extensions.find(({ oid }) => oid === basicConstraintsOid);
  if (constraints === undefined) return;
  const hex = Buffer.from(constraints.value.subarray(0, 20)).toString('hex');
  if (hex !== '3000') throw malformed(`basicConstraints is the octets ${quoted(hex)}, as of an authority; an organisation has none, or ${quoted('3000')}`);
}

/** Of SEQUENCE { cA TRUE, pathLenConstraint INTEGER (0..127) OPTIONAL } in DER; undefined: any number. Throws `Fault('malformed-value')`. */
export function readPathLength(value: Uint8Array): number | undefined {
  const hex = Buffer.from(value.subarray(0, 20)).toString('hex');
  const [, length] = /^30030101ff$|^30060101ff0201([0-7][0-9a-f])$/.exec(hex) ?? [];
  if (hex !== '30030101ff' && length === undefined) throw malformed(`basicConstraints is the octets ${quoted(hex)}; those of a CA are expected`);
  return length === undefined ? undefined : Number.parseInt(length, 16);
}

/** How many authorities may stand below one (RFC 5280, 4.2.1.9); undefined: any number, or it says so in no way that is known here. */
export function pathLengthOf(der: Uint8Array): number | undefined {
  try {
    requireDerFraming(der);
    const extension = readCertificateStructure(der).extensions.find(({ oid }) => oid === basicConstraintsOid);
    return extension && readPathLength(extension.value);
  } catch {
    return undefined;
  }
}
