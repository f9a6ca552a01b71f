import { expect } from 'chai';
import { generateKeyPairSync } from 'node:crypto';
import { readCertificate, readCertificateDer } from '../../src/smki/read-certificate.js';
import {
  bitString, bmpString, bytes, critical, generalizedTime, integer, octetString, oid, printableString, sequence, set, tlv, utcTime, utf8String,
} from '../support/der-writer.js';
import {
  attribute, ecdsaWithSha256, ecKey, entityIdBytes, generator, identifier, keyUsage, name, oddCertificate, oids, role, subjectKeyIdentifier,
} from '../support/pki.js';

const ordinary = oddCertificate();
const hidden = Buffer.from('\u202e03', 'utf8');
const rsaKey = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'der', type: 'spki' });
const otherCurve = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey.export({ format: 'der', type: 'spki' });

/** DER with one piece cut out of the middle and other bytes put there; lengths stay as they were. */
function spliced(original: string, replacement: string, der: Buffer = ordinary): Buffer {
  const at = der.indexOf(bytes(original));
  expect(at, `\`${original}\` in the certificate`).to.be.greaterThan(0);
  return Buffer.concat([der.subarray(0, at), bytes(replacement), der.subarray(at + bytes(original).length)]);
}

const refusals: Record<string, readonly [what: string, der: Buffer, cause: string | RegExp][]> = {
  'by its framing': [
    ['nothing', Buffer.alloc(0), 'the first byte is missing; a DER certificate begins with 0x30'],
    ['PEM text', Buffer.from('-----BEGIN'), 'the first byte is 0x2d; a DER certificate begins with 0x30'],
    ['a lone tag', bytes('30'), 'byte 1: a length is missing; the certificate is cut short'],
    ['half a length', bytes('3082'), 'byte 1: a length is cut short'],
    ['trailing bytes', Buffer.concat([ordinary, bytes('0000')]), `2 bytes follow the certificate, which ends at byte ${ordinary.length}`],
    ['a missing last byte', ordinary.subarray(0, -1), /^byte 0: an element of \d+ bytes where \d+ are left; the certificate is cut short or a length is wrong$/],
    ['an indefinite length', Buffer.concat([bytes('3080'), ordinary.subarray(4), bytes('0000')]), 'byte 1: an indefinite length; DER asks for a definite one'],
    ['a length in more bytes than it needs', oddCertificate({ version: bytes('a0 8103 020102') }), /^byte \d+: a length of 3 is not written in its shortest form$/],
    ['the same inside a value that the library copies', oddCertificate({ subject: name(role(), identifier(bytes('03 8109 00 90b3d51f30020000'))) }), /^byte \d+: a length of 9 is not written in its shortest form$/],
    ['a length of two bytes that fits one', oddCertificate({ subject: name(role(), identifier(), attribute(oids.organization, Buffer.concat([bytes('03 82 00c8'), Buffer.alloc(200)]))) }), /^byte \d+: a length of 200 is not written in its shortest form$/],
    ['a length of three bytes', bytes('3083010000'), 'byte 1: a length of 3 bytes, more than any certificate here needs'],
    ['a tag of several bytes', sequence(bytes('1f8100')), 'byte 2: a tag of several bytes, which no certificate has'],
    ['an element that leaves its parent', spliced('3009 0603 55040b 0c02 3033', '3009 0603 55040b 0c09 3033'), /^byte \d+: an element of 9 bytes where 2 are left/],
    ['bottomless nesting', nested(100), 'byte 48: elements are nested more than 16 deep'],
    ['thousands of elements', sequence(...Array.from({ length: 2000 }, () => bytes('0500'))), 'the certificate has more than 256 elements'],
    ['an object identifier of thousands of arcs', oddCertificate({ extensions: [keyUsage(), sequence(tlv(0x06, bytes('2a'), Buffer.alloc(7000, 0x7f)), octetString(Buffer.alloc(0)))] }), /^byte \d+: an object identifier of 7001 octets; at most 32 are expected$/],
    ['more than 8 kB', sequence(Buffer.alloc(9000)), 'the certificate has 9004 bytes; at most 8192 are expected'],
    ['DER that is no certificate', sequence(integer('01'), integer('02')), 'the bytes are no X.509 certificate'],
  ],
  'because it is BER where DER writes otherwise': [
    ['critical as 01', oddCertificate({ extensions: [spliced('0101ff', '010101', keyUsage())] }), /^byte \d+: not as DER writes it; another byte stands there when the certificate is encoded again$/],
    ['critical false, written out', oddCertificate({ extensions: [keyUsage(), sequence(oid('2.5.29.14'), bytes('010100'), octetString(bytes('0400')))] }), /^the certificate is not DER: it has \d+ bytes, and \d+ when it is encoded again$/],
    ['a constructed OU', oddCertificate({ subject: name(role(tlv(0x2c, utf8String('03'))), identifier()) }), 'subject OU is a value with tag 0x2c; a UTF8String or a PrintableString is expected'],
    ['a constructed identifier', oddCertificate({ subject: name(role(), identifier(tlv(0x23, bitString(entityIdBytes)))) }), /^subject x500UniqueIdentifier is a /],
    ['a constructed extension value', oddCertificate({ extensions: [sequence(oid(oids.keyUsage), critical, tlv(0x24, octetString(bytes('03020780'))))] }), 'the bytes are no X.509 certificate'],
    ['an OID with a needless leading octet', oddCertificate({ subject: name(sequence(bytes('06 04 55 04 80 0b'), utf8String('03')), identifier()) }), /^the certificate is not DER: it has \d+ bytes, and \d+ when it is encoded again$/],
    ['the default version, written out', oddCertificate({ version: tlv(0xa0, integer('00')) }), 'the version is v1; v3 is expected'],
    ['unused bits in the public key', oddCertificate({ publicKey: spliced('034200', '034203', ecKey(generator)) }), /^byte \d+: not as DER writes it; another byte stands there when the certificate is encoded again$/],
    ['a needless zero before the serial number', oddCertificate({ serialNumber: integer('0001') }), 'the serial number begins with a needless zero octet'],
    ['a UTCTime without seconds', oddCertificate({ validity: sequence(utcTime('2509010000Z'), utcTime('350901235959Z')) }), /^the certificate is not DER: it has \d+ bytes, and \d+ when it is encoded again$/],
    ['a UTCTime with a zone', oddCertificate({ validity: sequence(utcTime('250901000000+0100'), utcTime('350901235959Z')) }), /^the certificate is not DER: it has \d+ bytes, and \d+ when it is encoded again$/],
    ['a needless zero before a serial number of 127', oddCertificate({ serialNumber: integer('007f') }), 'the serial number begins with a needless zero octet'],
    ['fractions of a second at the beginning', oddCertificate({ validity: sequence(generalizedTime('20250901000000.5Z'), utcTime('350901235959Z')) }), 'the validity holds fractions of a second; RFC 5280, 4.1.2.5 allows none'],
    ['fractions of a second', oddCertificate({ validity: sequence(utcTime('250901000000Z'), generalizedTime('20350901235959.5Z')) }), 'the validity holds fractions of a second; RFC 5280, 4.1.2.5 allows none'],
    ['a day that is not in the calendar', oddCertificate({ validity: sequence(utcTime('250230000000Z'), utcTime('350901235959Z')) }), /^byte \d+: not as DER writes it; another byte stands there when the certificate is encoded again$/],
  ],
  'by its kind': [
    ['version 2', oddCertificate({ version: tlv(0xa0, integer('01')) }), 'the version is v2; v3 is expected'],
    ['no version', oddCertificate({ version: Buffer.alloc(0) }), 'the version is v1; v3 is expected'],
    ['version 4', oddCertificate({ version: tlv(0xa0, integer('03')) }), 'the version is v4; v3 is expected'],
    ['ecdsa-with-SHA384', oddCertificate({ innerAlgorithm: sequence(oid('1.2.840.10045.4.3.3')) }), 'the signature algorithm is `1.2.840.10045.4.3.3`; ecdsa-with-SHA256 (1.2.840.10045.4.3.2) is expected'],
    ['another algorithm beside the signature', oddCertificate({ outerAlgorithm: sequence(oid('1.2.840.113549.1.1.11'), bytes('0500')) }), /^the signature algorithm is `1\.2\.840\.113549\.1\.1\.11`/],
    ['parameters of ecdsa', oddCertificate({ outerAlgorithm: sequence(oid('1.2.840.10045.4.3.2'), bytes('0500')) }), 'ecdsa-with-SHA256 carries parameters; none are expected'],
    ['an RSA key', oddCertificate({ publicKey: rsaKey }), 'the public key is of algorithm `1.2.840.113549.1.1.1`; id-ecPublicKey (1.2.840.10045.2.1) is expected'],
    ['another curve', oddCertificate({ publicKey: otherCurve }), 'the public key is on another curve; P-256 is expected'],
    ['a key that names no curve', oddCertificate({ publicKey: sequence(sequence(oid('1.2.840.10045.2.1')), bitString(generator)) }), 'the public key is on another curve; P-256 is expected'],
    ['a key that begins as no uncompressed one does', oddCertificate({ publicKey: ecKey(Buffer.concat([bytes('07'), generator.subarray(1)])) }), 'the public key has 65 octets; an uncompressed point of 65 octets that begin with 04 is expected'],
    ['a key of an octet too many', oddCertificate({ publicKey: ecKey(Buffer.concat([generator, bytes('00')])) }), 'the public key has 66 octets; an uncompressed point of 65 octets that begin with 04 is expected'],
    ['a compressed key', oddCertificate({ publicKey: ecKey(Buffer.concat([bytes('03'), generator.subarray(1, 33)])) }), 'the public key has 33 octets; an uncompressed point of 65 octets that begin with 04 is expected'],
    ['a point off its curve', oddCertificate({ publicKey: ecKey(Buffer.concat([generator.subarray(0, 64), bytes('00')])) }), 'openssl cannot read the certificate or its public key'],
    ['a serial number of zero', oddCertificate({ serialNumber: integer('00') }), 'the serial number is 0; a positive one is expected'],
    ['a negative serial number', oddCertificate({ serialNumber: integer('80') }), 'the serial number is negative; a positive one is expected'],
    ['a serial number of 21 octets', oddCertificate({ serialNumber: integer('01'.repeat(21)) }), 'the serial number has 21 octets; at most 20 are expected'],
    ['inverted validity', oddCertificate({ validity: sequence(utcTime('350901235959Z'), utcTime('250901000000Z')) }), 'notBefore 2035-09-01T23:59:59.000Z is later than notAfter 2025-09-01T00:00:00.000Z'],
    ['an extension twice', oddCertificate({ extensions: [keyUsage(), subjectKeyIdentifier, subjectKeyIdentifier] }), 'the extension `2.5.29.14` is there more than once'],
    ['two key usages', oddCertificate({ extensions: [keyUsage(), keyUsage(bytes('03020308'))] }), 'the extension `2.5.29.15` is there more than once'],
  ],
  'by its subject': [
    ['no OU', oddCertificate({ subject: name(identifier()) }), 'the subject has no OU; exactly one is expected'],
    ['two OUs', oddCertificate({ subject: name(role(), role(utf8String('02')), identifier()) }), 'the subject has 2 OU; exactly one is expected'],
    ['OU as BMPString', oddCertificate({ subject: name(role(bmpString('03')), identifier()) }), 'subject OU is a BMPString; a UTF8String or a PrintableString is expected'],
    ['OU as IA5String', oddCertificate({ subject: name(role(tlv(0x16, Buffer.from('03'))), identifier()) }), 'subject OU is a IA5String; a UTF8String or a PrintableString is expected'],
    ['OU as VisibleString', oddCertificate({ subject: name(role(tlv(0x1a, Buffer.from('03'))), identifier()) }), 'subject OU is a value with tag 0x1a; a UTF8String or a PrintableString is expected'],
    ['OU of one digit', oddCertificate({ subject: name(role(utf8String('3')), identifier()) }), 'subject OU is `3`; two hex digits are expected'],
    ['OU with a line feed', oddCertificate({ subject: name(role(utf8String('03\n')), identifier()) }), 'subject OU is `03\\u{a}`; two hex digits are expected'],
    ['OU with a hidden mark', oddCertificate({ subject: name(role(tlv(0x0c, hidden)), identifier()) }), 'subject OU is `\\u{202e}03`; two hex digits are expected'],
    ['OU of full-width digits', oddCertificate({ subject: name(role(utf8String('０３')), identifier()) }), 'subject OU is `０３`; two hex digits are expected'],
    ['no identifier', oddCertificate({ subject: name(role()) }), 'the subject has no x500UniqueIdentifier; exactly one is expected'],
    ['two identifiers', oddCertificate({ subject: name(role(), identifier(), identifier()) }), 'the subject has 2 x500UniqueIdentifier; exactly one is expected'],
    ['an identifier in text', oddCertificate({ subject: name(role(), identifier(utf8String('90-B3-D5-1F-30-02-00-00'))) }), 'subject x500UniqueIdentifier is a UTF8String; a BIT STRING of 64 bits is expected'],
    ['text that prints like the BIT STRING', oddCertificate({ subject: name(role(), identifier(printableString('03090090b3d51f30020000'))) }), /^subject x500UniqueIdentifier is a PrintableString/],
    ['an identifier as OCTET STRING', oddCertificate({ subject: name(role(), identifier(octetString(entityIdBytes))) }), 'subject x500UniqueIdentifier is a value with tag 0x04; a BIT STRING of 64 bits is expected'],
    ['an identifier of 56 bits', oddCertificate({ subject: name(role(), identifier(bitString(entityIdBytes.subarray(1)))) }), 'subject x500UniqueIdentifier is a BIT STRING of 56 bits; a BIT STRING of 64 bits is expected'],
    ['an identifier of 72 bits', oddCertificate({ subject: name(role(), identifier(bitString(Buffer.concat([bytes('00'), entityIdBytes])))) }), /is a BIT STRING of 72 bits/],
    ['an identifier with unused bits', oddCertificate({ subject: name(role(), identifier(bitString(entityIdBytes, 4))) }), 'subject x500UniqueIdentifier is a BIT STRING of 60 bits; a BIT STRING of 64 bits is expected'],
    ['an empty identifier', oddCertificate({ subject: name(role(), identifier(bytes('0300'))) }), /^subject x500UniqueIdentifier is a BIT STRING of 0 bits/],
    ['several attributes in one RDN', oddCertificate({ subject: sequence(set(role(), identifier())) }), 'part 1 of the subject has 2 attributes; one attribute in each part is expected'],
    ['an empty RDN', oddCertificate({ subject: sequence(set(role()), set(), set(identifier())) }), 'part 2 of the subject has 0 attributes; one attribute in each part is expected'],
    ['an empty subject', oddCertificate({ subject: sequence() }), 'the subject has no OU; exactly one is expected'],
    ['the fields in the issuer only', oddCertificate({ issuer: name(role(), identifier()), subject: name(attribute(oids.commonName, utf8String('03'))) }), 'the subject has no OU; exactly one is expected'],
    ['two CNs', oddCertificate({ subject: name(commonName('A'), commonName('B'), role(), identifier()) }), 'the subject has 2 CN; exactly one is expected'],
    ['a CN with an escape sequence', oddCertificate({ subject: name(commonName('\u001b[2J'), role(), identifier()) }), 'subject CN is `\\u{1b}[2J`; visible characters are expected'],
    ['an empty CN', oddCertificate({ subject: name(commonName(''), role(), identifier()) }), 'subject CN is ``; visible characters are expected'],
    ['a CN that is no UTF-8', oddCertificate({ subject: name(attribute(oids.commonName, tlv(0x0c, bytes('c328'))), role(), identifier()) }), /^the certificate is not DER: it has \d+ bytes, and \d+ when it is encoded again$/],
  ],
  'by its key usage': [
    ['none', oddCertificate({ extensions: [subjectKeyIdentifier] }), 'the extension keyUsage is absent; exactly one of digitalSignature and keyAgreement is expected'],
    ['not critical', oddCertificate({ extensions: [sequence(oid(oids.keyUsage), octetString(bytes('03020780')))] }), 'the extension keyUsage is not critical; a critical one is expected'],
    ['both', oddCertificate({ extensions: [keyUsage(bytes('03020388'))] }), 'keyUsage is digitalSignature and keyAgreement; exactly one of digitalSignature and keyAgreement is expected'],
    ['an authority\'s', oddCertificate({ extensions: [keyUsage(bytes('03020106'))] }), 'keyUsage is keyCertSign and cRLSign; exactly one of digitalSignature and keyAgreement is expected'],
    ['keyEncipherment', oddCertificate({ extensions: [keyUsage(bytes('03020520'))] }), /^keyUsage is keyEncipherment;/],
    ['decipherOnly, in a second octet', oddCertificate({ extensions: [keyUsage(bytes('0303070080'))] }), /^keyUsage is decipherOnly;/],
    ['a bit beyond the ninth', oddCertificate({ extensions: [keyUsage(bytes('0303068040'))] }), /^keyUsage/],
    ['nothing', oddCertificate({ extensions: [keyUsage(bytes('030100'))] }), 'keyUsage is empty; exactly one of digitalSignature and keyAgreement is expected'],
    ['trailing zero bits', oddCertificate({ extensions: [keyUsage(bytes('03020080'))] }), 'keyUsage is the octets `03020080`; a BIT STRING of at most nine bits in DER is expected'],
    ['a trailing zero octet', oddCertificate({ extensions: [keyUsage(bytes('0303008000'))] }), 'keyUsage is the octets `0303008000`; a BIT STRING of at most nine bits in DER is expected'],
    ['bytes after it', oddCertificate({ extensions: [keyUsage(bytes('0302078000'))] }), 'keyUsage is the octets `0302078000`; a BIT STRING of at most nine bits in DER is expected'],
    ['a length beyond its end', oddCertificate({ extensions: [keyUsage(bytes('03030780'))] }), 'keyUsage is the octets `03030780`; a BIT STRING of at most nine bits in DER is expected'],
    ['an empty value', oddCertificate({ extensions: [keyUsage(Buffer.alloc(0))] }), 'keyUsage is the octets ``; a BIT STRING of at most nine bits in DER is expected'],
    ['an OCTET STRING', oddCertificate({ extensions: [keyUsage(bytes('04020780'))] }), /^keyUsage is the octets `04020780`/],
  ],
};

