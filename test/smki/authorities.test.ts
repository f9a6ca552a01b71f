import { generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import { readAuthorities } from '../../src/smki/authorities.js';
import { hasIssued, readAuthority } from '../../src/smki/authority.js';
import { createCertificateReader } from '../../src/smki/certificate-cache.js';
import { readCertificateStructure } from '../../src/smki/certificate-structure.js';
import { pathLengthOf, requireEndOfChain } from '../../src/smki/path-extensions.js';
import { readCertificate } from '../../src/smki/read-certificate.js';
import { refusalOf } from '../duis/refusal.js';
import { bitString, bytes, critical, integer, octetString, oid, printableString, sequence, tlv, utcTime } from '../support/der-writer.js';
import { findRealCertificates } from '../support/shared-material.js';
import { attribute, ecdsaWithSha256, ecKey, identifier, keyUsage, name, oids, role } from '../support/pki.js';

interface Made {
  der: Buffer;
  base64: string;
  key: KeyObject;
  subject: Buffer;
}

interface Parts {
  subject: Buffer;
  /** itself otherwise */
  by?: Made;
  /** the issuer's name, where it is another than that of `by` */
  issuer?: Buffer;
  extensions: readonly Buffer[];
  notAfter?: string;
}

const keyCertSign = keyUsage(bytes('03020106'));
const ca = (pathLength?: number): Buffer =>
  sequence(oid('2.5.29.19'), critical, octetString(sequence(bytes('0101ff'), ...(pathLength === undefined ? [] : [integer(`0${pathLength}`)]))));
const authorityName = (commonName: string, ou = '07'): Buffer => name(role(printableString(ou)), attribute(oids.commonName, printableString(commonName)));

function make({ subject, by, issuer = by?.subject ?? subject, extensions, notAfter = '350901235959Z' }: Parts): Made {
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  const signedPart = sequence(
    tlv(0xa0, integer('02')), integer('4fc0252e'), ecdsaWithSha256, issuer, sequence(utcTime('150901000000Z'), utcTime(notAfter)), subject, ecKey(point), tlv(0xa3, sequence(...extensions)),
  );
  const der = sequence(signedPart, ecdsaWithSha256, bitString(sign('sha256', signedPart, by?.key ?? key)));
  return { der, base64: der.toString('base64'), key, subject };
}

const root = make({ subject: authorityName('ZA', '00'), extensions: [keyCertSign, ca()] });
const oca = make({ subject: authorityName('Z1'), by: root, extensions: [keyCertSign, ca(0)] });
const organisation = name(role(), identifier());
const issuedBy = (by: Made, changes: Partial<Parts> = {}): Made => make({ subject: organisation, by, extensions: [keyUsage()], ...changes });
const leaf = issuedBy(oca);

const file = (path: string, ...all: readonly Made[]) => ({ path, bytes: Buffer.from(all.map(({ base64 }) => `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`).join('')) });
const authorities = (...all: readonly Made[]) => readAuthorities(all.map((each, index) => file(`${index}.pem`, each)), 'roots');

function reads({ base64 }: Made, known: ReturnType<typeof authorities>, ...path: readonly Made[]): boolean {
  expect(readCertificate(base64).readable, 'readable but for its chain').to.equal(true);
  return createCertificateReader({ maxEntries: 10 }, known)(base64, path.map((each) => each.base64)).readable;
}

function changedInside(base64: string, from: Buffer, to: Buffer): string {
  const der = Buffer.from(base64, 'base64');
  to.copy(der, der.lastIndexOf(from));
  return der.toString('base64');
}

describe('a certificate chains to a configured root', () => {
  it('by authorities of the directory, or by those that came along', () => {
    expect(reads(leaf, authorities(root, oca))).to.equal(true);
    expect(reads(leaf, authorities(root), oca)).to.equal(true);
    expect(reads(leaf, authorities(root))).to.equal(false);
    expect(new X509Certificate(leaf.der).verify(new X509Certificate(oca.der).publicKey)).to.equal(true);
  });

  it('by the root itself, and by two authorities where their path lengths allow it', () => {
    expect(reads(issuedBy(root), authorities(root))).to.equal(true);
    const middle = make({ subject: authorityName('M'), by: root, extensions: [keyCertSign, ca(1)] });
    const last = make({ subject: authorityName('L'), by: middle, extensions: [keyCertSign, ca(0)] });
    expect(reads(issuedBy(last), authorities(root), last, middle)).to.equal(true);
    expect(reads(issuedBy(last), authorities(root, middle, last)), 'both of the directory').to.equal(true);
    expect(reads(issuedBy(last), authorities(root, middle), last), 'one of the directory, one that came along').to.equal(true);
  });

  it('by any root of several', () => {
    const second = make({ subject: authorityName('ZB', '00'), extensions: [keyCertSign, ca()] });
    for (const all of [[root, second], [second, root]]) expect(reads(leaf, authorities(...all), oca)).to.equal(true);
    expect(reads(issuedBy(make({ subject: authorityName('Z2'), by: second, extensions: [keyCertSign, ca(0)] })), authorities(root, second, oca))).to.equal(false);
  });

  it('whenever: neither what has expired nor its authorities are asked for the time', () => {
    const old = make({ subject: authorityName('Z1'), by: root, extensions: [keyCertSign, ca(0)], notAfter: '160901000000Z' });
    expect(reads(issuedBy(old, { notAfter: '160901000000Z' }), authorities(root), old)).to.equal(true);
  });

  const other = make({ subject: authorityName('ZA', '00'), extensions: [keyCertSign, ca()] });
  const under = (parts: Partial<Parts>): Made => make({ subject: authorityName('Z1'), by: root, extensions: [keyCertSign, ca(0)], ...parts });
  const broken: readonly (readonly [string, () => boolean])[] = [
    ['its issuer is nobody known', () => reads(leaf, authorities(root), leaf)],
    ['its root is another of the same name', () => reads(leaf, authorities(other), oca)],
    ['the root that it chains to came along', () => reads(leaf, authorities(other), oca, root)],
    ['it was signed by another than its issuer', () => reads(issuedBy(other, { issuer: oca.subject }), authorities(root, oca))],
    ['it names another issuer than signed it', () => reads(issuedBy(oca, { issuer: authorityName('Z2') }), authorities(root, oca))],
    ['it has issued itself', () => reads(make({ subject: organisation, extensions: [keyUsage()] }), authorities(root))],
    ['an organisation issued it', () => { const by = make({ subject: organisation, by: oca, extensions: [keyUsage()] }); return reads(issuedBy(by), authorities(root, oca), by); }],
    ['its issuer has no CA flag', () => { const by = under({ extensions: [keyCertSign] }); return reads(issuedBy(by), authorities(root), by); }],
    ['its issuer has the CA flag off', () => { const by = under({ extensions: [keyCertSign, sequence(oid('2.5.29.19'), critical, octetString(sequence()))] }); return reads(issuedBy(by), authorities(root), by); }],
    ['its issuer says so beside the point: keyUsage is not critical', () => { const by = under({ extensions: [sequence(oid(oids.keyUsage), octetString(bytes('03020106'))), ca(0)] }); return reads(issuedBy(by), authorities(root), by); }],
    ['its issuer may not sign certificates', () => { const by = under({ extensions: [keyUsage(), ca(0)] }); return reads(issuedBy(by), authorities(root), by); }],
    ['its issuer has a critical extension that nobody understands', () => { const by = under({ extensions: [keyCertSign, ca(0), sequence(oid('2.5.29.30'), critical, octetString(sequence()))] }); return reads(issuedBy(by), authorities(root), by); }],
    ['its issuer has an extension twice, and says two things of its path length', () => { const by = under({ extensions: [keyCertSign, ca(), ca(0)] }); return reads(issuedBy(by), authorities(root), by); }],
    ['three authorities stand between it and the root', () => {
      const below = (by: Made, commonName: string): Made => make({ subject: authorityName(commonName), by, extensions: [keyCertSign, ca()] });
      const first = below(root, 'A');
      const second = below(first, 'B');
      const third = below(second, 'C');
      return reads(issuedBy(third), authorities(root), third, second, first);
    }],
    ['a path is longer than an authority allows', () => { const by = make({ subject: authorityName('L'), by: oca, extensions: [keyCertSign, ca(0)] }); return reads(issuedBy(by), authorities(root, oca), by); }],
    ['a path is longer than the root allows', () => { const short = make({ subject: authorityName('ZB', '00'), extensions: [keyCertSign, ca(0)] }); const by = under({ by: short }); return reads(issuedBy(by), authorities(short), by); }],
  ];
  for (const [what, isRead] of broken) {
    it(`not when ${what}`, () => {
      expect(isRead()).to.equal(false);
    });
  }

  const odd = (oidText: string, value: Buffer, ...flags: readonly Buffer[]) =>
    issuedBy(oca, { extensions: [keyUsage(), sequence(oid(oidText), ...flags, octetString(value))] });
  const ends: readonly (readonly [string, Made, RegExp])[] = [
    ['has a critical extension that nobody understands', odd('1.2.3.4', bytes('0500'), critical), /^the critical extension `1\.2\.3\.4` is not understood here$/],
    ['has a critical extended key usage', odd('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1')), critical), /^the critical extension `2\.5\.29\.37`/],
    ['says that it is an authority\'s', issuedBy(oca, { extensions: [keyUsage(), ca()] }), /^basicConstraints is the octets `30030101ff`, as of an authority; an organisation has none, or `3000`$/],
    ['says so without being critical', odd('2.5.29.19', bytes('30030101ff')), /^basicConstraints is /],
  ];
  for (const [what, made, cause] of ends) {
    it(`not when it ${what}, which nobody asks where chains are not verified`, () => {
      expect(readCertificate(made.base64).readable).to.equal(true);
      const reading = createCertificateReader({ maxEntries: 10 }, authorities(root, oca))(made.base64);
      expect(reading.readable ? '' : reading.cause).to.match(cause);
    });
  }

  it('with extensions that are understood, or that need not be', () => {
    const policies = sequence(sequence(oid('1.2.826.0.1.8641679.1.2.1.4')));
    for (const made of [odd('2.5.29.32', policies, critical), odd('2.5.29.19', bytes('3000'), critical), odd('1.2.3.4', bytes('0500'))]) expect(reads(made, authorities(root, oca))).to.equal(true);
  });

  it('or is unreadable, and says why', () => {
    const reading = createCertificateReader({ maxEntries: 10 }, authorities(root))(leaf.base64, ['rubbish', 'AAAA']);
    expect(reading).to.deep.include({ readable: false, cause: 'no authority named `OU=07, CN=Z1` that chains to a configured root has issued it' });
    expect(reading.thumbprint).to.match(/^[0-9a-f]{64}$/);
    expect(createCertificateReader({ maxEntries: 10 }, authorities(root))('AAAA'), 'whoever issued it').to.deep.equal(readCertificate('AAAA'));
  });

  it('as remembered with what came along, never with what came along before', () => {
    const read = createCertificateReader({ maxEntries: 10 }, authorities(root));
    for (let round = 0; round < 2; round += 1) {
      expect(read(leaf.base64).readable).to.equal(false);
      expect(read(leaf.base64, [oca.base64]).readable).to.equal(true);
      expect(read(leaf.base64, [leaf.base64]).readable).to.equal(false);
    }
    expect(read.counts()).to.deep.equal({ hits: 3, misses: 3, entries: 3 });
  });

  it('as itself, never as another that begins and ends alike, nor with another path that does', () => {
    const forged = changedInside(leaf.base64, organisation.subarray(-8), bytes('90b3d51f30030000'));
    const strange = changedInside(oca.base64, Buffer.from('Z1'), Buffer.from('Z2'));
    const read = createCertificateReader({ maxEntries: 10 }, authorities(root));
    for (const [other, path] of [[forged, oca.base64], [leaf.base64, strange]] as const) {
      for (const [base64, beside, isRead] of [[leaf.base64, oca.base64, true], [other, path, false], [leaf.base64, oca.base64, true]] as const) {
        expect(read(base64, [beside]).readable).to.equal(isRead);
      }
    }
  });

  it('by what came along, which is read once for all the certificates of a request', () => {
    let readings = 0;
    const path = Object.defineProperty<string[]>([], 0, { get: () => { readings += 1; return oca.base64; } });
    const known = authorities(root);
    for (const { base64 } of [leaf, issuedBy(oca), leaf]) expect(known.whyUnchained(base64, 'OU=07, CN=Z1', path)).to.equal(undefined);
    expect(readings).to.equal(1);
  });

  it('or is read as ever where nobody asks', () => {
    expect(createCertificateReader({ maxEntries: 10 })(leaf.base64, ['rubbish'])).to.deep.equal(readCertificate(leaf.base64));
  });
});

