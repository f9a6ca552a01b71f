import { xmldsigNamespace } from '../duis/namespaces.js';
import { withoutSpace, withoutSpaceAround } from '../duis/xml-text.js';
import type { XmlElement } from '../duis/xml-tree.js';
import type { CanonicalForm } from './canonical-xml.js';
import { refuseSignature } from './refuse-signature.js';

/** What a ds:Signature says beside its ds:SignedInfo; none of it is signed itself. */
export interface SignatureParts {
  signedInfo: XmlElement;
  /** r and s, 32 octets each */
  value: Buffer;
  /** as written */
  issuer: string;
  serialNumber: string;
}

/** What a ds:SignedInfo says of the message. */
export interface SignedReference {
  /** SHA-256 */
  digest: Buffer;
  /** of the octets that were digested */
  form: CanonicalForm;
}

const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const ecdsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256';
const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
const sha256 = 'http://www.w3.org/2001/04/xmlenc#sha256';

/**
 * Reads the one form that the signature of a DUIS message has, without what XML signatures could hold besides: an Id, an Object, a key or a
 * certificate of its own. Throws `Fault('signature-invalid')` for anything else.
 */
export function readSignature(signature: XmlElement): SignatureParts {
  const [signedInfo, value, keyInfo] = childrenOf(bare(signature), ['SignedInfo', 'SignatureValue', 'KeyInfo']);
  const [x509Data] = childrenOf(bare(keyInfo), ['X509Data']);
  const [issuerSerial] = childrenOf(bare(x509Data), ['X509IssuerSerial']);
  const [issuer, serialNumber] = childrenOf(bare(issuerSerial), ['X509IssuerName', 'X509SerialNumber']);
  return { signedInfo, value: readOctets(value, 64), issuer: readText(issuer), serialNumber: readText(serialNumber) };
}

/**
 * Reads a ds:SignedInfo: exclusive canonicalisation, ECDSA with SHA-256, and one reference to the whole message but for the signature. Its
 * octets have inclusive canonical form, as XML signatures have it where no transform says otherwise, and as the DCC signs, or exclusive form,
 * where a second transform says so. Throws `Fault('signature-invalid')` for anything else.
 */
export function readSignedInfo(signedInfo: XmlElement): SignedReference {
  const [canonicalization, method, reference] = childrenOf(bare(signedInfo), ['CanonicalizationMethod', 'SignatureMethod', 'Reference']);
  requireAlgorithm(canonicalization, exclusive);
  requireAlgorithm(method, ecdsaSha256);
  requireAttribute(reference, 'URI', '');
  const [transforms, digestMethod, digest] = childrenOf(reference, ['Transforms', 'DigestMethod', 'DigestValue']);
  requireAlgorithm(digestMethod, sha256);
  return { digest: readOctets(digest, 32), form: readTransforms(bare(transforms)) };
}

function readTransforms(transforms: XmlElement): CanonicalForm {
  const isExclusive = transforms.children.length === 2;
  const [first, second] = childrenOf(transforms, isExclusive ? ['Transform', 'Transform'] : ['Transform']);
  requireAlgorithm(first, enveloped);
  if (second !== undefined) requireAlgorithm(second, exclusive);
  return isExclusive ? 'exclusive' : 'inclusive';
}

type Elements<Names extends readonly string[]> = { [Place in keyof Names]: XmlElement };

/** The children, which must be these and no others, each once and in this order. */
function childrenOf<const Names extends readonly string[]>(parent: XmlElement, names: Names): Elements<Names> {
  const isNamed = ({ name, namespace }: XmlElement, index: number) => namespace === xmldsigNamespace && name === names[index];
  const isSame = parent.children.length === names.length && parent.children.every(isNamed);
  if (isSame) return parent.children as Elements<Names>;
  return refuseSignature(placeOf(parent), `it must hold ${names.length === 0 ? 'nothing' : names.map((name) => `ds:${name}`).join(', ')}, and no other element`);
}

function bare(element: XmlElement): XmlElement {
  const [attribute] = element.attributes;
  return attribute === undefined ? element : refuseSignature(placeOf(element), `attribute \`${attribute.qualifiedName.slice(0, 60)}\` must not stand here`);
}

/** Throws also when the element holds anything: an algorithm of this profile takes no parameters. */
function requireAlgorithm(element: XmlElement, algorithm: string): void {
  requireAttribute(element, 'Algorithm', algorithm);
  childrenOf(element, []);
  if (withoutSpaceAround(element.text) !== '') refuseSignature(placeOf(element), 'it must hold nothing');
}

function requireAttribute(element: XmlElement, name: string, value: string): void {
  const [attribute, ...others] = element.attributes;
  const isSame = others.length === 0 && attribute?.namespace === '' && attribute.name === name && attribute.value === value;
  if (!isSame) refuseSignature(placeOf(element), `its one attribute must be ${name}="${value}"`);
}

function readText(element: XmlElement): string {
  childrenOf(bare(element), []);
  return withoutSpaceAround(element.text);
}

/** Base64 of exactly `length` octets, white space anywhere in it. */
function readOctets(element: XmlElement, length: number): Buffer {
  const base64 = withoutSpace(readText(element));
  const octets = Buffer.from(base64, 'base64');
  return octets.length === length && octets.toString('base64') === base64 ? octets : refuseSignature(placeOf(element), `base64 of ${length} octets is expected`);
}

/** Without a line: a ds:SignedInfo is read from its canonical text, where lines are others. */
function placeOf({ qualifiedName }: XmlElement): string {
  return `element ${qualifiedName.slice(0, 60)}`;
}
