import { hash } from 'node:crypto';
import { requestKey, type ServiceRequest } from '../domain/service-request.js';
import { serviceReferenceOf } from './service-references.js';

/** What a message says, but for what follows from it. */
export interface SaidRequest {
  id: Pick<ServiceRequest, 'requestId' | 'originator' | 'target' | 'counter'>;
  commandVariant: number;
  srv: string;
  schemaVersion: string;
  remotePartyRole: ServiceRequest['remotePartyRole'];
  executionDateTime: number | undefined;
  certificates: ServiceRequest['certificates'];
  certificationPath: ServiceRequest['certificationPath'];
}

/**
 * The Service Request with its content digest: SHA-256, hex, over all that it says, whether it came as XML or as JSON, but for
 * the certification path, which shows something of the certificates and is no part of what is asked. `body` is
 * the source of a Body whose content is not among the fields: without it, two different ones would seem the same.
 * (Written out by field: object spread would cost as much as a third of reading the XML.)
 */
export function digestedRequest(said: SaidRequest, body = ''): ServiceRequest {
  const { id, srv } = said;
  return {
    requestId: id.requestId,
    originator: id.originator,
    target: id.target,
    counter: id.counter,
    commandVariant: said.commandVariant,
    srv,
    serviceReference: serviceReferenceOf(srv),
    schemaVersion: said.schemaVersion,
    remotePartyRole: said.remotePartyRole,
    executionDateTime: said.executionDateTime,
    certificates: said.certificates,
    contentDigest: digestOf(said, body),
    certificationPath: said.certificationPath,
  };
}

function digestOf({ id, commandVariant, srv, schemaVersion, remotePartyRole, executionDateTime, certificates }: SaidRequest, body: string): string {
  const placed = certificates.map(({ use, base64 }) => [use, base64]);
  const said = JSON.stringify([requestKey(id), commandVariant, srv, schemaVersion, remotePartyRole ?? null, executionDateTime ?? null, placed]);
  return hash('sha256', `${said}\n${body}`, 'hex');
}
