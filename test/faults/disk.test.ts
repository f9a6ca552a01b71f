import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type House, setUpHouse } from '../serve/house.js';
import { answered, startCallers, refusals, type Seen } from './callers.js';
import { type Service, type Setting, startService } from './child-service.js';
import { allOrOne, describeFaults, isFull } from './describe-faults.js';
import { noteFigures } from './figures.js';
import { findBroken, findDecidedThoughRefused, findLost } from './nothing-lost.js';

const rounds = isFull ? 10 : 1;
/** answers that are waited for before, during and after the fault */
const some = isFull ? 100 : 20;

/** Makes the disk fail, and mends it again. */
interface DiskFault {
  begin: () => Promise<void> | void;
  end: () => Promise<void> | void;
}

describeFaults('a disk that fails', () => {
  let house: House;
  afterEach(() => { house.remove(); });

  /** Callers go on before, during and after the fault, in one process that is never started again. */
  async function failFor(
    setting: Setting,
    faultOf: (service: Service) => DiskFault,
    duringTheFault: (service: Service) => Promise<unknown> = () => Promise.resolve(),
  ): Promise<Seen[]> {
    const seen: Seen[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const service = await startService(house, setting);
      const callers = startCallers(service.url, house, round * 1_000_000);
      const { begin, end } = faultOf(service);
      // a disk may be full before that
      await Promise.race([callers.seeMore(200, some), callers.seeMore(503, some)]);
      await begin();
      await duringTheFault(service);
      await Promise.race([callers.seeMore(503, some), callers.seeMore(200, 3 * some)]);
      await end();
      await callers.seeMore(200, some);
      await callers.stop();
      seen.push(...callers.seen);
      await service.stop();
    }
    return seen;
  }

  async function expectOnlyRefusals(fault: string, seen: readonly Seen[]): Promise<void> {
    const { store: { url } } = house.configuration;
    const lost = findLost(url, answered(seen));
    expect(lost).to.deep.equal([]);
    expect(findDecidedThoughRefused(url, seen).map(({ request }) => request.requestId)).to.deep.equal([]);
    expect(await findBroken(url)).to.deep.equal([]);
    const refused = refusals(seen);
    expect(refused.filter((code) => code !== 'overloaded')).to.deep.equal(['audit-unavailable']);
    noteFigures('survived', fault, { rounds, answered: answered(seen).length, lost: lost.length, seen: `${seen.length - answered(seen).length} requests were refused with 503 and none of them was recorded; then it went on by itself` });
  }

  /** Alive all the while, and once a decision could not be recorded, not ready. */
  async function expectAliveAndNotReady({ url }: Service): Promise<void> {
    while ((await fetch(`${url}/readyz`)).status === 200) expect((await fetch(`${url}/healthz`)).status).to.equal(200);
    expect((await fetch(`${url}/healthz`)).status).to.equal(200);
  }

  describe('for want of room in the file', () => {
    const fullDisk = ({ pid }: Service): DiskFault => {
      const turn = () => { process.kill(pid, 'SIGUSR2'); };
      return { begin: turn, end: turn };
    };
    beforeEach(async () => { house = await setUpHouse(); });

    it('refuses what it cannot record, and goes on by itself', async () => {
      await expectOnlyRefusals('no more room, by SQLite\'s own limit', await failFor({ plants: ['full-disk'] }, fullDisk));
    });

    it('would be caught forgetting what it cannot record', async () => {
      const seen = await failFor({ plants: ['full-disk', 'swallows-errors'] }, fullDisk);
      const lost = findLost(house.configuration.store.url, answered(seen));
      expect(lost).not.to.be.empty;
      noteFigures('caught', 'errors of the audit swallowed, no more room', `${lost.length} of ${answered(seen).length} answers lost`);
    });
  });

  describe('below SQLite', () => {
    before(function () {
      if (spawnSync('strace', ['-V']).error !== undefined) this.skip();
    });
    beforeEach(async () => { house = await setUpHouse(); });

    const faults = [
      ['ENOSPC for every write', 'pwrite64', 'error=ENOSPC'],
      ['EROFS for every write', 'pwrite64', 'error=EROFS'],
      ['EIO for every write', 'pwrite64', 'error=EIO'],
      ['EIO for every fsync', 'fsync,fdatasync', 'error=EIO'],
    ] as const;
    for (const [name, calls, injected] of allOrOne(faults)) {
      it(`such as ${name} is refused, and it goes on by itself`, async () => {
        await expectOnlyRefusals(name, await failFor({}, (service) => inject(service, calls, injected), expectAliveAndNotReady));
      });
    }

    it('such as EIO for every fsync leaves nothing behind of what was refused, where it is ended then', async () => {
      const { store: { url } } = house.configuration;
      for (let round = 0; round < rounds; round += 1) {
        const service = await startService(house);
        const callers = startCallers(service.url, house, round * 1_000_000);
        await callers.seeMore(200, some);
        const { begin, end } = inject(service, 'fsync,fdatasync', 'error=EIO');
        await begin();
        await callers.seeMore(503, some);
        await callers.stop();
        await end();
        await service.kill();
        expect(findLost(url, answered(callers.seen))).to.deep.equal([]);
        expect(findDecidedThoughRefused(url, callers.seen).map(({ request }) => request.requestId)).to.deep.equal([]);
      }
    });

    it('such as a slow fsync keeps nobody waiting for more than his turn: many share one', async () => {
      const seen = await failFor({}, (service) => inject(service, 'fsync,fdatasync', 'delay_enter=50000'));
      expect(refusals(seen).filter((code) => code !== 'overloaded')).to.deep.equal([]);
      expect(findLost(house.configuration.store.url, answered(seen))).to.deep.equal([]);
      noteFigures('survived', 'an fsync that takes 50 ms', { rounds, answered: answered(seen).length, lost: 0, seen: 'nobody was refused for it' });
    });
  });

  describe('of a file system of its own', () => {
    let mounted: string;
    before(function () {
      mounted = mkdtempSync(join(tmpdir(), 'slotguard-disk-'));
      if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'slotguard', mounted]).status !== 0) this.skip();
    });
    after(() => {
      spawnSync('umount', [mounted]);
      rmSync(mounted, { recursive: true, force: true });
    });
    const remount = (options: string) => {
      const { status, stderr } = spawnSync('mount', ['-o', `remount,${options}`, mounted], { encoding: 'utf8' });
      expect(status, stderr).to.equal(0);
    };
    beforeEach(async () => {
      house = await setUpHouse({ SLOTGUARD_STORE_URL: `sqlite:${join(mounted, 'slotguard.db')}` });
    });

    it('that is full is refused until it is larger', async () => {
      let mebibytes = 2;
      const grow = () => { remount(`size=${(mebibytes += 16)}m`); };
      await expectOnlyRefusals('a file system that is full, then larger', await failFor({}, () => ({ begin: () => undefined, end: grow }), expectAliveAndNotReady));
    });

    it('that is read-only keeps it from starting, and says so', async () => {
      remount('ro');
      const refused = await startService(house).then(() => 'started', String);
      remount('rw');
      expect(refused).to.contain(`cannot open \`${join(mounted, 'slotguard.db')}\``);
      const service = await startService(house);
      expect(await service.stop()).to.equal(0);
    });
  });
});

/** Lets the system calls of a service fail, or take their time, while it runs. */
function inject({ pid }: Service, calls: string, injected: string): DiskFault {
  const strace = () => spawn('strace', ['-f', '-p', String(pid), '-o', '/dev/null', '-e', `trace=${calls}`, '-e', `inject=${calls}:${injected}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  let attached: ReturnType<typeof strace> | undefined;
  return {
    begin: async () => {
      attached = strace();
      await once(attached.stderr, 'data');
    },
    end: async () => {
      const ended = once(attached!, 'exit');
      attached?.kill('SIGINT');
      await ended;
    },
  };
}
