import { expect } from 'chai';
import { Fault } from '../../src/domain/fault.js';
import { createFactSheet } from '../../src/facts/fact-sheet.js';
import { createLookUps, type LookUps } from '../../src/facts/look-ups.js';
import type { ReferenceStore } from '../../src/facts/reference.js';
import { lookUpsOf, now, readOddly, request, settings, storeOf } from './estate.js';

function lookUpsOver(store: Partial<ReferenceStore>): LookUps {
  return createLookUps({ reference: { ...storeOf().store, ...store }, readCertificate: readOddly, settings }, request(), now);
}

function gone(): never {
  throw new Fault('store-unavailable', 'the disk is gone');
}

async function faultOf(ask: () => unknown): Promise<Fault> {
  const cause = await failureOf(ask);
  expect(cause).to.be.instanceOf(Fault);
  return cause as Fault;
}

async function failureOf(ask: () => unknown): Promise<unknown> {
  try {
    await ask();
    return 'no failure';
  } catch (cause) {
    return cause;
  }
}

describe('a fact that is asked for', () => {
  it('is present', async () => {
    expect(await createFactSheet(lookUpsOf().lookUps).ask('deviceType')).to.deep.equal({ status: 'present', value: 'ESME' });
  });

  it('is unknown: looked, and there is none', async () => {
    const facts = createFactSheet(lookUpsOf({ estate: { devices: [] } }).lookUps);
    expect(await facts.ask('deviceType')).to.deep.equal({ status: 'unknown' });
    expect(await facts.valueOf('deviceType')).to.equal('unknown');
  });

  it('is unavailable: could not look', async () => {
    const facts = createFactSheet(lookUpsOver({ findDevice: gone }));
    expect(await facts.ask('deviceType')).to.include({ status: 'unavailable' });
    const fault = await faultOf(() => facts.valueOf('deviceType'));
    expect(fault).to.deep.include({ code: 'fact-unavailable', places: [{ at: 'fact deviceType', problem: 'the store did not answer' }] });
    expect((fault.cause as Fault).message).to.equal('the disk is gone');
  });

  it('is unavailable also where the store answers too late', async () => {
    const store: Partial<ReferenceStore> = { findDevice: async () => new Promise((resolve) => setTimeout(() => { resolve(undefined); }, 200).unref()) };
    const reference = { ...storeOf().store, ...store };
    const hurried = { ...settings, factDeadlineMilliseconds: 5 };
    const lookUps = createLookUps({ reference, readCertificate: readOddly, settings: hurried }, request(), now);
    const fault = await faultOf(() => createFactSheet(lookUps).valueOf('device'));
    expect(fault.code).to.equal('fact-unavailable');
    expect((fault.cause as Fault).message).to.equal('the store did not answer within 5 ms');
  });

  it('is malformed: a value that the catalogue does not declare', async () => {
    const device = { ...storeOf().store.findDevice('00-DB-12-34-56-78-90-01') as object, type: 'SAPC' } as never;
    const facts = createFactSheet(lookUpsOver({ findDevice: () => device }));
    expect(await facts.ask('deviceType')).to.deep.equal({ status: 'malformed', problem: 'fact deviceType is `SAPC`, which the catalogue does not declare' });
    expect(await faultOf(() => facts.valueOf('deviceType'))).to.include({ code: 'fact-malformed' });
    expect(await facts.ask('device'), 'others are not').to.deep.equal({ status: 'present', value: 'known' });
  });

  it('is malformed: the store holds what means nothing, and says so at once or later', async () => {
    const odd = () => { throw new Fault('fact-malformed', 'the store holds an odd row'); };
    for (const findDevice of [odd, async () => Promise.resolve().then(odd)]) {
      const facts = createFactSheet(lookUpsOver({ findDevice }));
      expect(await facts.ask('deviceType')).to.deep.equal({ status: 'malformed', problem: 'the store holds an odd row' });
      const { code, places } = await faultOf(() => facts.valueOf('deviceType'));
      expect({ code, places }).to.deep.equal({ code: 'fact-malformed', places: [{ at: 'fact deviceType', problem: 'the store holds an odd row' }] });
    }
  });

  it('is malformed: no value where there must be one', async () => {
    const facts = createFactSheet(lookUpsOf({ request: { commandVariant: 10 } }).lookUps);
    expect(await facts.ask('commandVariant')).to.include({ status: 'malformed' });
    expect(await facts.ask('noSuchFact')).to.deep.equal({ status: 'malformed', problem: 'there is no fact `noSuchFact`' });
    expect(await facts.ask('constructor')).to.include({ status: 'malformed' });
  });

  it('is known at once where the store answers at once, and later where it answers later', async () => {
    expect(createFactSheet(lookUpsOf().lookUps).valueOf('networkOperatorMatch')).to.equal('match');
    const later: Partial<ReferenceStore> = { findDevice: async (id) => storeOf().store.findDevice(id) };
    const value = createFactSheet(lookUpsOver(later)).valueOf('deviceType');
    expect(value).to.be.instanceOf(Promise);
    expect(await value).to.equal('ESME');
  });

  it('is not looked up a second time where looking failed', async () => {
    let looked = 0;
    const facts = createFactSheet(lookUpsOver({ findDevice: () => { looked += 1; return gone(); } }));
    for (const name of ['device', 'deviceType', 'mpxn']) await faultOf(() => facts.valueOf(name));
    expect(looked).to.equal(1);
  });

  it('does not hide an error of ours', async () => {
    const facts = createFactSheet(lookUpsOver({ findDevice: () => { throw new TypeError('oops'); } }));
    const cause = await failureOf(() => facts.valueOf('device'));
    expect(cause).to.be.instanceOf(TypeError);
  });
});

