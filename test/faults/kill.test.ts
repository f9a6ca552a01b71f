import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { type House, setUpHouse } from '../serve/house.js';
import { answered, startCallers, type Seen } from './callers.js';
import { type Setting, startService, workers } from './child-service.js';
import { chance, describeFaults, isFull } from './describe-faults.js';
import { noteFigures } from './figures.js';
import { findBroken, findForgotten, findLost } from './nothing-lost.js';

const rounds = isFull ? 200 : 2;
/** answers that a service has given at most before the time of its kill begins: it is slow at first, and fast then */
const some = isFull ? 400 : 40;
/** how many of the last answers before a kill are asked for again after it: they are the ones in danger */
const askedAgain = 32;

describeFaults('kill -9 under load', () => {
  let house: House;
  beforeEach(async () => { house = await setUpHouse(); });
  afterEach(() => { house.remove(); });

  interface Killed {
    answered: number;
    repeated: number;
    lost: string[];
    forgotten: string[];
  }

  /** As often as said, or until something is lost. */
  async function killAgainAndAgain(times: number, setting: Setting = {}): Promise<Killed> {
    const { between } = chance();
    const killed: Killed = { answered: 0, repeated: 0, lost: [], forgotten: [] };
    let last: Seen[] = [];
    for (let round = 0; round < times && killed.lost.length === 0; round += 1) {
      const service = await startService(house, setting);
      killed.forgotten.push(...(await findForgotten(service.url, house, last)));
      const callers = startCallers(service.url, house, round * 1_000_000);
      await callers.seeMore(200, between(1, some));
      await pause(between(10, 250));
      await service.kill();
      await callers.gone;
      const answers = answered(callers.seen);
      killed.answered += answers.length;
      killed.repeated += answers.filter(({ body }) => body.repeated === true).length;
      killed.lost.push(...findLost(house.configuration.store.url, answers));
      last = callers.seen.filter(({ answer }) => answer?.status === 200).slice(-askedAgain);
    }
    return killed;
  }

  it('loses nothing that was answered, answers it again, and the chain holds', async () => {
    const killed = await killAgainAndAgain(rounds);
    expect([killed.lost, killed.forgotten]).to.deep.equal([[], []]);
    expect(await findBroken(house.configuration.store.url)).to.deep.equal([]);
    noteFigures('survived', `kill -9 under load, ${workers === 1 ? '1 process' : `${workers} workers`}`, { rounds, answered: killed.answered, lost: killed.lost.length, seen: `${killed.repeated} of the answers were given from a record, and the last ${askedAgain} of each round once more after the restart` });
  });

  it('would be caught losing what is answered before it is written', async () => {
    const killed = await killAgainAndAgain(10, { plants: ['answers-before-commit'] });
    expect(killed.lost).not.to.be.empty;
    noteFigures('caught', 'records written 40 ms after the answer, kill -9', `${killed.lost.length} of ${killed.answered} answers lost`);
  });
});
