import { remotePartyRoleNames } from '../domain/organisation-certificate.js';
import { hasPlaceInNetworkOperatorCell, isUsedAsDeclared } from '../facts/certificate-facts.js';
import type { LookUps, RequestCertificate } from '../facts/look-ups.js';

/** The one sentence for a person: the template that configuration has for the reason, filled from what was looked up. */
export function wordReason(template: string | undefined, reason: string, lookUps: LookUps, otherwise: string): string {
  return fillIn(template ?? reason, lookUps, otherwise);
}

export function fillIn(template: string, lookUps: LookUps, otherwise = ''): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => words.get(name)?.(lookUps, otherwise) ?? whole);
}

/** `otherwise`: the cause where no certificate is one. */
type Word = (lookUps: LookUps, otherwise: string) => string;

const words = new Map<string, Word>(Object.entries({
  srv: ({ request }) => request.srv,
  requestId: ({ request }) => request.requestId,
  originator: ({ request }) => request.originator,
  target: ({ request }) => request.target,
  commandVariant: ({ request }) => String(request.commandVariant),
  remotePartyRole: ({ request }) => request.remotePartyRole ?? 'no role',
  deviceType: ({ settled }) => ('device' in settled ? (settled.device?.type ?? 'unknown') : 'not looked up'),
  userRole: ({ settled }) => ('sender' in settled ? (settled.sender.role ?? 'unknown') : 'not looked up'),
  supplierParty: ({ settled }) => settled.sender?.party?.name ?? 'an unknown party',
  responsibleParty: ({ settled }) => settled.responsibleOperator?.party?.name ?? 'a party outside the directory',
  responsibleOperator: ({ settled: { responsibleOperator } }) => responsibleOperator?.party?.name ?? outsideDirectory(responsibleOperator?.registeredAs),
  registeredOperator: ({ settled }) => settled.responsibleOperator?.registeredAs ?? 'none',
  certificates: ({ settled: { certificates = [] } }) => listed(certificates.map(describeCertificate)),
  owners: ({ settled: { certificates = [] } }) => listed([...new Set(certificates.map((each) => each.owner?.name ?? 'nobody in the directory'))]),
  cause: ({ settled: { certificates = [] } }, otherwise) => certificates.flatMap(causesIn).join('; ') || otherwise,
} satisfies Record<string, Word>));

/** Of an operator that would have to be. */
function outsideDirectory(registeredAs: string | undefined): string {
  return registeredAs === undefined ? 'the responsible operator' : `the operator registered as ${registeredAs}, and that were in the party directory`;
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