describe('the sheet of facts', () => {
  it('looks each up once, however often and from however many places it is asked', async () => {
    const { lookUps, asked } = lookUpsOf();
    const facts = createFactSheet(lookUps);
    await Promise.all(['deviceType', 'device', 'deviceType', 'mpxn', 'registration', 'responsibleParty'].map(async (name) => facts.valueOf(name)));
    await facts.valueOf('deviceType');
    expect(asked).to.deep.equal(['device 00-DB-12-34-56-78-90-01', 'registration as of', 'directory', 'registration of 1000000000012']);
  });

  it('tells what was asked for, in order, and what came of it', async () => {
    const facts = createFactSheet(lookUpsOf({ estate: { devices: [] } }).lookUps);
    for (const name of ['srv', 'device', 'cancellation', 'commandVariant']) await facts.valueOf(name);
    expect(Object.entries(facts.asked())).to.deep.equal([['srv', '6.21'], ['device', 'unknown'], ['cancellation', false], ['commandVariant', 1]]);
  });

  it('does not tell of what could not be had, nor of what was only looked at', async () => {
    const facts = createFactSheet(lookUpsOver({ findDevice: gone }));
    await faultOf(() => facts.valueOf('device'));
    await facts.ask('srv');
    expect(facts.asked()).to.deep.equal({});
  });

  it('hands out copies', async () => {
    const facts = createFactSheet(lookUpsOf().lookUps);
    await facts.valueOf('srv');
    facts.asked().srv = '8.2';
    expect(await facts.valueOf('srv')).to.equal('6.21');
    expect(facts.asked()).to.deep.equal({ srv: '6.21' });
  });

  it('takes recorded values for what they are, and looks up the others', async () => {
    const { lookUps, asked } = lookUpsOf();
    const facts = createFactSheet(lookUps, { deviceType: 'GPF' });
    expect(await facts.valueOf('deviceType')).to.equal('GPF');
    expect(asked).to.deep.equal([]);
    expect(await facts.valueOf('device')).to.equal('known');
  });
});
