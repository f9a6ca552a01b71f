import { Fault } from '../domain/fault.js';
import type { ServiceRequest } from '../domain/service-request.js';
import { xmldsigNamespace } from '../duis/namespaces.js';
import { readRequest } from '../duis/read-service-request.js';
import { readXml } from '../duis/read-xml.js';
import { refuseSignature } from './refuse-signature.js';
import { requireSame } from './require-same.js';
import type { Signer, Signers } from './signers.js';
import { verifySignature } from './verify-signature.js';

const xmlSigning = '87';

/**
 * Reads a Service Request that is signed by its originator, from nothing but the octets that the signature is about. What cannot be
 * read as a Service Request as it came is refused for that first, with the faults of `readServiceRequest`. Throws
 * `Fault('signature-required')` and `Fault('signature-invalid')`. `now`: epoch milliseconds.
 */
export function readSignedRequest(bytes: Uint8Array, signers: Signers, now: number): ServiceRequest {
  const root = readXml(bytes);
  readRequest(root);
  const signature = root.children.find(({ name, namespace }) => name === 'Signature' && namespace === xmldsigNamespace);
  if (signature === undefined) throw new Fault('signature-required', 'the message carries no ds:Signature, and only signed Service Requests are decided (signature: verify)');
  const { octets, signer } = verifySignature(root, signature, signers);
  const signed = readXml(octets);
  requireSame(root, signed, signature);
  const request = readRequest(signed);
  requireSignerOf(request, signer, now);
  return request;
}

function requireSignerOf({ originator }: ServiceRequest, { certificate }: Signer, now: number): void {
  const { remotePartyRoleCode, keyUsage, entityId, notBefore, notAfter } = certificate;
  const at = 'the certificate of the signer';
  if (remotePartyRoleCode !== xmlSigning || keyUsage !== 'digitalSignature') {
    refuseSignature(at, `it is of OU ${remotePartyRoleCode} for ${keyUsage}; a User signs messages with one of OU ${xmlSigning} for digitalSignature`);
  }
  if (now < notBefore || now > notAfter) {
    refuseSignature(at, `it is valid from ${new Date(notBefore).toISOString()} to ${new Date(notAfter).toISOString()}, and not now`);
  }
  if (entityId !== originator) refuseSignature(at, `it is of ${entityId}, and the originator of the message is ${originator}`);
}
