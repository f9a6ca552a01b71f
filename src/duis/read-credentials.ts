import { certificateUses, type PlacedCertificate } from '../domain/service-request.js';
import type { SaidRequest } from './content-digest.js';
import { endSequence, findNext, findNextValue, readNext, readPlainText, readValue, sequenceOf, undecidable } from './element-content.js';
import { readBoolean, readDateTime, readFloorSequenceNumber, readRemotePartyRole } from './request-values.js';
import { withoutSpace } from './xml-text.js';
import type { XmlElement } from './xml-tree.js';

/** The two Service Requests that place certificates in a device, by their Service Reference Variant. */
export type CredentialsVariant = '6.15.1' | '6.21';

const longestPath = 3;
/** usually 0, which a request in JSON is taken to say, as it has no such fields */
const floorNames = ['RemotePartyFloorSeqNumber', 'RemotePartyPrepaymentTopUpFloorSeqNumber'] as const;

export type Credentials = Pick<SaidRequest, 'remotePartyRole' | 'executionDateTime' | 'certificates' | 'certificationPath' | 'unusual'>;

export function isCredentialsVariant(srv: string): srv is CredentialsVariant {
  return srv === '6.15.1' || srv === '6.21';
}

/**
 * Body of a 6.15.1 (UpdateSecurityCredentialsKRP) or a 6.21 (RequestHandoverOfDCCControlledDevice): complete, in the
 * schema's order (DUIS V5.4). A certificate is only taken, not judged. Throws `Fault('not-decidable')`, also when no
 * certificate is placed, which the schema would accept in a 6.15.1.
 */
export function readCredentials(body: XmlElement, srv: CredentialsVariant): Credentials {
  const sequence = sequenceOf(body);
  const executionDateTime = findNextValue(sequence, 'ExecutionDateTime', readDateTime);
  const remotePartyRole = readValue(readNext(sequence, 'RemotePartyRole'), readRemotePartyRole);
  const floors = floorNames.map((name) => ({ name, floor: findNextValue(sequence, name, readFloorSequenceNumber) ?? 0n }));
  const certificates = readReplacement(readNext(sequence, 'ReplacementCertificates'), srv);
  const certificationPath = readCertificationPath(readNext(sequence, 'CertificationPathCertificates'));
  const appliesChecks = readValue(readNext(sequence, 'ApplyTimeBasedCPVChecks'), readBoolean);
  endSequence(sequence);
  const unusual = [
    ...floors.filter(({ floor }) => floor !== 0n).map(({ name, floor }) => `${name} ${floor}`),
    ...(appliesChecks ? [] : ['ApplyTimeBasedCPVChecks false']),
  ];
  return { remotePartyRole, executionDateTime, certificates, certificationPath, unusual };
}

/** Only a 6.15.1 wraps the certificates in one more element, and only a 6.21 must place a DigitalSigningCertificate. */
function readReplacement(replacement: XmlElement, srv: CredentialsVariant): readonly PlacedCertificate[] {
  if (srv === '6.21') {
    const certificates = readCertificates(replacement);
    return certificates[0]?.use === 'DigitalSigning' ? certificates : undecidable(replacement, 'it lacks sr:DigitalSigningCertificate');
  }
  const sequence = sequenceOf(replacement);
  const block = readNext(sequence, 'SupplierOrNetworkOperatorCertificates');
  endSequence(sequence);
  return readCertificates(block);
}

function readCertificates(block: XmlElement): readonly PlacedCertificate[] {
  const sequence = sequenceOf(block);
  const certificates = certificateUses.flatMap((use): PlacedCertificate[] => {
    const element = findNext(sequence, `${use}Certificate`);
    return element === undefined ? [] : [{ use, base64: readCertificateText(element) }];
  });
  endSequence(sequence);
  return certificates.length > 0 ? certificates : undecidable(block, 'it places no certificate');
}

function readCertificationPath(path: XmlElement): readonly string[] {
  const sequence = sequenceOf(path);
  const certificates = [readCertificateText(readNext(sequence, 'Certificate'))];
  for (let element = findNext(sequence, 'Certificate'); element !== undefined; element = findNext(sequence, 'Certificate')) {
    certificates.push(readCertificateText(element));
  }
  if (sequence.next > longestPath) {
    undecidable(path, `it holds more than ${longestPath} certificates`);
  }
  endSequence(sequence);
  return certificates;
}

function readCertificateText(element: XmlElement): string {
  const base64 = withoutSpace(readPlainText(element));
  return base64 === '' ? undecidable(element, 'it places no certificate: it is empty') : base64;
}
