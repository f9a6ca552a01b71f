import { createHash, createPublicKey, verify } from 'node:crypto';
import { expect } from 'chai';
import { XmlDocument, type XmlElement } from 'libxml2-wasm';
import { SignedXml } from 'xml-crypto';
import { Fault } from '../../src/domain/fault.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { readServiceRequest } from '../../src/duis/read-service-request.js';
import { readSignedRequest } from '../../src/signature/read-signed-request.js';
import { byteMutations, diceFrom, elementMutations, pick } from '../duis/mutations.js';
import { serviceRequestXml } from '../support/duis.js';
import { canonicalElement, canonicalWithoutSignature, makeSigner, now, signersOf, signXml, supplier } from './signing.js';

const ecdsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256';
const namespaces = { ds: 'http://www.w3.org/2000/09/xmldsig#' };
const signer = makeSigner();
const signers = signersOf(signer);
const publicKey = createPublicKey(signer.key);
const messages = [serviceRequestXml({ signature: false }), serviceRequestXml({ signature: false, srv: '6.15.1', executionDateTime: '2030-01-15T00:00:00Z' })];

function findRequest(bytes: Buffer, read: (bytes: Buffer) => ServiceRequest): ServiceRequest | undefined {
  try {
    return read(bytes);
  } catch (cause) {
    if (cause instanceof Fault) return undefined;
    throw cause;
  }
}

const readSigned = (bytes: Buffer): ServiceRequest | undefined => findRequest(bytes, (each) => readSignedRequest(each, signers, now));

/** Verifies with libxml2's parser, XPath and canonical forms. */
function isValidToLibxml2(bytes: Buffer): boolean {
  const document = XmlDocument.fromBuffer(bytes);
  try {
    const text = (path: string): string => document.get(path, namespaces)!.content.replace(/\s/g, '');
    expect(document.find('//ds:Signature', namespaces)).to.have.length(1);
    const info = '/*/ds:Signature/ds:SignedInfo';
    const isExclusive = document.find(`${info}//ds:Transform`, namespaces).length === 2;
    const digest = createHash('sha256').update(canonicalWithoutSignature(bytes, isExclusive ? 'exclusive' : undefined)).digest('base64');
    const value = Buffer.from(text('/*/ds:Signature/ds:SignatureValue'), 'base64');
    return digest === text(`${info}/ds:Reference/ds:DigestValue`) && verify('sha256', Buffer.from(canonicalElement(bytes, info)), { key: publicKey, dsaEncoding: 'ieee-p1363' }, value);
  } finally {
    document.dispose();
  }
}

class EcdsaSha256 {
  getSignature = (): string => '';
  verifySignature = (material: string, _: unknown, value: string): boolean =>
    verify('sha256', Buffer.from(material), { key: publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(value, 'base64'));
  getAlgorithmName = (): string => ecdsaSha256;
}

function isValidToXmlCrypto(bytes: Buffer): boolean {
  const document = XmlDocument.fromBuffer(bytes);
  const signature = (document.get('/*/ds:Signature', namespaces) as XmlElement).toString({ format: false });
  document.dispose();
  const signed = new SignedXml({ publicCert: publicKey.export({ format: 'pem', type: 'spki' }), getCertFromKeyInfo: () => null });
  signed.SignatureAlgorithms[ecdsaSha256] = EcdsaSha256;
  signed.loadSignature(signature);
  return signed.checkSignature(bytes.toString());
}

/** A `>` stands in a value: canonical form writes it as a reference, which no value of DUIS may have, so that it is refused. */
function isValueWithReference(text: string): boolean {
  return /<sr:\w+>[^<]*>/.test(text);
}

/** Those of XML 1.1, which xml-crypto's parser makes line feeds of in XML 1.0 too. */
function hasOtherLineEnds(bytes: Buffer): boolean {
  return /[\u0085\u2028]/.test(bytes.toString());
}

function expectValid(bytes: Buffer): void {
  expect(isValidToLibxml2(bytes), `libxml2 refuses ${bytes.toString()}`).to.equal(true);
  if (!hasOtherLineEnds(bytes)) expect(isValidToXmlCrypto(bytes), `xml-crypto refuses ${bytes.toString()}`).to.equal(true);
}

describe('two other readers of signatures', () => {
  const signed = messages.flatMap((message) => [signXml(message, signer), signXml(message, signer, { form: 'exclusive' })]);

  it('agree that what was signed is signed', () => {
    for (const message of signed) {
      expect(readSigned(Buffer.from(message))).not.to.equal(undefined);
      expectValid(Buffer.from(message));
    }
  });

  it('accept whatever is accepted here of thousands of mutated signed messages, which then says what the unsigned one said', () => {
    const mutations = Object.values(elementMutations);
    const accepted = new Set<string>();
    for (let seed = 0; seed < 6000; seed += 1) {
      const dice = diceFrom(seed);
      const original = pick(dice, signed);
      const bytes = dice(2) === 0 ? Buffer.from(pick(dice, mutations)(original, dice)) : pick(dice, Object.values(byteMutations))(Buffer.from(original), dice);
      const request = readSigned(bytes);
      if (request === undefined) continue;
      accepted.add(bytes.toString());
      expect(request).to.deep.equal(readSigned(Buffer.from(original)));
    }
    expect(accepted.size).to.be.above(30);
    for (const text of [...accepted].slice(0, 150)) expectValid(Buffer.from(text));
  });

  it('accept whatever odd message was signed as it is, and it says what it says unsigned', () => {
    const mutations = Object.values(elementMutations);
    let count = 0;
    for (let seed = 0; seed < 4000; seed += 1) {
      const dice = diceFrom(seed);
      const text = pick(dice, mutations)(pick(dice, messages), dice);
      const plain = findRequest(Buffer.from(text), readServiceRequest);
      if (plain?.originator !== supplier || !text.includes('</sr:Request>') || isValueWithReference(text)) continue;
      const bytes = Buffer.from(signXml(text, signer, dice(2) === 0 ? { form: 'exclusive' } : {}));
      expect(readSigned(bytes), text).to.deep.equal(plain);
      count += 1;
      if (count % 10 === 0) expectValid(bytes);
    }
    expect(count).to.be.above(150);
  });
});
