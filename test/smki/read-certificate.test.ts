import { expect } from 'chai';
import type { CertificateReading, OrganisationCertificate } from '../../src/domain/organisation-certificate.js';
import { readCertificate, readCertificateDer } from '../../src/smki/read-certificate.js';
import { bitString, bytes, generalizedTime, integer, oid, octetString, printableString, sequence, set, tlv, utcTime, utf8String } from '../support/der-writer.js';
import { attribute, identifier, keyUsage, name, oddCertificate, oids, role } from '../support/pki.js';
import { findRealCertificates } from '../support/shared-material.js';

const ordinary = oddCertificate();

describe('reading a certificate', () => {
  it('says what an Organisation certificate says of itself', () => {
    expect(readCertificate(ordinary.toString('base64'))).to.deep.equal({
      readable: true,
      thumbprint: readCertificateDer(ordinary).thumbprint,
      certificate: {
        remotePartyRoleCode: '03',
        entityId: '90-B3-D5-1F-30-02-00-00',
        keyUsage: 'digitalSignature',
        commonName: undefined,
        issuer: 'OU=07, CN=Z1',
        serialNumber: '106006686783879999060382759530209331431',
        notBefore: Date.UTC(2025, 8, 1),
        notAfter: Date.UTC(2035, 8, 1, 23, 59, 59),
      },
    });
  });

  const variants: [what: string, der: Buffer, expected: Partial<OrganisationCertificate>][] = [
    ['OU as PrintableString', withSubject(role(printableString('03')), identifier()), { remotePartyRoleCode: '03' }],
    ['OU in lower case', withSubject(role(utf8String('7f')), identifier()), { remotePartyRoleCode: '7F' }],
    ['OU of a supplier', withSubject(role(utf8String('02')), identifier()), { remotePartyRoleCode: '02' }],
    ['OU of XML signing', withSubject(role(utf8String('87')), identifier()), { remotePartyRoleCode: '87' }],
    ['OU of an unknown role', withSubject(role(utf8String('A0')), identifier()), { remotePartyRoleCode: 'A0' }],
    ['the identifier first', withSubject(identifier(), role()), { remotePartyRoleCode: '03', entityId: '90-B3-D5-1F-30-02-00-00' }],
    ['a CN last', withSubject(identifier(), role(), attribute(oids.commonName, printableString('Z1'))), { commonName: 'Z1' }],
    ['a CN beyond ASCII', withSubject(attribute(oids.commonName, utf8String('Dŵr Cymru ⚡')), role(), identifier()), { commonName: 'Dŵr Cymru ⚡' }],
    ['an attribute that the profile does not know', withSubject(attribute(oids.organization, utf8String('Eastern')), role(), identifier()), { commonName: undefined }],
    ['an EUI-64 of zeros', withSubject(role(), identifier(bitString(Buffer.alloc(8)))), { entityId: '00-00-00-00-00-00-00-00' }],
    ['an EUI-64 of ones', withSubject(role(), identifier(bitString(Buffer.alloc(8, 0xff)))), { entityId: 'FF-FF-FF-FF-FF-FF-FF-FF' }],
    ['key agreement', oddCertificate({ extensions: [keyUsage(bytes('03020308'))] }), { keyUsage: 'keyAgreement' }],
    ['a serial number of one', oddCertificate({ serialNumber: integer('01') }), { serialNumber: '1' }],
    ['a serial number of 20 octets', oddCertificate({ serialNumber: integer(`7f${'ff'.repeat(19)}`) }), { serialNumber: (2n ** 159n - 1n).toString() }],
    ['a serial number with a needed zero', oddCertificate({ serialNumber: integer('0080') }), { serialNumber: '128' }],
    ['a validity of one second', oddCertificate({ validity: sequence(utcTime('250901000000Z'), utcTime('250901000000Z')) }), { notBefore: Date.UTC(2025, 8, 1), notAfter: Date.UTC(2025, 8, 1) }],
    ['an expiry long ago', oddCertificate({ validity: sequence(utcTime('500101000000Z'), utcTime('991231235959Z')) }), { notBefore: Date.UTC(1950, 0, 1), notAfter: Date.UTC(1999, 11, 31, 23, 59, 59) }],
    ['an expiry that never comes', oddCertificate({ validity: sequence(utcTime('491231235959Z'), generalizedTime('99991231235959Z')) }), { notBefore: Date.UTC(2049, 11, 31, 23, 59, 59), notAfter: Date.UTC(9999, 11, 31, 23, 59, 59) }],
    ['an object identifier of 32 octets', oddCertificate({ extensions: [keyUsage(), sequence(tlv(0x06, bytes('2a'), Buffer.alloc(31, 0x7f)), octetString(bytes('ff')))] }), { keyUsage: 'digitalSignature' }],
    ['a value of 128 bytes, the first whose length takes two', withSubject(role(), identifier(), attribute(oids.commonName, utf8String('N'.repeat(128)))), { commonName: 'N'.repeat(128) }],
    ['a value of 256 bytes, the first whose length takes three', withSubject(role(), identifier(), attribute(oids.commonName, utf8String('N'.repeat(256)))), { commonName: 'N'.repeat(256) }],
    ['an extension nobody knows', oddCertificate({ extensions: [sequence(oid('1.2.3'), octetString(bytes('ff'))), keyUsage()] }), { keyUsage: 'digitalSignature' }],
    ['an issuer that needs escaping', oddCertificate({ issuer: sequence(set(role(), attribute(oids.commonName, utf8String('a, b\u202e\n')))) }), { issuer: 'OU=03+CN=a\\, b\\u{202e}\\u{a}' }],
  ];
  for (const [what, der, expected] of variants) {
    it(`accepts ${what}`, () => {
      expect(readable(readCertificateDer(der))).to.deep.include(expected);
    });
  }

  it('reads the bytes it is shown, not the memory around them', () => {
    const shifted = Buffer.concat([bytes('3000'), ordinary, bytes('ffff')]).subarray(2, 2 + ordinary.length);
    expect(readCertificateDer(shifted)).to.deep.equal(readCertificateDer(ordinary));
  });
});

describe('reading real certificates', () => {
  it('finds the network operator, the supplier and the XML signer, and refuses the authorities only', function () {
    const real = findRealCertificates();
    if (real.length === 0) this.skip();
    const readings = real.map(({ label, base64 }) => ({ label, reading: readCertificate(base64) }));
    const operators = readings.filter(({ label, reading }) => /networkOperator|NOByNO/.test(label) && reading.readable);
    expect(operators).to.have.length.at.least(5);
    for (const { label, reading } of operators) {
      expect(readable(reading), label).to.include({ remotePartyRoleCode: '03', entityId: '90-B3-D5-1F-30-02-00-00' });
    }
    for (const { label, reading } of readings.filter((one) => !one.reading.readable)) {
      expect(reading, label).to.have.property('cause').that.matches(/^keyUsage is keyCertSign and cRLSign;/);
    }
  });

  it('reads the roles 02 and 87 as well', function () {
    const real = findRealCertificates();
    if (real.length === 0) this.skip();
    const roleOf = (part: string): string => readable(readCertificate(real.find(({ label }) => label.startsWith(part))?.base64 ?? '')).remotePartyRoleCode;
    expect([roleOf('Z1-supplier'), roleOf('xml-sign')]).to.deep.equal(['02', '87']);
  });
});

function withSubject(...attributes: Buffer[]): Buffer {
  return oddCertificate({ subject: name(...attributes) });
}

function readable(reading: CertificateReading): OrganisationCertificate {
  if (!reading.readable) throw new Error(reading.cause);
  return reading.certificate;
}