describe('a published issuing authority', () => {
  it('is read, and has issued the certificates that came with its own', function () {
    const [leaf, , path] = findRealCertificates().filter(({ label }) => label.startsWith('CS02bNOByNOHandover'));
    if (leaf === undefined || path === undefined) return this.skip();
    const authority = readAuthority(Buffer.from(path.base64, 'base64'));
    expect(authority).to.include({ subject: 'OU=07, CN=Z1', issuer: 'OU=00, CN=ZA', pathLength: 0 });
    const certificate = new X509Certificate(Buffer.from(leaf.base64, 'base64'));
    expect(hasIssued(authority, 'OU=07, CN=Z1', certificate)).to.equal(true);
    expect(hasIssued(authority, 'OU=07, CN=Z2', certificate)).to.equal(false);
  });
});

describe('the published certificates of organisations', () => {
  it('end a chain as far as their extensions say', function () {
    const published = findRealCertificates().filter(({ base64 }) => readCertificate(base64).readable);
    if (published.length === 0) this.skip();
    for (const { label, base64 } of published) {
      expect(() => { requireEndOfChain(readCertificateStructure(Buffer.from(base64, 'base64')).extensions); }, label).not.to.throw();
    }
  });
});

describe('how many authorities may stand below one', () => {
  const arcs = sequence(tlv(0x06, bytes('2a'), Buffer.alloc(7000, 0x7f)), octetString(Buffer.alloc(0)));

  it('is what its certificate says', () => {
    expect([make({ subject: authorityName('A'), extensions: [keyCertSign, ca(0)] }), root].map(({ der }) => pathLengthOf(der))).to.deep.equal([0, undefined]);
  });

  it('is said in no way known here with octets behind it, or below zero: then it is no authority either', () => {
    for (const octets of ['30060101ff02010000', '30060101ff020180', '30030101ff00']) {
      const { der } = make({ subject: authorityName('A'), extensions: [keyCertSign, sequence(oid('2.5.29.19'), critical, octetString(bytes(octets)))] });
      expect(() => readAuthority(der)).to.throw(`basicConstraints is the octets \`${octets}\`; those of a CA are expected`);
      expect(pathLengthOf(der)).to.equal(undefined);
    }
  });

  it('is not looked for behind an object identifier of thousands of arcs', () => {
    expect(pathLengthOf(make({ subject: authorityName('A'), extensions: [keyCertSign, arcs, ca(0)] }).der)).to.equal(undefined);
  });
});

