import { expect } from 'chai';
import { gatherSigners, readSigners } from '../../src/signature/signers.js';
import { findRealCertificates } from '../support/shared-material.js';
import { refusalOf } from '../duis/refusal.js';
import { makeSigner } from './signing.js';

const [one, other] = [makeSigner(), makeSigner({ serial: '02', issuerName: 'Z2' })];
const file = (path: string, ...texts: readonly (string | Buffer)[]) => ({ path, bytes: Buffer.concat(texts.map((text) => Buffer.from(text))) });

describe('the signers of a directory', () => {
  it('are found by issuer and serial number, from files of PEM, DER and base64, also several in one', () => {
    const third = makeSigner({ serial: '03' });
    const signers = readSigners([file('a.pem', one.pem, other.pem), file('b.der', third.der), file('c.cer', one.der.toString('base64'))], 'd');
    expect(signers.size).to.equal(3);
    expect(signers.find('CN=Z2,OU=07', '2')?.certificate).to.include({ serialNumber: '2', issuer: 'OU=07, CN=Z2' });
    expect(signers.find('CN=Z1, OU=07', '3')?.key.asymmetricKeyType).to.equal('ec');
    expect(signers.find('CN=Z1,OU=07', '2')).to.equal(undefined);
  });

  it('are those of the published XML signing certificate', function () {
    const real = findRealCertificates().find(({ label }) => label.startsWith('xml-sign'));
    if (real === undefined) return this.skip();
    const signers = readSigners([file('xml-sign.crt', real.base64)], 'd');
    expect(signers.find('CN=Z1,OU=07', '40938316298935008147424226388667426413')?.certificate).to.include({ remotePartyRoleCode: '87', entityId: '90-B3-D5-1F-30-02-00-00' });
  });

  it('are not read again where they stood in some file before, whatever changes beside them', () => {
    const files = [file('a.pem', one.pem), file('b.pem', other.pem)];
    const before = gatherSigners(files);
    const serialOfOne = BigInt('0x1ecc6ed40f92a828').toString();
    const now = gatherSigners([file('a.pem', makeSigner({ serial: '04' }).pem, one.pem), file('c.pem', other.pem), file('d.pem', other.pem.slice(0, 100))], before.held);
    expect(now.signers.find('CN=Z1,OU=07', serialOfOne)).to.equal(before.signers.find('CN=Z1,OU=07', serialOfOne)).and.to.not.equal(undefined);
    expect(now.signers.find('CN=Z2,OU=07', '2')).to.equal(before.signers.find('CN=Z2,OU=07', '2')).and.to.not.equal(undefined);
    expect([now.signers.size, now.problems.length]).to.deep.equal([3, 1]);
  });

  it('may stand in several files, and twice in one', () => {
    expect(readSigners([file('a.pem', one.pem, one.pem), file('b.pem', one.pem)], 'd').size).to.equal(1);
  });

  const cases: readonly (readonly [string, Parameters<typeof readSigners>[0], string, RegExp])[] = [
    ['there is none', [], 'd', /^there is no certificate in it$/],
    ['a file holds no certificate', [file('a.pem', 'nothing')], 'a.pem', /base64/],
    ['a file holds XML', [file('a.pem', '<a/>')], 'a.pem', /^it holds XML, where a certificate is expected$/],
    ['a file is empty', [file('a.pem')], 'a.pem', /the text is empty/],
    ['a certificate is cut short', [file('a.der', one.der.subarray(0, 100))], 'a.der', /^certificate: byte \d+: /],
    ['the second certificate of a file is broken', [file('a.pem', one.pem, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')], 'a.pem', /^certificate 2, line \d+: the first byte is 0x00/],
    ['two have the same issuer and serial number', [file('a.pem', one.pem), file('b.pem', makeSigner().pem)], 'b.pem', /^certificate: another certificate has the same issuer and serial number$/],
    ['two of one file have', [file('a.pem', one.pem, other.pem, makeSigner().pem)], 'a.pem', /^certificate 3, line \d+: another certificate has the same issuer and serial number$/],
  ];
  for (const [what, files, at, problem] of cases) {
    it(`are refused, with the file named, when ${what}`, () => {
      const { code, places } = refusalOf(() => readSigners(files, 'd'));
      expect(code).to.equal('configuration-invalid');
      expect(places).to.have.length(1);
      expect(places[0]?.at).to.equal(at);
      expect(places[0]?.problem).to.match(problem);
    });
  }
});
