import { remotePartyRoleNames } from '../domain/organisation-certificate.js';
import { hasPlaceInNetworkOperatorCell, isUsedAsDeclared } from '../facts/certificate-facts.js';
import type { LookUps, RequestCertificate } from '../facts/look-ups.js';

/** The one sentence for a person: the template that configuration has for the reason, filled from what was looked up. */
export function wordReason(template: string | undefined, reason: string, lookUps: LookUps, otherwise: string): string {
  return fillIn(template ?? reason, lookUps, otherwise);
}

export function fillIn(template: string, lookUps: LookUps, otherwise = ''): string {
  const words = wordsOf(lookUps, otherwise);
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => words[name] ?? whole);
}

/** `otherwise`: the cause where no certificate is one. */
function wordsOf({ request, settled }: LookUps, otherwise: string): Record<string, string> {
  const { sender, device, responsibleOperator, certificates = [] } = settled;
  return {
    srv: request.srv,
    requestId: request.requestId,
    originator: request.originator,
    target: request.target,
    commandVariant: String(request.commandVariant),
    remotePartyRole: request.remotePartyRole ?? 'no role',
    deviceType: 'device' in settled ? (device?.type ?? 'unknown') : 'not looked up',
    userRole: 'sender' in settled ? (sender?.role ?? 'unknown') : 'not looked up',
    supplierParty: sender?.party?.name ?? 'an unknown party',
    responsibleParty: responsibleOperator?.party?.name ?? 'a party outside the directory',
    registeredOperator: responsibleOperator?.registeredAs ?? 'none',
    certificates: listed(certificates.map(describeCertificate)),
    owners: listed([...new Set(certificates.map((each) => each.owner?.name ?? 'nobody in the directory'))]),
    cause: certificates.flatMap(causesIn).join('; ') || otherwise,
  };
}

function describeCertificate({ use, reading, owner }: RequestCertificate): string {
  if (!reading.readable) return `${use} (unreadable)`;
  const { remotePartyRoleCode, entityId } = reading.certificate;
  const role = remotePartyRoleNames[remotePartyRoleCode] ?? 'unknown role';
  return `${use} (${role} ${remotePartyRoleCode}, ${entityId}, of ${owner?.name ?? 'nobody in the directory'})`;
}

function causesIn({ use, reading, owner }: RequestCertificate): string[] {
  if (!reading.readable) return [`${use}: ${reading.cause}`];
  const { certificate } = reading;
  if (!isUsedAsDeclared({ use, reading, owner, certificate })) return [`${use}: its key usage is ${certificate.keyUsage}`];
  return hasPlaceInNetworkOperatorCell(certificate) ? [] : [`${use}: its OU is ${certificate.remotePartyRoleCode}`];
}

function listed(words: readonly string[]): string {
  return words.length === 0 ? 'none' : words.join(', ');
}
