import { expect } from 'chai';
import fc from 'fast-check';
import { deviceTypes, deviceStatuses } from '../../src/domain/device.js';
import { factProviders } from '../../src/domain/fact.js';
import { remotePartyRoles } from '../../src/domain/service-request.js';
import { facts, factVocabulary, findFact } from '../../src/facts/catalogue.js';
import { createFactSheet } from '../../src/facts/fact-sheet.js';
import { bright, certificate, dcc, device, epn, lookUpsOf, period, spd, stranger, unreadable } from './estate.js';

describe('the catalogue of facts', () => {
  it('names each once, with a meaning, a provider and the meaning of each value', () => {
    expect(new Set(facts.map(({ name }) => name)).size).to.equal(facts.length);
    for (const { name, meaning, provider, values } of facts) {
      expect(name).to.match(/^[a-z]+([A-Z][a-z]+)*$/);
      expect(meaning, name).to.match(/\w/);
      expect(factProviders, name).to.include(provider);
      if (values !== 'open') for (const value of values) expect(value.meaning, `${name} ${String(value.value)}`).to.match(/\w/);
    }
  });

  it('says of each value once, in the type of its fact, and `unknown` where it may be', () => {
    for (const { name, type, values, mayBeUnknown } of facts) {
      if (values === 'open') continue;
      const all = values.map(({ value }) => value);
      expect(new Set(all).size, name).to.equal(all.length);
      for (const value of all) expect(typeof value, name).to.equal({ text: 'string', integer: 'number', boolean: 'boolean' }[type]);
      expect(all.includes('unknown'), name).to.equal(mayBeUnknown);
    }
  });

  it('finds by name, and nothing by what every object has', () => {
    expect(findFact('srv')).to.equal(facts[0]);
    expect(['SRV', 'constructor', '__proto__', ''].map((name) => factVocabulary.findFact(name))).to.deep.equal([undefined, undefined, undefined, undefined]);
  });

  it('declares whatever can be found: no request and no estate gives another value, or a combination that it declares impossible', async () => {
    const certificates = fc.array(fc.oneof(
      fc.constant(unreadable('DigitalSigning')),
      fc.record({
        use: fc.constantFrom('DigitalSigning' as const, 'KeyAgreement' as const),
        owner: fc.constantFrom(epn, spd, stranger, dcc),
        ou: fc.constantFrom('03', '02', '04', '01', '87'),
        keyUsage: fc.constantFrom('digitalSignature', 'keyAgreement'),
      }).map(({ use, ...rest }) => certificate(use, rest)),
    ), { maxLength: 3 });
    const requests = fc.record({
      srv: fc.constantFrom('6.21', '6.15.1', '8.2', '9.9', '99.9'),
      originator: fc.constantFrom(...[bright, epn, dcc, stranger].map((each) => each.users[0]?.id ?? '90-B3-D5-1F-30-FF-00-00')),
      commandVariant: fc.integer({ min: 1, max: 9 }),
      remotePartyRole: fc.option(fc.constantFrom(...remotePartyRoles), { nil: undefined }),
      executionDateTime: fc.option(fc.constantFrom(0, Date.UTC(3000, 11, 31), Date.UTC(9999, 11, 31)), { nil: undefined }),
      certificates,
    });
    const estates = fc.record({
      devices: fc.array(fc.record({
        type: fc.constantFrom(...deviceTypes),
        status: fc.option(fc.constantFrom(...deviceStatuses), { nil: undefined }),
        importMpxn: fc.option(fc.constantFrom('1000000000012', '3000000103', '1'), { nil: undefined }),
        hubId: fc.option(fc.constant('00-DB-12-34-56-78-92-01'), { nil: undefined }),
      }).map(device), { maxLength: 1 }),
      registrations: fc.constantFrom(
        {},
        { '1000000000012': [period('EELC', '2019-01-01')] },
        { '1000000000012': [period('NONE', '2019-01-01')], '3000000103': [period('SPOW', '2019-01-01')] },
      ),
      registrationAsOf: fc.option(fc.constantFrom(0, Date.UTC(2026, 10, 19)), { nil: undefined }),
    });
    const met = new Set<string>();
    const parts = factVocabulary.impossible.flatMap(({ facts: together, because }) => Object.keys(together).map((name) => `${because}: ${name}`));
    const missed = () => parts.filter((part) => !met.has(part));
    const settings = fc.record({
      mpanPrefixFallback: fc.boolean(),
      operatorChangeGraceDays: fc.constantFrom(0, 30),
      registrationMaxAgeDays: fc.constantFrom(null, 1),
      enforcement: fc.constantFrom({}, { '6.21': { ESME: 'off' as const } }),
    });
    const isAsDeclared = fc.asyncProperty(requests, estates, settings, async (request, estate, set) => {
      const sheet = createFactSheet(lookUpsOf({ request, estate, settings: set }).lookUps);
      for (const { name, mayBeUnknown } of facts) {
        const { status } = await sheet.ask(name);
        expect(mayBeUnknown ? ['present', 'unknown'] : ['present'], name).to.include(status);
        await sheet.valueOf(name);
      }
      const found = sheet.asked();
      for (const { facts: together, because } of factVocabulary.impossible) {
        const isThere = Object.entries(together).every(([name, values]) => ('not' in values ? !values.not.includes(found[name]!) : values.includes(found[name]!)));
        expect(isThere, `${because}: ${JSON.stringify(found)}`).to.equal(false);
        for (const [name, values] of Object.entries(together)) {
          if ('not' in values ? values.not.includes(found[name]!) : !values.includes(found[name]!)) continue;
          met.add(`${because}: ${name}`);
        }
      }
    });
    // some come about once in hundreds of requests
    for (let round = 0; round < 20 && (round === 0 || missed().length > 0); round += 1) await fc.assert(isAsDeclared, { numRuns: 1_000 });
    expect(missed(), 'no request came near to it').to.deep.equal([]);
  });

  it('declares impossible combinations of facts and values that there are', () => {
    for (const { facts: together, because } of factVocabulary.impossible) {
      expect(Object.keys(together), because).to.have.length.above(1);
      for (const [name, values] of Object.entries(together)) {
        const declared = findFact(name)?.values;
        expect(declared, name).not.to.equal(undefined);
        if (declared !== 'open') expect(declared?.map(({ value }) => value), because).to.include.members([...('not' in values ? values.not : values)]);
      }
    }
  });
});
