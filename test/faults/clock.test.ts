import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type House, setUpHouse } from '../serve/house.js';
import { answered, type Callers, refusals, startCallers, type Seen } from './callers.js';
import { type Service, startService } from './child-service.js';
import { chance, describeFaults, isFull } from './describe-faults.js';
import { noteFigures } from './figures.js';
import { findBroken, findForgotten, findLost } from './nothing-lost.js';
import type { PlantName } from './plants.js';

const HOUR = 3_600_000;
const few = { some: 12, more: 0 };
const { some, more } = isFull ? { some: 300, more: 20 } : few;
/** of 16 callers, whoever is answered as many answers later was decided later */
const atOnce = 32;

describeFaults('a clock that is put back an hour and forward a day', () => {
  let house: House;
  beforeEach(async () => { house = await setUpHouse(); });
  afterEach(() => { house.remove(); });

  interface Outcome {
    seen: Seen[];
    forgotten: string[];
    /** RequestIDs as the service lists them, the newest first */
    listed: string[];
  }

  /**
   * The same service with the clock honest, back, forward and honest again, and then by chance; callers go on all the while. What a plant
   * does shows at once.
   */
  async function turnTheClock(plant?: PlantName): Promise<Outcome> {
    const { some: answers, more: turns } = plant === undefined ? { some, more } : few;
    const { between } = chance();
    const clock = join(house.folder, 'clock');
    const turn = (wrongBy: number) => { writeFileSync(clock, String(wrongBy)); };
    turn(0);
    const service = await startService(house, { plants: ['clock', ...(plant === undefined ? [] : [plant])], environment: { FAULTS_CLOCK: clock } });
    const callers = startCallers(service.url, house, 1);
    for (const wrongBy of [0, -HOUR, 24 * HOUR, 0, ...Array.from({ length: turns }, () => between(-48, 48) * HOUR)]) {
      turn(wrongBy);
      await untilSeen(callers, wrongBy);
      await callers.seeMore(200, answers);
    }
    await callers.stop();
    const forgotten = await findForgotten(service.url, house, callers.seen.filter(({ answer }) => answer?.status === 200).slice(0, 50));
    const listed = await list(service);
    await service.stop();
    return { seen: callers.seen, forgotten, listed };
  }

  async function list({ url }: Service): Promise<string[]> {
    const listed: string[] = [];
    for (let next: string | undefined = ''; next !== undefined;) {
      const page = (await (await fetch(`${url}/v1/decisions?limit=1000${next}`)).json()) as { decisions: { request: { requestId: string } }[]; nextCursor?: string };
      listed.push(...page.decisions.map(({ request: { requestId } }) => requestId));
      next = page.nextCursor && `&cursor=${page.nextCursor}`;
    }
    return listed;
  }

  /** RequestIDs that one caller saw answered one after the other, in an order that the listing turns round. */
  function findMisplaced({ seen, listed }: Outcome): string[] {
    const position = new Map(listed.map((requestId, index) => [counterOf(requestId), index]));
    const decided = seen.filter(({ answer }) => answer?.status === 200 && answer.body.repeated === undefined);
    const placed = decided.flatMap(({ counter }) => position.get(counter) ?? []);
    return placed.length === 0 ? ['nothing is listed'] : placed.filter((place, index) => place < (placed[index + atOnce] ?? -1)).map((place) => String(listed[place]));
  }

  it('loses nothing, ties each record to the one written before it, lists by the order of writing, and answers again', async () => {
    const outcome = await turnTheClock();
    const { seen, forgotten } = outcome;
    const { store: { url } } = house.configuration;
    expect(refusals(seen).filter((code) => code !== 'overloaded')).to.deep.equal([]);
    expect([findLost(url, answered(seen)), forgotten, findMisplaced(outcome), await findBroken(url)]).to.deep.equal([[], [], [], []]);
    noteFigures('survived', 'clock back an hour, forward a day, and by chance', { rounds: 4 + more, answered: answered(seen).length, lost: 0, seen: 'listed in the order of writing' });
  });

  it('would be caught tying records together by the clock', async () => {
    await turnTheClock('chain-by-clock');
    const broken = await findBroken(house.configuration.store.url);
    expect(broken).not.to.be.empty;
    noteFigures('caught', 'records tied to the one of the latest time, clock put back', '`slotguard audit verify` tells the first record that does not follow');
  });

  it('would be caught listing by the clock', async () => {
    const misplaced = findMisplaced(await turnTheClock('listing-by-clock'));
    expect(misplaced).not.to.be.empty;
    noteFigures('caught', 'the listing ordered by time, clock put back', `${misplaced.length} records listed out of order`);
  });
});

/** Waits until an answer shows that the service has the clock that it was given. */
async function untilSeen({ seen, seeMore }: Callers, wrongBy: number): Promise<void> {
  const isWrongBy = (decidedAt: unknown) => Math.abs(Date.parse(String(decidedAt)) - Date.now() - wrongBy) < HOUR / 2;
  while (!seen.slice(-16).some(({ answer }) => answer?.body.repeated === undefined && isWrongBy(answer?.body.decidedAt))) await seeMore(200, 1);
}

function counterOf(requestId: string): number {
  return Number(requestId.slice(requestId.lastIndexOf(':') + 1));
}
