import { requestKey, type ServiceRequest } from '../domain/service-request.js';
import { digestedRequest, type SaidRequest } from './content-digest.js';
import {
  endSequence, findNext, findNextValue, readAt, readExactValue, readNext, readPlainText, readValue, refuseAttribute, sequenceOf, undecidable,
} from './element-content.js';
import { srNamespace, xmldsigNamespace, xsiNamespace } from './namespaces.js';
import { isCredentialsVariant, readCredentials, type Credentials } from './read-credentials.js';
import { readXml, requestLimits } from './read-xml.js';
import {
  isSignedPreCommandVariant, readBoolean, readCommandVariant, readDateTime, readRequestId, readSchemaVersion, readServiceReferenceVariant, requireBase64,
} from './request-values.js';
import { bodyElementOf, findServiceReferenceVariant, serviceReferenceOf } from './service-references.js';
import { withoutSpace, withoutSpaceAround } from './xml-text.js';
import { createShapes } from './xml-shape.js';
import type { XmlAttribute, XmlElement } from './xml-tree.js';

type Header = Pick<SaidRequest, 'id' | 'commandVariant' | 'srv' | 'unusual'>;

const shapes = createShapes();
const signedPreCommand = 'SignedPreCommand';
const noCredentials: Credentials = { remotePartyRole: undefined, executionDateTime: undefined, certificates: [], certificationPath: undefined, unusual: [] };

/**
 * Reads a DUIS Service Request, signed or not (the signature itself is not verified here). A 6.15.1 and a 6.21 are read in
 * full; of any other, and of a Signed Pre-Command, the header and the name of the body's element, which DUIS V5.4 must have.
 *
 * Throws `Fault('too-large')`, `Fault('not-well-formed')` when the bytes are no XML that is read here, and
 * `Fault('not-decidable')` when they are no Service Request that can be decided, each with places that name line and element.
 */
export function readServiceRequest(bytes: Uint8Array): ServiceRequest {
  return readRequest(readXml(bytes, requestLimits, shapes));
}

/** The same of a message that `readXml` has read. */
export function readRequest(root: XmlElement): ServiceRequest {
  const { header, body } = readEnvelope(root);
  const schemaVersion = readRootAttributes(root);
  const said = readHeader(header);
  const element = readBodyElement(body, said);
  if (element.name === signedPreCommand || !isCredentialsVariant(said.srv)) {
    refuseTyping(body);
    if (element.name === signedPreCommand) requirePayload(element);
    return digestedRequest(saidRequest(said, schemaVersion, noCredentials), body.source.slice(body.start, body.end));
  }
  return digestedRequest(saidRequest(said, schemaVersion, readCredentials(element, said.srv)));
}

function saidRequest(header: Header, schemaVersion: string, credentials: Credentials): SaidRequest {
  const { id, commandVariant, srv } = header;
  const { remotePartyRole, executionDateTime, certificates, certificationPath } = credentials;
  const unusual = [...header.unusual, ...credentials.unusual];
  return { id, commandVariant, srv, schemaVersion, remotePartyRole, executionDateTime, certificates, certificationPath, unusual };
}

function readEnvelope(root: XmlElement): { header: XmlElement; body: XmlElement } {
  if (root.name !== 'Request' || root.namespace !== srNamespace) {
    return undecidable(root, `the root element must be sr:Request in namespace ${srNamespace}`);
  }
  const sequence = { parent: root, next: 0 };
  const header = readNext(sequence, 'Header');
  const body = readNext(sequence, 'Body');
  findNext(sequence, 'Signature', xmldsigNamespace);
  endSequence(sequence);
  return { header, body };
}

/** schemaVersion; beside it only where a schema may be found, which is not looked up. */
function readRootAttributes(root: XmlElement): string {
  const other = root.attributes.find((attribute) => !isSchemaVersion(attribute) && !isSchemaLocation(attribute));
  if (other !== undefined) {
    return refuseAttribute(root, other);
  }
  const version = root.attributes.find(isSchemaVersion) ?? undecidable(root, 'it lacks the attribute schemaVersion');
  return readAt(root, () => readSchemaVersion(withoutSpaceAround(version.value)));
}

function isSchemaVersion({ namespace, name }: XmlAttribute): boolean {
  return namespace === '' && name === 'schemaVersion';
}

function isSchemaLocation({ namespace, name }: XmlAttribute): boolean {
  return namespace === xsiNamespace && (name === 'schemaLocation' || name === 'noNamespaceSchemaLocation');
}

function readHeader(header: XmlElement): Header {
  const sequence = sequenceOf(header);
  const id = readValue(readNext(sequence, 'RequestID'), readRequestId);
  const isFirst = findNextValue(sequence, 'FirstInSequence', readBoolean) ?? false;
  const preceding = findNextValue(sequence, 'PrecedingServiceRequestID', readRequestId);
  const commandVariant = readValue(readNext(sequence, 'CommandVariant'), readCommandVariant);
  const reference = readNext(sequence, 'ServiceReference');
  const srv = readExactValue(readNext(sequence, 'ServiceReferenceVariant'), readServiceReferenceVariant);
  endSequence(sequence);
  const serviceReference = serviceReferenceOf(srv);
  if (readPlainText(reference) !== serviceReference) {
    return undecidable(reference, `ServiceReferenceVariant ${srv} is of ServiceReference ${serviceReference}, not of this one`);
  }
  const unusual = [...(isFirst ? ['FirstInSequence true'] : []), ...(preceding === undefined ? [] : [`PrecedingServiceRequestID ${requestKey(preceding)}`])];
  return { id, commandVariant, srv, unusual };
}

/** The one element of the Body, which must be what the header's SRV says. A Signed Pre-Command can be of any SRV: it goes by the CommandVariant. */
function readBodyElement(body: XmlElement, { srv, commandVariant }: Header): XmlElement {
  const sequence = sequenceOf(body);
  const element = body.children[0] ?? undecidable(body, 'it holds no Service Request');
  findNext(sequence, element.name);
  endSequence(sequence);
  if (element.name === signedPreCommand) {
    return isSignedPreCommandVariant(commandVariant) ? element : undecidable(element, `a Signed Pre-Command has CommandVariant 5, 6 or 7, not ${commandVariant}`);
  }
  const variant = findServiceReferenceVariant(element.name);
  if (variant === srv) return element;
  return undecidable(element, `${variant === undefined ? 'DUIS V5.4 has no such element in a Body' : `it is ${variant}`}: the header says ${srv}, which is sr:${bodyElementOf(srv)}`);
}

/** A Signed Pre-Command holds nothing else (DUIS V5.4): what the payload says to the device is not read. */
function requirePayload(element: XmlElement): void {
  const sequence = sequenceOf(element);
  findNextValue(sequence, 'ExecutionDateTime', readDateTime);
  const payload = readNext(sequence, 'GBCSPayload');
  readAt(payload, () => { requireBase64(withoutSpace(readPlainText(payload))); });
  endSequence(sequence);
}

/** An xsi:type or xsi:nil would give an element another meaning than its name has. */
function refuseTyping(element: XmlElement): void {
  const typing = element.attributes.find(({ namespace, name }) => namespace === xsiNamespace && (name === 'type' || name === 'nil'));
  if (typing !== undefined) {
    refuseAttribute(element, typing);
  }
  element.children.forEach(refuseTyping);
}