function commonName(text: string): Buffer {
  return attribute(oids.commonName, utf8String(text));
}

function nested(depth: number): Buffer {
  return depth === 0 ? Buffer.alloc(0) : sequence(nested(depth - 1));
}

const text = ordinary.toString('base64');
const textRefusals: readonly [what: string, base64: string, cause: string][] = [
  ['nothing', '', 'the text is empty; base64 of a DER certificate is expected'],
  ['white space', `${text.slice(0, 64)}\n${text.slice(64)}`, 'character 65 is `\\u{a}`, which is not in the base64 alphabet'],
  ['the URL alphabet', `MI${'_'.repeat(6)}`, 'character 3 is `_`, which is not in the base64 alphabet'],
  ['a letter that looks like one of its letters', `М${text.slice(1)}`, 'character 1 is `М`, which is not in the base64 alphabet'],
  ['a letter whose low byte is one of its letters', `${text.slice(0, 9)}Ł${text.slice(10)}`, 'character 10 is `Ł`, which is not in the base64 alphabet'],
  ['an emoji', '\u{1f512}', 'character 1 is `\u{1f512}`, which is not in the base64 alphabet'],
  ['padding left out', 'MAA', 'the base64 is not padded to a multiple of four characters with `=` at its end only'],
  ['padding in the middle', 'MA==MA==', 'the base64 is not padded to a multiple of four characters with `=` at its end only'],
  ['padding alone', '====', 'the base64 is not padded to a multiple of four characters with `=` at its end only'],
  ['stray bits', 'MAAAMB==', 'the base64 ends in `MB==`, which has stray bits after its last byte'],
  ['hex of a certificate', ordinary.toString('hex').padEnd(1200, '0'), 'the first byte is 0xdf; a DER certificate begins with 0x30'],
  ['too much', 'M'.repeat(10_928), 'the text has 10928 characters; a certificate has at most 10924 in base64'],
];

describe('a certificate that is refused', () => {
  describe('by its base64', () => {
    for (const [what, base64, cause] of textRefusals) {
      it(what, () => {
        expect(readCertificate(base64)).to.deep.include({ readable: false, cause });
      });
    }

    it('has no thumbprint, since it has no bytes', () => {
      expect(readCertificate('MAA').thumbprint).to.equal(undefined);
    });
  });

  for (const [why, cases] of Object.entries(refusals)) {
    describe(why, () => {
      for (const [what, der, cause] of cases) {
        it(what, () => {
          const reading = readCertificateDer(der);
          if (reading.readable) throw new Error(`read as ${JSON.stringify(reading.certificate)}`);
          if (typeof cause === 'string') expect(reading.cause).to.equal(cause);
          else expect(reading.cause).to.match(cause);
          expect(reading.thumbprint).to.match(/^[0-9a-f]{64}$/);
        });
      }
    });
  }

  it('is otherwise ordinary: the same parts unchanged are readable', () => {
    expect(readCertificateDer(ordinary).readable).to.equal(true);
    expect(readCertificateDer(oddCertificate({ innerAlgorithm: ecdsaWithSha256 }))).to.deep.equal(readCertificateDer(ordinary));
  });
});
