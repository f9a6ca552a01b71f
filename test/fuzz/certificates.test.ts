import { X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import type { OrganisationCertificate } from '../../src/domain/organisation-certificate.js';
import { describeCertificate } from '../../src/smki/describe-certificate.js';
import { readCertificateDer } from '../../src/smki/read-certificate.js';
import { diceFrom } from '../duis/mutations.js';
import { readByWalking } from '../oracle/read-by-walking.js';
import { walkCertificate } from '../support/der-walker.js';
import { utf8String } from '../support/der-writer.js';
import { attribute, identifier, name, oddCertificate, oids, role } from '../support/pki.js';
import { findRealCertificates } from '../support/shared-material.js';
import { mutateCertificate } from './mutate-certificate.js';
import { quickly } from './only-faults.js';
import { rounds, seed } from './rounds.js';

const count = rounds(2_000, 50_000);

describe(`${count} mutated certificates`, function () {
  this.timeout(600_000);
  const originals = [
    oddCertificate(),
    oddCertificate({ subject: name(attribute(oids.commonName, utf8String('EASTERN POWER')), role(), identifier()) }),
    ...findRealCertificates().map(({ base64 }) => Buffer.from(base64, 'base64')),
  ];

  it('never throw, never take long, and say what OpenSSL and a reader of DER see', () => {
    const dice = diceFrom(seed);
    const seen = { readable: 0, changed: 0 };
    for (let round = 0; round < count; round += 1) {
      const der = mutateCertificate(originals, dice);
      const shown = `seed ${seed}: ${der.toString('base64')}`;
      const reading = quickly(() => readCertificateDer(der), shown);
      if (!reading.readable) continue;
      expectSameByWalking(der, reading.certificate, shown);
      expectSameByOpenSsl(der, reading.certificate, shown);
      seen.readable += 1;
      if (!originals.some((original) => decidingBytes(original) === decidingBytes(der))) seen.changed += 1;
    }
    expect(seen.readable).to.be.greaterThan(count / 40);
    expect(seen.changed).to.be.greaterThan(count / 80);
  });

  it('can all be described', () => {
    const dice = diceFrom(seed + 1);
    for (let round = 0; round < count / 8; round += 1) {
      const der = mutateCertificate(originals, dice);
      expect(describeCertificate(der).reading).to.deep.equal(readCertificateDer(der));
    }
  });
});

function expectSameByWalking(der: Buffer, { remotePartyRoleCode, entityId, keyUsage, commonName }: OrganisationCertificate, shown: string): void {
  expect(readByWalking(der), shown).to.deep.equal({ ou: remotePartyRoleCode, entityId, keyUsage });
  const names = walkCertificate(der).subject.filter(({ oid }) => oid === '550403');
  expect(names.map(({ value }) => value.toString()), shown).to.deep.equal(commonName === undefined ? [] : [commonName]);
}

function expectSameByOpenSsl(der: Buffer, { serialNumber, notBefore, notAfter }: OrganisationCertificate, shown: string): void {
  const other = new X509Certificate(der);
  expect(other.raw.equals(der), shown).to.equal(true);
  expect([BigInt(`0x${other.serialNumber}`).toString(), Date.parse(other.validFrom), Date.parse(other.validTo)], shown).to.deep.equal([serialNumber, notBefore, notAfter]);
  expect([other.publicKey.asymmetricKeyType, other.publicKey.asymmetricKeyDetails?.namedCurve], shown).to.deep.equal(['ec', 'prime256v1']);
}

function decidingBytes(der: Buffer): string {
  const { subject, keyUsages } = walkCertificate(der);
  return JSON.stringify([subject.map(({ oid, tag, value }) => [oid, tag, value.toString('hex')]), keyUsages]);
}
