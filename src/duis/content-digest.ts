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
  /** what else header and body say that no rule asks for, `RemotePartyFloorSeqNumber 7`; nothing of what is usual */
  unusual: readonly string[];
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

/** Nothing is written of what is usual: records hold digests that were made before it was looked at. */
function digestOf({ id, commandVariant, srv, schemaVersion, remotePartyRole, executionDateTime, certificates, unusual }: SaidRequest, body: string): string {
  const placed = certificates.map(({ use, base64 }) => [use, base64]);
  const fields = [requestKey(id), commandVariant, srv, plainDecimal(schemaVersion), remotePartyRole ?? null, executionDateTime ?? null, placed];
  const said = JSON.stringify(unusual.length === 0 ? fields : [...fields, unusual]);
  return hash('sha256', `${said}\n${body}`, 'hex');
}

/** One spelling for one xs:decimal: `5.4` of `5.40` and of `+05.4`. */
function plainDecimal(text: string): string {
  const [whole = '', fraction = ''] = text.replace(/^[+-]/, '').split('.');
  const decimals = withoutLastZeros(fraction);
  const digits = `${BigInt(`0${whole}`)}${decimals === '' ? '' : `.${decimals}`}`;
  return text.startsWith('-') && digits !== '0' ? `-${digits}` : digits;
}

function withoutLastZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}
