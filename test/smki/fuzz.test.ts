import { expect } from 'chai';
import type { OrganisationCertificate } from '../../src/domain/organisation-certificate.js';
import { describeCertificate } from '../../src/smki/describe-certificate.js';
import { readCertificateDer } from '../../src/smki/read-certificate.js';
import { walkCertificate } from '../support/der-walker.js';
import { utf8String } from '../support/der-writer.js';
import { attribute, identifier, name, oddCertificate, oids, role } from '../support/pki.js';
import { findRealCertificates } from '../support/shared-material.js';

const rounds = 4000;
const interesting = [0x00, 0x01, 0x02, 0x03, 0x0b, 0x0c, 0x13, 0x1e, 0x23, 0x2c, 0x2d, 0x30, 0x31, 0x7f, 0x80, 0x81, 0x82, 0xa0, 0xff];

type Random = (below: number) => number;

/** mulberry32: the same numbers for the same seed */
function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const spliceIn = (der: Buffer, at: number, removed: number, inserted: readonly number[]): Buffer =>
  Buffer.concat([der.subarray(0, at), Buffer.from(inserted), der.subarray(at + removed)]);

const mutations: ((der: Buffer, at: number, random: Random) => Buffer)[] = [
  (der, at, random) => spliceIn(der, at, 1, [(der[at] ?? 0) ^ (1 << random(8))]),
  (der, at, random) => spliceIn(der, at, 1, [random(256)]),
  (der, at, random) => spliceIn(der, at, 1, [interesting[random(interesting.length)] ?? 0]),
  (der, at) => spliceIn(der, at, 1, [((der[at] ?? 0) + 1) & 0xff]),
  (der, at) => der.subarray(0, at),
  (der, at, random) => spliceIn(der, at, 0, [random(256)]),
  (der, at, random) => spliceIn(der, at, 1 + random(20), []),
  (der, at, random) => spliceIn(der, at, 0, [...der.subarray(at, at + 1 + random(30))]),
  (der, at, random) => spliceIn(der, at, 1, [0x81, der[at] ?? random(256)]),
];

function mutant(seeds: readonly Buffer[], random: Random): Buffer {
  let der = seeds[random(seeds.length)] ?? Buffer.alloc(0);
  for (let count = 1 + random(2); count > 0; count -= 1) {
    const at = random(3) === 0 ? random(der.length || 1) : Math.min(80 + random(190), der.length);
    der = (mutations[random(3) === 0 ? random(mutations.length) : random(4)] ?? mutations[0]!)(der, at, random);
  }
  return der;
}

describe('thousands of mutated certificates', () => {
  const seeds = [
    oddCertificate(),
    oddCertificate({ subject: name(attribute(oids.commonName, utf8String('EASTERN POWER')), role(), identifier()) }),
    ...findRealCertificates().map(({ base64 }) => Buffer.from(base64, 'base64')),
  ];

  it('never throw, never take long, and say what a second reader sees', () => {
    const random = randomFrom(63);
    const seen = { readable: 0, changed: 0 };
    for (let round = 0; round < rounds; round += 1) {
      const der = mutant(seeds, random);
      const reading = quickly(() => readCertificateDer(der), der);
      if (!reading.readable) continue;
      expectSecondReader(der, reading.certificate);
      seen.readable += 1;
      if (!seeds.some((seed) => decidingBytes(seed) === decidingBytes(der))) seen.changed += 1;
    }
    expect(seen.readable).to.be.greaterThan(100);
    expect(seen.changed).to.be.greaterThan(50);
  });

  it('can all be described', () => {
    const random = randomFrom(64);
    for (let round = 0; round < rounds / 8; round += 1) {
      const der = mutant(seeds, random);
      expect(describeCertificate(der).reading).to.deep.equal(readCertificateDer(der));
    }
  });
});

/** Below 50 ms of processor time; asked again twice before it is believed, since collecting garbage counts too. */
function quickly<T>(read: () => T, der: Buffer): T {
  for (let attempt = 1; ; attempt += 1) {
    const start = process.cpuUsage();
    const result = read();
    const { user, system } = process.cpuUsage(start);
    if (user + system < 50_000) return result;
    if (attempt === 3) throw new Error(`took ${user + system} µs of processor time: ${der.toString('hex')}`);
  }
}

function expectSecondReader(der: Buffer, certificate: OrganisationCertificate): void {
  const { subject, keyUsages } = walkCertificate(der);
  const roles = subject.filter(({ oid }) => oid === '55040b');
  const identifiers = subject.filter(({ oid }) => oid === '55042d');
  const names = subject.filter(({ oid }) => oid === '550403');
  expect(roles.map(({ value }) => value.toString().toUpperCase())).to.deep.equal([certificate.remotePartyRoleCode]);
  expect(roles.every(({ tag }) => tag === 0x0c || tag === 0x13)).to.equal(true);
  expect(identifiers.map(({ tag, value }) => `${tag} ${value.toString('hex')}`)).to.deep.equal([
    `3 00${certificate.entityId.replaceAll('-', '').toLowerCase()}`,
  ]);
  expect(names.map(({ value }) => value.toString())).to.deep.equal(certificate.commonName === undefined ? [] : [certificate.commonName]);
  expect(keyUsages).to.deep.equal([{ isCritical: true, value: certificate.keyUsage === 'digitalSignature' ? '03020780' : '03020308' }]);
}

function decidingBytes(der: Buffer): string {
  const { subject, keyUsages } = walkCertificate(der);
  return JSON.stringify([subject.map(({ oid, tag, value }) => [oid, tag, value.toString('hex')]), keyUsages]);
}