describe('a directory of roots', () => {
  const stray = make({ subject: authorityName('Z9'), by: make({ subject: authorityName('ZZ', '00'), extensions: [keyCertSign, ca()] }), extensions: [keyCertSign, ca(0)] });
  const cases: readonly (readonly [string, () => unknown, string, RegExp])[] = [
    ['there is none', () => readAuthorities([], 'roots'), 'roots', /there is no root certificate in it/],
    ['an organisation\'s certificate is among them', () => authorities(root, leaf), '1.pem', /keyUsage lacks keyCertSign/],
    ['an authority chains to no root in it', () => authorities(root, stray), '1.pem', /it does not chain to a root in this directory/],
    ['one of a file\'s authorities chains to no root in it', () => readAuthorities([file('a.pem', root), file('b.pem', oca, stray)], 'roots'), 'b.pem', /it does not chain to a root in this directory/],
    ['an authority stands below a root that allows none', () => { const short = make({ subject: authorityName('ZB', '00'), extensions: [keyCertSign, ca(0)] }); return authorities(short, make({ subject: authorityName('Z1'), by: short, extensions: [keyCertSign, ca(0)] })); }, '1.pem', /it does not chain to a root in this directory/],
    ['a file holds something else', () => readAuthorities([file('a.pem', root), { path: 'b.pem', bytes: Buffer.from('x') }], 'roots'), 'b.pem', /base64/],
    ['a file holds DER that is no certificate', () => readAuthorities([file('a.pem', root), { path: 'b.der', bytes: sequence(integer('01'), integer('02')) }], 'roots'), 'b.der', /^the bytes are no X\.509 certificate$/],
    ['a file holds XML', () => readAuthorities([{ path: 'b.pem', bytes: Buffer.from('<a/>') }], 'roots'), 'b.pem', /it holds XML/],
  ];
  for (const [what, read, at, problem] of cases) {
    it(`is refused, with the file named, when ${what}`, () => {
      const { code, places } = refusalOf(read);
      expect(code).to.equal('configuration-invalid');
      expect(places[0]?.at).to.equal(at);
      expect(places[0]?.problem).to.match(problem);
    });
  }
});
