import { expect } from 'chai';
import { describeCertificate } from '../../src/smki/describe-certificate.js';
import { createAuthority } from '../../src/smki/issue-certificate.js';
import { readCertificateDer } from '../../src/smki/read-certificate.js';
import { bmpString, bytes, sequence, tlv, utcTime, utf8String } from '../support/der-writer.js';
import { attribute, entityIdBytes, identifier, keyUsage, name, oddCertificate, oids, role } from '../support/pki.js';

describe('describing a certificate', () => {
  it('tells every field, and that it is readable', () => {
    const der = oddCertificate({ subject: name(attribute(oids.commonName, utf8String('Eastern')), role(), identifier()) });
    const reading = readCertificateDer(der);
    expect(describeCertificate(der)).to.deep.equal({
      reading,
      thumbprint: reading.thumbprint,
      subject: 'CN=Eastern, OU=03, x500UniqueIdentifier=#03090090b3d51f30020000',
      issuer: 'OU=07, CN=Z1',
      serialNumber: '106006686783879999060382759530209331431',
      notBefore: Date.UTC(2025, 8, 1),
      notAfter: Date.UTC(2035, 8, 1, 23, 59, 59),
      keyUsages: ['digitalSignature'],
      remotePartyRoleCode: '03',
      entityId: '90-B3-D5-1F-30-02-00-00',
    });
  });

  it('tells what an authority\'s certificate says, though it is no Organisation certificate', async () => {
    const { certificate } = await createAuthority({ name: 'Demo Issuer' });
    const described = describeCertificate(certificate.der);
    expect(described).to.deep.include({ subject: 'OU=07, CN=Demo Issuer', keyUsages: ['keyCertSign', 'cRLSign'], remotePartyRoleCode: '07', entityId: undefined });
    expect(described.reading).to.include({ readable: false, cause: 'keyUsage is keyCertSign and cRLSign; exactly one of digitalSignature and keyAgreement is expected' });
  });

  it('tells the fields that can be read when others cannot', () => {
    const described = describeCertificate(oddCertificate({
      subject: name(role(), role(), identifier(utf8String('90-B3-D5-1F-30-02-00-00'))),
      extensions: [keyUsage(bytes('03020388'))],
      validity: sequence(utcTime('350901235959Z'), utcTime('250901000000Z')),
    }));
    expect(described).to.deep.include({
      subject: 'OU=03, OU=03, x500UniqueIdentifier=90-B3-D5-1F-30-02-00-00',
      keyUsages: ['digitalSignature', 'keyAgreement'],
      remotePartyRoleCode: undefined,
      entityId: undefined,
      notBefore: Date.UTC(2035, 8, 1, 23, 59, 59),
    });
  });

  it('tells a name in whichever type of text it is written', () => {
    const [teletex, universal, bmp] = [tlv(0x14, Buffer.from('Z1')), tlv(0x1c, bytes('0000005a00000031')), bmpString('Z1')];
    for (const value of [teletex, universal, bmp, utf8String('Z1')]) {
      expect(describeCertificate(oddCertificate({ issuer: name(attribute(oids.commonName, value)) })).issuer).to.equal('CN=Z1');
    }
  });

  it('still reads what bytes say that are BER, and says that they cannot be relied on', () => {
    const described = describeCertificate(Buffer.concat([oddCertificate(), entityIdBytes]));
    expect(described).to.deep.include({ remotePartyRoleCode: '03', entityId: '90-B3-D5-1F-30-02-00-00' });
    expect(described.reading.readable).to.equal(false);
  });

  for (const [what, der] of [['nothing', Buffer.alloc(0)], ['rubbish', bytes('3003ffffff')], ['far too much', Buffer.alloc(100_000, 0x30)]] as const) {
    it(`never throws: ${what}`, () => {
      const { reading, thumbprint, ...fields } = describeCertificate(der);
      expect(reading.readable).to.equal(false);
      expect(thumbprint).to.match(/^[0-9a-f]{64}$/);
      expect(Object.values(fields).filter((field) => field !== undefined)).to.deep.equal([]);
    });
  }
});
