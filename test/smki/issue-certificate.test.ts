import { expect } from 'chai';
import { X509Certificate } from 'node:crypto';
import { Fault } from '../../src/domain/fault.js';
import { certificateUses } from '../../src/domain/service-request.js';
import { type Authority, createAuthority, type Issue, issueCertificate } from '../../src/smki/issue-certificate.js';
import { readCertificate } from '../../src/smki/read-certificate.js';
import { bytes, critical, octetString, oid, printableString, sequence, set, tlv, utf8String } from '../support/der-writer.js';
import { attribute, identifier, name, oids, role } from '../support/pki.js';

describe('issuing a certificate', () => {
  let authority: Authority;
  before(async () => {
    authority = await createAuthority({ name: 'Demo Issuer' });
  });

  function issue(changes: Partial<Issue> = {}) {
    return issueCertificate(authority, { entityId: '90-B3-D5-1F-30-02-00-00', ou: '03', use: 'DigitalSigning', ...changes });
  }

  for (const use of certificateUses) {
    it(`can be read back: ${use}`, async () => {
      const issued = await issue({ use, commonName: 'Eastern', serialNumber: 255n, notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2060-01-01T00:00:00Z') });
      expect(readCertificate(issued.base64)).to.have.deep.property('certificate', {
        remotePartyRoleCode: '03',
        entityId: '90-B3-D5-1F-30-02-00-00',
        keyUsage: use === 'DigitalSigning' ? 'digitalSignature' : 'keyAgreement',
        commonName: 'Eastern',
        issuer: 'OU=07, CN=Demo Issuer',
        serialNumber: '255',
        notBefore: Date.UTC(2020, 0, 1),
        notAfter: Date.UTC(2060, 0, 1),
      });
    });
  }

  it('has the SMKI profile, byte by byte where the bytes are fixed', async () => {
    const { der } = await issue();
    const keyUsage = sequence(oid(oids.keyUsage), critical, octetString(bytes('03020780')));
    const policies = sequence(oid('2.5.29.32'), critical, octetString(sequence(sequence(oid('1.2.826.0.1.8641679.1.2.1.4')))));
    const authorityKey = sequence(oid('2.5.29.35'), octetString(sequence(tlv(0x80, bytes(authority.keyIdentifier)))));
    const pieces = {
      issuer: sequence(set(role(printableString('07'))), set(attribute(oids.commonName, printableString('Demo Issuer')))),
      subject: name(role(utf8String('03')), identifier()),
      serialNumber: bytes('0210'),
      keyUsage,
      subjectKey: Buffer.concat([oid('2.5.29.14'), bytes('040a 0408')]),
      policies,
      authorityKey,
    };
    for (const [piece, content] of Object.entries(pieces)) expect(Buffer.from(der).includes(content), piece).to.equal(true);
    expect(der.length).to.be.within(400, 440);
  });

  it('puts the CN before the OU, as the published certificates do', async () => {
    const { der } = await issue({ commonName: 'GITTESTSUPPLIER', ou: '02' });
    expect(Buffer.from(der).includes(name(attribute(oids.commonName, utf8String('GITTESTSUPPLIER')), role(utf8String('02')), identifier()))).to.equal(true);
  });

  it('is signed by its authority, which signed itself', async () => {
    const leaf = new X509Certificate((await issue()).der);
    const root = new X509Certificate(authority.certificate.pem);
    expect(leaf.verify(root.publicKey)).to.equal(true);
    expect(root.verify(root.publicKey)).to.equal(true);
    expect(leaf.raw.equals(new X509Certificate((await issue()).der).raw)).to.equal(false);
  });

  it('gives the same certificate as bytes, base64 and PEM', async () => {
    const { der, base64, pem } = await issue();
    expect(Buffer.from(base64, 'base64').equals(der)).to.equal(true);
    expect(new X509Certificate(pem).raw.equals(der)).to.equal(true);
  });

  it('writes positive serial numbers of sixteen octets', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { serialNumber } = new X509Certificate((await issue()).der);
      expect(serialNumber).to.match(/^[4-7][0-9A-F]{31}$/);
    }
  });

  const refused: [what: string, changes: Partial<Issue>, message: string][] = [
    ['an OU that is no code', { ou: '3' }, '`3` is no RemotePartyRole code: write two hex digits in upper case, such as 03'],
    ['a serial number of zero', { serialNumber: 0n }, '0 is no serial number: write a positive one'],
    ['an entity id that is none', { entityId: '90-B3' }, '`90-B3` is no EUI-64: write eight hex pairs joined by `-`, such as 90-B3-D5-1F-30-01-00-00'],
  ];
  for (const [what, changes, message] of refused) {
    it(`refuses ${what}`, async () => {
      expect(await faultOf(issue(changes))).to.include({ code: 'malformed-value', message });
    });
  }

  it('refuses an authority whose name is no PrintableString', async () => {
    expect(await faultOf(createAuthority({ name: 'Dŵr' }))).to.have.property('message').that.matches(/^`Dŵr` cannot be an authority's name: write/);
  });
});

async function faultOf(promise: Promise<unknown>): Promise<Fault> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
