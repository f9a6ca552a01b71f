import { expect } from 'chai';
import { assemble } from '../../src/assembly.js';
import type { CertificateReading } from '../../src/domain/organisation-certificate.js';
import { createCertificateReader } from '../../src/smki/certificate-cache.js';
import { readInTurns } from '../../src/smki/read-in-turns.js';
import { type House, setUpHouse } from '../serve/house.js';

const turn = async (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

describe('certificates that were never seen', () => {
  const reading: CertificateReading = { readable: false, thumbprint: undefined, cause: 'none' };

  /** A reader that takes 4 ms, and what it read in each turn of the event loop. */
  function slowly() {
    const read: string[][] = [[]];
    const remembered = new Set<string>();
    const reader = (base64: string): CertificateReading => {
      for (const began = performance.now(); performance.now() - began < 4;);
      read.at(-1)?.push(base64);
      remembered.add(base64);
      return reading;
    };
    const find = (base64: string) => (remembered.has(base64) ? reading : undefined);
    return { read, reader: readInTurns(Object.assign(reader, { find, counts: () => ({ hits: 0, misses: 0, entries: 0 }) })) };
  }

  it('are read for some milliseconds in a turn of the event loop, all of them in the end', async () => {
    const { read, reader } = slowly();
    const all = Array.from({ length: 10 }, (_, number) => String(number));
    const answers = Promise.all(all.map(async (base64) => reader(base64)));
    for (let turns = 0; read.flat().length < all.length && turns < 50; turns += 1) {
      await turn();
      read.push([]);
    }
    expect(await answers).to.deep.equal(all.map(() => reading));
    expect(read.flat()).to.have.members(all);
    // three in a turn; two turns may look like one from here
    expect(Math.max(...read.map(({ length }) => length))).to.be.within(1, 6);
  });

  it('are answered at once where they are remembered, or there is time', async () => {
    const { reader } = slowly();
    expect(reader('a')).to.equal(reading);
    for (const base64 of ['b', 'c', 'd']) await reader(base64);
    const later = reader('e');
    expect(['a', 'b', 'c'].map((base64) => reader(base64))).to.deep.equal([reading, reading, reading]);
    expect(await later).to.equal(reading);
  });

  it('count as they are read, and as remembered after that', async () => {
    const cached = createCertificateReader({ maxEntries: 10 });
    const reader = readInTurns(cached);
    for (const base64 of ['AAAA', 'AAAA', 'BBBB', 'AAAA']) await reader(base64);
    expect(cached.counts()).to.deep.equal({ hits: 2, misses: 2, entries: 2 });
  });

  describe('of requests that come together', () => {
    let house: House;
    before(async () => { house = await setUpHouse(); });
    after(() => { house.remove(); });

    it('do not keep everybody else waiting until all are read', async () => {
      const assembly = await assemble(house.configuration);
      const [, base64 = ''] = /<[\w:]*DigitalSigning[^>]*>([^<]+)</.exec(house.request('permit', 1)) ?? [];
      const unseen = (number: number): string => {
        const bytes = Buffer.from(base64, 'base64');
        bytes.writeUInt16BE(number, bytes.length - 4);
        return bytes.toString('base64');
      };
      const messages = Array.from({ length: 100 }, (_, number) => house.request('permit', number + 1).replace(base64, unseen(number)));
      const requests = messages.map((message) => assembly.requests.xml(Buffer.from(message)));
      const missesOfTurns: number[] = [];
      const decided = Promise.all(requests.map(async (request) => assembly.decide(request, { via: 'http', explain: false })));
      while (assembly.readCertificate.counts().misses < 100 && missesOfTurns.length < 10_000) {
        missesOfTurns.push(assembly.readCertificate.counts().misses);
        await turn();
      }
      expect((await decided).map(({ record }) => record.request.certificates.length)).to.include(2);
      await assembly.close();
      expect(new Set(missesOfTurns).size).to.be.above(3);
    });
  });
});
