import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { type House, setUpHouse } from '../serve/house.js';
import { send } from './callers.js';
import { type Service, type Setting, startService } from './child-service.js';
import { allOrOne, chance, describeFaults, isFull } from './describe-faults.js';
import { noteFigures } from './figures.js';
import { openMany, speak, statusesIn, written } from './raw-callers.js';

const MEBIBYTE = 1_048_576;
const idleCallers = isFull ? 10_000 : 400;
const slowCallers = isFull ? 500 : 50;
const largeBodies = isFull ? 50 : 4;
const brokenMessages = isFull ? 20_000 : 400;
/** seconds after which those who are slow are sent away */
const patience = isFull ? 2 : 1;
/** bytes that a flood of bodies may take up, all together */
const mostHeld = 100 * MEBIBYTE;

const post = (headers: string) => `POST /v1/decisions HTTP/1.1\r\nHost: x\r\nContent-Type: application/xml\r\n${headers}\r\n`;

describeFaults('callers who mean ill', () => {
  let house: House;
  let counter = 0;
  beforeEach(async () => {
    house = await setUpHouse({
      SLOTGUARD_SERVER_HEADERSTIMEOUTSECONDS: String(patience),
      SLOTGUARD_SERVER_REQUESTTIMEOUTSECONDS: String(patience),
    });
  });
  afterEach(() => { house.remove(); });

  const start = (setting: Setting = {}) => startService(house, setting);

  /** Whether an honest caller is answered: alive, and decided. Also how long that took, in milliseconds. */
  async function probe({ url }: Service): Promise<{ statuses: (number | undefined)[]; took: number }> {
    const began = performance.now();
    const alive = await fetch(`${url}/healthz`).then(({ status }) => status, () => undefined);
    const decided = await send(url, house, 'reject', (counter += 1));
    return { statuses: [alive, decided?.status], took: Math.round(performance.now() - began) };
  }

  describe('and say nothing, or little', () => {
    const patient = { SLOTGUARD_SERVER_HEADERSTIMEOUTSECONDS: '60', SLOTGUARD_SERVER_REQUESTTIMEOUTSECONDS: '60' };
    const hold = async (setting?: Setting) => {
      const service = await start({ ...setting, environment: patient });
      const callers = await openMany(service, idleCallers);
      const probed = await probe(service);
      const stillThere = callers.filter(({ socket }) => !socket.closed).length;
      callers.forEach(({ socket }) => socket.destroy());
      await service.kill();
      return { ...probed, stillThere };
    };

    it('keep nobody out', async () => {
      const { statuses, took, stillThere } = await hold();
      expect(statuses).to.deep.equal([200, 200]);
      noteFigures('survived', `${idleCallers} idle connections`, { rounds: 1, answered: 1, lost: 0, seen: `${stillThere} of them still open when a probe and a decision had been answered, both in ${took} ms` });
    });

    it('would be caught keeping others out', async () => {
      const { statuses } = await hold({ plants: ['few-connections'] });
      expect(statuses).to.deep.equal([undefined, undefined]);
      noteFigures('caught', 'no more than 20 connections let in, many idle ones', 'neither the probe nor the decision was answered');
    });

    /** How many of the slow are still there after three times the patience, and what the others were told. */
    async function drip(setting?: Setting) {
      const service = await start(setting);
      const slow = [
        ...(await openMany(service, slowCallers, 'GET /healthz HTTP/1.1\r\n', 'X: y\r\n')),
        ...(await openMany(service, slowCallers, post('Content-Length: 4000\r\n'), 'x')),
        ...(await openMany(service, slowCallers)),
      ];
      const probed = await probe(service);
      await Promise.race([Promise.all(slow.map(({ closed }) => closed)), pause(3 * patience * 1000)]);
      const stillThere = slow.filter(({ socket }) => !socket.closed).length;
      const told = new Set((await Promise.all(slow.filter(({ socket }) => socket.closed).map(({ closed }) => closed))).flatMap(statusesIn));
      slow.forEach(({ socket }) => socket.destroy());
      await service.kill();
      return { ...probed, stillThere, told: [...told] };
    }

    it('are sent away in time, with 408, and do not keep others waiting', async () => {
      const { statuses, stillThere, told, took } = await drip();
      expect([statuses, stillThere, told]).to.deep.equal([[200, 200], 0, [408]]);
      noteFigures('survived', 'slow headers, slow bodies, silence', { rounds: 3 * slowCallers, answered: 1, lost: 0, seen: `all were sent away with 408; a probe and a decision meanwhile took ${took} ms` });
    });

    it('would be caught staying for ever', async () => {
      const { stillThere } = await drip({ plants: ['endless-patience'] });
      expect(stillThere).to.be.above(0);
      noteFigures('caught', 'no time limit for headers, slow callers', `${stillThere} were still there after three times the time`);
    });
  });

  describe('and send more than can be held', () => {
    before(function () {
      if (process.platform !== 'linux') this.skip();
    });

    /** Bytes that a service took up at most, beyond what it had, and the statuses that the callers saw. */
    async function flood(bytes: (socket: Socket) => Promise<unknown>, setting?: Setting) {
      const service = await start(setting);
      await probe(service);
      const before = mostMemoryOf(service);
      const callers = await openMany(service, largeBodies);
      const sending = callers.map(({ socket }) => bytes(socket));
      const { statuses, took } = await probe(service);
      await Promise.all(sending);
      const told = new Set((await Promise.all(callers.map(({ closed }) => closed))).flatMap(statusesIn));
      const held = mostMemoryOf(service) - before;
      await service.kill();
      return { statuses, took, told: [...told], held };
    }

    const announced = async (socket: Socket) => {
      socket.write(post(`Content-Length: ${100 * MEBIBYTE}\r\n`));
      for (let sent = 0; sent < 100 && socket.writable; sent += 1) await written(socket, Buffer.alloc(MEBIBYTE, 'x'));
    };
    const chunked = async (socket: Socket) => {
      socket.write(post('Transfer-Encoding: chunked\r\n'));
      for (let sent = 0; sent < 1600 && socket.writable; sent += 1) await written(socket, `10000\r\n${'x'.repeat(0x10000)}\r\n`);
    };
    const bomb = gzipSync(Buffer.alloc(200 * MEBIBYTE));
    /** all at once: a service that is told more than the head has some of it at hand before it refuses */
    const packed = (socket: Socket) => written(socket, Buffer.concat([Buffer.from(post(`Content-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n`)), bomb]));

    const floods: readonly (readonly [name: string, bytes: (socket: Socket) => Promise<unknown>, status: number])[] = [
      ['bodies of 100 MB that say so', announced, 413],
      ['bodies of 100 MB that do not', chunked, 413],
      ['gzip bombs of 200 MB', packed, 415],
    ];
    for (const [name, bytes, status] of allOrOne(floods)) {
      it(`such as ${name} are told ${status}, and nothing of it is held`, async () => {
        const { statuses, told, held, took } = await flood(bytes);
        expect([statuses, told]).to.deep.equal([[200, 200], [status]]);
        expect(held).to.be.below(mostHeld);
        noteFigures('survived', name, { rounds: largeBodies, answered: 1, lost: 0, seen: `${status}; at most ${Math.round(held / MEBIBYTE)} MiB more were taken up; a probe and a decision meanwhile took ${took} ms` });
      });
    }

    it('would be caught holding them', async () => {
      const { held } = await flood(packed, { plants: ['unpacks-bodies'] });
      expect(held).to.be.above(mostHeld);
      noteFigures('caught', 'bodies unpacked before they are refused, gzip bombs', `${Math.round(held / MEBIBYTE)} MiB taken up`);
    });
  });

  describe('and speak broken HTTP', () => {
    /** The statuses that messages were answered with, each a request with something changed by chance. */
    async function babble(setting?: Setting): Promise<{ told: number[]; alive: (number | undefined)[]; errors: string[] }> {
      const random = chance();
      const service = await start(setting);
      const body = house.request('reject', 1);
      const whole = Buffer.from(`${post(`Accept: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`)}${body}`);
      const headLength = whole.indexOf('\r\n\r\n') + 4;
      const told = new Set<number>();
      for (let sent = 0; sent < brokenMessages; sent += 100) {
        const heard = await Promise.all(Array.from({ length: 100 }, () => speak(service, spoilt(whole, headLength, random))));
        heard.flatMap(statusesIn).forEach((status) => told.add(status));
      }
      const { statuses: alive } = await probe(service);
      await service.stop();
      return { told: [...told].sort(), alive, errors: service.errors().split('\n').filter((line) => line.includes('"level":50')) };
    }

    it('are told so, and it is never our error', async () => {
      const { told, alive, errors } = await babble();
      expect(told.filter((status) => status >= 500 && status !== 503)).to.deep.equal([]);
      expect(told).to.include(400);
      expect([alive, errors]).to.deep.equal([[200, 200], []]);
      noteFigures('survived', 'raw broken HTTP', { rounds: brokenMessages, answered: 1, lost: 0, seen: `requests with bytes changed, cut out, repeated or put in: ${told.join(', ')}` });
    });

    it('would be caught being told that it is our error', async () => {
      const { told } = await babble({ plants: ['blames-itself'] });
      expect(told).to.include(500);
      noteFigures('caught', 'broken HTTP answered as an internal error, raw broken HTTP', '500 was seen');
    });
  });
});

/** Bytes of memory that the process had at most. */
function mostMemoryOf({ pid }: Service): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

/** A message with one to three bytes or stretches changed, mostly in its head. */
function spoilt(whole: Buffer, headLength: number, { next, between }: ReturnType<typeof chance>): Buffer {
  let bytes = whole;
  for (let change = between(1, 3); change > 0; change -= 1) {
    const at = between(0, next() < 0.8 ? headLength : bytes.length);
    const to = Math.min(bytes.length, at + between(1, 40));
    const [before, stretch, after] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)];
    const put = [Buffer.from([between(0, 255)]), Buffer.from('\r\n'), Buffer.alloc(0), Buffer.concat([stretch, stretch]), Buffer.alloc(between(1, 20_000), 'x')][between(0, 4)] ?? stretch;
    bytes = Buffer.concat([before, put, after]);
  }
  return bytes;
}
