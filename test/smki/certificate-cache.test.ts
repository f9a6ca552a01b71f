import { expect } from 'chai';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createCertificateReader } from '../../src/smki/certificate-cache.js';
import { readCertificate } from '../../src/smki/read-certificate.js';
import { integer } from '../support/der-writer.js';
import { oddCertificate } from '../support/pki.js';

const base64 = oddCertificate().toString('base64');
const numbered = (serial: number): string => oddCertificate({ serialNumber: integer((serial + 256).toString(16).padStart(4, '0')) }).toString('base64');

describe('a reader that remembers', () => {
  it('answers what readCertificate answers, the first time and again', () => {
    const read = createCertificateReader({ maxEntries: 10 });
    for (const text of [base64, 'rubbish', '', 'M'.repeat(20_000)]) {
      expect(read(text)).to.deep.equal(readCertificate(text));
      expect(read(text)).to.deep.equal(readCertificate(text));
    }
  });

  it('counts hits, misses and entries, and keeps no text too long for a certificate', () => {
    const read = createCertificateReader({ maxEntries: 100 });
    for (const text of [base64, base64, 'rubbish', 'rubbish', base64]) read(text);
    expect(read.counts()).to.deep.equal({ hits: 3, misses: 2, entries: 2 });
    read('M'.repeat(20_000));
    read('M'.repeat(20_000));
    expect(read.counts()).to.deep.equal({ hits: 3, misses: 4, entries: 2 });
  });

  it('tells texts apart that differ in one character only', () => {
    const read = createCertificateReader({ maxEntries: 10 });
    const [one, other] = [read(numbered(1)), read(numbered(2))];
    expect(one).to.have.nested.property('certificate.serialNumber', '257');
    expect(other).to.have.nested.property('certificate.serialNumber', '258');
    expect(read(` ${base64}`).readable).to.equal(false);
  });

  it('tells texts apart that begin and end alike, and remembers the last of them', () => {
    const read = createCertificateReader({ maxEntries: 10 });
    const other = `${base64.slice(0, 60)}${base64[60] === 'A' ? 'B' : 'A'}${base64.slice(61)}`;
    for (const text of [base64, other, other, base64]) expect(read(text)).to.deep.equal(readCertificate(text));
    expect(read(other).thumbprint).to.not.equal(read(base64).thumbprint);
    expect(read.counts()).to.deep.equal({ hits: 1, misses: 5, entries: 1 });
  });

  it('forgets the longest unused when it is full', () => {
    const read = createCertificateReader({ maxEntries: 2 });
    for (const serial of [1, 2, 1, 3, 1]) read(numbered(serial));
    expect(read.counts()).to.deep.equal({ hits: 2, misses: 3, entries: 2 });
    read(numbered(2));
    expect(read.counts().misses).to.equal(4);
  });

  it('holds fewer entries when they are big: rubbish is bounded by its size', () => {
    const read = createCertificateReader({ maxEntries: 100 });
    for (let index = 0; index < 100; index += 1) read(index.toString().padStart(4, '0') + 'A'.repeat(10_000));
    expect(read.counts().entries).to.be.within(10, 20);
  });

  it('hands the same reading to everyone, so nobody may change it', () => {
    const read = createCertificateReader({ maxEntries: 2 });
    const reading = read(base64);
    if (!reading.readable) throw new Error(reading.cause);
    expect(() => { reading.certificate.remotePartyRoleCode = '02'; }).to.throw(TypeError);
    expect(() => { reading.thumbprint = ''; }).to.throw(TypeError);
    expect(read(base64)).to.equal(reading);
  });

  it('does not keep the message from which a text was cut', () => {
    const read = createCertificateReader({ maxEntries: 2000 });
    const before = memoryInUse();
    for (let index = 0; index < 200; index += 1) {
      const message = `${numbered(index)}${'x'.repeat(300_000)}`;
      read(message.slice(0, base64.length));
    }
    expect(read.counts().entries).to.equal(200);
    expect(memoryInUse() - before).to.be.lessThan(30e6);
  });
});

function memoryInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
