import { withAnswer } from '../domain/answer.js';
import type { OrganisationCertificate } from '../domain/organisation-certificate.js';
import type { CertificateUse } from '../domain/service-request.js';
import { textFact } from './definition.js';
import type { ReadableCertificate, RequestCertificate } from './look-ups.js';
import { matchNetworkOperator } from './network-operator-match.js';

const networkOperatorCode = '03';
const recoveryCodes = ['01', '04'];

const keyUsageFor: Record<CertificateUse, 'digitalSignature' | 'keyAgreement'> = {
  DigitalSigning: 'digitalSignature',
  KeyAgreement: 'keyAgreement',
  KeyAgreementTopUp: 'keyAgreement',
};

/** What the certificates in the request say, and whose they are. */
export const certificateFacts = [
  textFact('certificates', {
    meaning: 'whether every certificate in the request can be read as an SMKI Organisation certificate',
    provider: 'certificates',
    values: [['readable', 'all can', 'every certificate could be read'], ['unreadable', 'at least one cannot', 'a certificate could not be read'], ['none', 'the request carries none in the clear']],
    find: (lookUps) => withAnswer(lookUps.certificates(), describeReadings),
  }),
  textFact('certificateUse', {
    meaning: 'whether the key usage of every certificate is that of the element which carries it',
    provider: 'certificates',
    values: [['as-declared', 'it is', 'every certificate were for the use in which it is placed'], ['swapped', 'some certificate is for the other use', 'a certificate were for the other use']],
    find: (lookUps) => withAnswer(lookUps.certificates(), (all) => (readable(all).every(isUsedAsDeclared) ? 'as-declared' : 'swapped')),
  }),
  textFact('certificateRole', {
    meaning: 'RemotePartyRole of the certificates, by their OU',
    provider: 'certificates',
    values: [
      ['network-operator', 'at least one is 03, and none other than 03, 01 and 04', 'the certificates were Network Operator certificates (OU 03)'],
      ['recovery', 'every one is 01 (recovery) or 04 (Access Control Broker)'],
      ['other', 'at least one is none of 03, 01 and 04', 'a certificate were of another role (OU) than Network Operator, recovery and Access Control Broker'],
      ['none', 'there is no certificate that can be read'],
    ],
    find: (lookUps) => withAnswer(lookUps.certificates(), (all) => describeRoles(readable(all).map((each) => each.certificate.remotePartyRoleCode))),
  }),
  textFact('networkOperatorMatch', {
    meaning: 'whether the Network Operator certificates (OU 03) belong to the responsible Network Operator, compared at SEC Party',
    provider: 'certificates',
    values: [
      ['match', 'every one belongs to the responsible operator', 'every Network Operator certificate belonged to {responsibleOperator}'],
      ['mismatch', 'at least one belongs to another known party', 'a Network Operator certificate belonged to a known party that is not the responsible operator'],
      ['owner-unknown', 'none belongs to another known party, at least one to nobody in the directory, and the responsible operator is in it', 'the responsible operator were in the party directory, and a Network Operator certificate belonged to nobody in it'],
      ['operator-unknown', 'none belongs to another known party, and the responsible operator is not known or not in the directory', 'the responsible operator were not in the party directory, and no certificate belonged to another known party'],
      ['none', 'no certificate has OU 03'],
    ],
    find: (lookUps) =>
      withAnswer(lookUps.certificates(), (all) => {
        const owners = readable(all).filter(isNetworkOperators).map((each) => each.owner);
        return withAnswer(lookUps.responsibleOperator(), (operator) => matchNetworkOperator(owners, operator, lookUps.settings.equivalentGroups));
      }),
  }),
];

export function readable(certificates: readonly RequestCertificate[]): ReadableCertificate[] {
  const found: ReadableCertificate[] = [];
  for (const { use, reading, owner } of certificates) if (reading.readable) found.push({ use, reading, owner, certificate: reading.certificate });
  return found;
}

function describeReadings(certificates: readonly RequestCertificate[]): 'readable' | 'unreadable' | 'none' {
  if (certificates.length === 0) return 'none';
  return certificates.every((each) => each.reading.readable) ? 'readable' : 'unreadable';
}

function describeRoles(codes: readonly string[]): 'network-operator' | 'recovery' | 'other' | 'none' {
  if (codes.length === 0) return 'none';
  if (!codes.every(isCodeOfCell)) return 'other';
  return codes.includes(networkOperatorCode) ? 'network-operator' : 'recovery';
}

/** Whether the OU is 03, 01 or 04. */
export function hasPlaceInNetworkOperatorCell({ remotePartyRoleCode }: OrganisationCertificate): boolean {
  return isCodeOfCell(remotePartyRoleCode);
}

function isCodeOfCell(code: string): boolean {
  return code === networkOperatorCode || recoveryCodes.includes(code);
}

/** Whether the OU is 03. */
export function isNetworkOperators(each: ReadableCertificate): boolean {
  return each.certificate.remotePartyRoleCode === networkOperatorCode;
}

export function isUsedAsDeclared(each: ReadableCertificate): boolean {
  return each.certificate.keyUsage === keyUsageFor[each.use];
}
