import type { AuditedCertificate, AuditRecord } from '../audit/record.js';
import type { CertificateReading, OrganisationCertificate } from '../domain/organisation-certificate.js';
import type { RemotePartyRole, ServiceRequest } from '../domain/service-request.js';
import { readRequestId } from '../duis/request-values.js';
import { notRecorded, partlyRecorded } from './partly-recorded.js';

/** The place of a certificate in the record stands for its base64, which was not recorded. */
export function recordedRequest(request: AuditRecord['request']): ServiceRequest {
  return {
    ...request,
    ...readRequestId(request.requestId),
    remotePartyRole: (request.remotePartyRole ?? undefined) as RemotePartyRole | undefined,
    executionDateTime: request.executionDateTime === null ? undefined : Date.parse(request.executionDateTime),
    certificates: request.certificates.map(({ use }, index) => ({ use, base64: String(index) })),
  };
}

export function recordedReading(recorded: AuditedCertificate | undefined): CertificateReading {
  const { thumbprint, remotePartyRoleCode, entityId, keyUsage, cause } = recorded ?? {};
  if (!remotePartyRoleCode || !entityId) return { readable: false, thumbprint: thumbprint ?? undefined, cause: cause ?? '' };
  const held = { remotePartyRoleCode, entityId, ...(keyUsage && { keyUsage }) };
  return { readable: true, thumbprint: thumbprint ?? '', certificate: partlyRecorded<OrganisationCertificate>(held, () => notRecorded('the key usage of its certificates')) };
}
