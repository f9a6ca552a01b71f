import { expect } from 'chai';
import { type CertificateStructure, readCertificateStructure } from '../../src/smki/certificate-structure.js';
import { requireSecondOpinion } from '../../src/smki/second-opinion.js';
import { bytes } from '../support/der-writer.js';
import { oddCertificate } from '../support/pki.js';

const der = oddCertificate();
const structure = readCertificateStructure(der);

describe('the second opinion on a certificate', () => {
  it('agrees with what was read', () => {
    expect(() => { requireSecondOpinion(der, structure); }).not.to.throw();
  });

  const misreadings: [field: string, misread: Partial<CertificateStructure>][] = [
    ['serial number', { serialNumber: bytes('01') }],
    ['notBefore', { notBefore: structure.notBefore + 1000 }],
    ['notAfter', { notAfter: structure.notAfter - 1000 }],
    ['public key', { publicKey: { ...structure.publicKey, bits: bytes('04') } }],
    ['serial number, notBefore', { serialNumber: bytes('01'), notBefore: 0 }],
  ];
  for (const [field, misread] of misreadings) {
    it(`names what was read otherwise: ${field}`, () => {
      expect(() => { requireSecondOpinion(der, { ...structure, ...misread }); }).to.throw(new RegExp(`^two readers of certificates disagree on its ${field}$`));
    });
  }

  it('sees that the bytes are more than the certificate', () => {
    expect(() => { requireSecondOpinion(Buffer.concat([der, bytes('00')]), structure); }).to.throw('two readers of certificates disagree on its encoding');
  });
});
