import { expect } from 'chai';
import fc from 'fast-check';
import { z } from 'zod';
import { Fault } from '../../src/domain/fault.js';
import { readServiceRequestJson, serviceRequestJson } from '../../src/duis/read-service-request-json.js';
import { readServiceRequest } from '../../src/duis/read-service-request.js';
import { serviceRequestBytes, serviceRequestXml } from '../support/duis.js';
import { refusalOf } from './refusal.js';

const signing = { use: 'DigitalSigning', certificate: 'AAAA' };
const agreement = { use: 'KeyAgreement', certificate: 'BBBB' };
const handover = {
  requestId: '90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A3:1001',
  commandVariant: 1,
  srv: '6.21',
  schemaVersion: '5.4',
  remotePartyRole: 'NetworkOperator',
  executionDateTime: null,
  certificates: [signing, agreement],
};
const update = { ...handover, srv: '6.15.1', commandVariant: 4 };
const inventory = { requestId: handover.requestId, commandVariant: 8, srv: '8.2', schemaVersion: '5.4' };

function placesOf(value: unknown): readonly string[] {
  const fault = refusalOf(() => readServiceRequestJson(value));
  expect(fault.code).to.equal('not-decidable');
  const places = fault.places.map(({ at, problem }) => `${at}: ${problem}`);
  expect(fault.places.every(({ problem }) => problem.length > 0), 'each problem is said').to.equal(true);
  expect(fault.message).to.equal(`the JSON is no Service Request that can be decided: ${places[0] ?? 'somewhere'}`);
  return places;
}

describe('reading a Service Request from JSON', () => {
  it('takes every field', () => {
    const { contentDigest, ...fields } = readServiceRequestJson({ ...handover, executionDateTime: '2030-01-15T01:00:00+01:00' });
    expect(fields).to.deep.equal({
      requestId: handover.requestId,
      originator: '90-B3-D5-1F-30-01-00-00',
      target: '00-DB-12-34-56-78-90-A3',
      counter: 1001n,
      commandVariant: 1,
      srv: '6.21',
      serviceReference: '6.21',
      schemaVersion: '5.4',
      remotePartyRole: 'NetworkOperator',
      executionDateTime: Date.UTC(2030, 0, 15),
      certificates: [{ use: 'DigitalSigning', base64: 'AAAA' }, { use: 'KeyAgreement', base64: 'BBBB' }],
      certificationPath: undefined,
    });
    expect(contentDigest).to.match(/^[0-9a-f]{64}$/);
  });

  it('takes the same from JSON as from XML, but for the certification path, which JSON has not', () => {
    const certificates = [{ use: 'DigitalSigning' as const, base64: 'AAAA' }, { use: 'KeyAgreement' as const, base64: 'BBBB' }];
    for (const json of [handover, update, { ...update, executionDateTime: '3000-12-31T00:00:00Z' }]) {
      const srv = json.srv as '6.21' | '6.15.1';
      const xml = serviceRequestBytes({ srv, certificates, executionDateTime: json.executionDateTime ?? undefined });
      expect(readServiceRequestJson(json)).to.deep.equal({ ...readServiceRequest(xml), certificationPath: undefined });
    }
  });

  it('takes certificates in any order, with white space', () => {
    expect(readServiceRequestJson({ ...handover, certificates: [agreement, { ...signing, certificate: 'AA\r\nAA ' }] })).to.deep.equal(readServiceRequestJson(handover));
  });

  it('needs of another SRV only the header', () => {
    expect(readServiceRequestJson(inventory)).to.include({ srv: '8.2', serviceReference: '8.2', remotePartyRole: undefined, executionDateTime: undefined });
    const withNothing = { ...inventory, remotePartyRole: null, executionDateTime: null, certificates: [] };
    expect(readServiceRequestJson(withNothing)).to.deep.equal(readServiceRequestJson(inventory));
  });

  it('refuses an SRV that DUIS does not have, as XML does, with the nearest', () => {
    for (const [srv, nearest] of [['6.15', '6.15.1'], ['6.21.1', '6.21'], ['99.9', '14.1']] as const) {
      const sentence = `\`${srv}\` is no Service Reference Variant of DUIS V5.4: the nearest is ${nearest}`;
      expect(placesOf({ ...handover, srv })).to.deep.equal([`srv: ${sentence}`]);
      const xml = serviceRequestXml().replaceAll('6.21<', `${srv}<`);
      expect(refusalOf(() => readServiceRequest(Buffer.from(xml))).places[0]?.problem).to.equal(sentence);
    }
  });

  it('needs neither role nor certificates with CommandVariant 5 to 7', () => {
    for (const commandVariant of [5, 6, 7]) {
      const { remotePartyRole, certificates } = readServiceRequestJson({ ...inventory, srv: '6.15.1', commandVariant });
      expect([remotePartyRole, certificates]).to.deep.equal([undefined, []]);
    }
  });

  it('needs a role with CommandVariant 1 to 4, and a certificate with any but 5 to 7', () => {
    for (const commandVariant of [1, 2, 3, 4]) {
      expect(placesOf({ ...handover, commandVariant, remotePartyRole: null })).to.deep.equal([`remotePartyRole: a 6.21 with commandVariant ${commandVariant} must name one`]);
    }
    for (const commandVariant of [1, 4, 8, 9]) {
      expect(placesOf({ ...update, commandVariant, certificates: [] })).to.deep.equal([`certificates: a 6.15.1 with commandVariant ${commandVariant} must place a certificate`]);
    }
    expect(placesOf({ ...inventory, srv: '6.21', commandVariant: 1 })).to.have.length(2);
  });

  it('needs a DigitalSigning certificate in a 6.21 only, as the schema does', () => {
    expect(placesOf({ ...handover, certificates: [agreement] })).to.deep.equal(['certificates: a 6.21 must place a DigitalSigning certificate']);
    expect(readServiceRequestJson({ ...update, certificates: [agreement] }).certificates).to.have.length(1);
  });

  it('refuses a use twice and an empty certificate, by their place', () => {
    expect(placesOf({ ...handover, certificates: [signing, agreement, signing] })).to.deep.equal(['certificates[2].use: DigitalSigning stands twice: a request places one']);
    expect(placesOf({ ...handover, certificates: [signing, { ...agreement, certificate: '' }] })).to.deep.equal(['certificates[1].certificate: it is empty: it places no certificate']);
    expect(placesOf({ ...handover, certificates: [{ ...signing, certificate: ' \n' }] })).to.deep.equal(['certificates[0].certificate: it is empty: it places no certificate']);
  });

  it('tells what is missing, and what a field of another kind is', () => {
    const whole = 'write a whole number from 1 to 9';
    const told = (commandVariant: unknown) => placesOf({ ...handover, commandVariant });
    expect([undefined, null, [1], {}, true, 10].map(told)).to.deep.equal([
      [`commandVariant: it is missing: ${whole}`], [`commandVariant: it is null: ${whole}`], [`commandVariant: it is a list: ${whole}`],
      [`commandVariant: it is an object: ${whole}`], [`commandVariant: it is a boolean: ${whole}`], [`commandVariant: ${whole}`],
    ]);
  });

  it('asks for quotes around what must be text', () => {
    expect(placesOf({ ...handover, srv: 6.21, schemaVersion: 5.4 })).to.deep.equal(['srv: it is a number: write it in quotes, such as "6.21"', 'schemaVersion: it is a number: write it in quotes, such as "5.4"']);
  });

  it('names the nearest known key of an unknown one', () => {
    expect(placesOf({ ...handover, requestID: '' })).to.deep.equal(['requestID: no such key: did you mean `requestId`']);
    expect(placesOf({ ...handover, certificates: [{ ...signing, certificat: '' }] })).to.deep.equal(['certificates[0].certificat: no such key: did you mean `certificate`']);
    expect(placesOf({ ...handover, zzzzzzzz: 1 })[0]).to.contain('there are requestId, commandVariant');
    expect(placesOf(JSON.parse(JSON.stringify(handover).replace('{', '{"__proto__":{},')))[0]).to.match(/^__proto__: no such key/);
  });

  const wrong: Readonly<Record<string, readonly [change: Readonly<Record<string, unknown>>, at: string]>> = {
    'a RequestID that is none': [{ requestId: '1' }, 'requestId'],
    'a RequestID that is a number': [{ requestId: 1 }, 'requestId'],
    'no RequestID': [{ requestId: undefined }, 'requestId'],
    'a counter beyond 64 bits': [{ requestId: handover.requestId.replace('1001', '18446744073709551616') }, 'requestId'],
    'a RequestID with a line feed': [{ requestId: `${handover.requestId}\n` }, 'requestId'],
    'commandVariant 0': [{ commandVariant: 0 }, 'commandVariant'],
    'commandVariant 10': [{ commandVariant: 10 }, 'commandVariant'],
    'commandVariant 1.5': [{ commandVariant: 1.5 }, 'commandVariant'],
    'commandVariant as text': [{ commandVariant: '1' }, 'commandVariant'],
    'commandVariant null': [{ commandVariant: null }, 'commandVariant'],
    'infinite commandVariant': [{ commandVariant: Infinity }, 'commandVariant'],
    'a list as srv': [{ srv: ['6.21'] }, 'srv'],
    'an srv that is none': [{ srv: '6' }, 'srv'],
    'an srv with white space': [{ srv: ' 6.21' }, 'srv'],
    'an unknown role': [{ remotePartyRole: 'Other' }, 'remotePartyRole'],
    'an impossible date': [{ executionDateTime: '2030-02-30T00:00:00Z' }, 'executionDateTime'],
    'an empty date': [{ executionDateTime: '' }, 'executionDateTime'],
    'a date as a number': [{ executionDateTime: 0 }, 'executionDateTime'],
    'certificates null': [{ certificates: null }, 'certificates'],
    'certificates as an object': [{ certificates: { 0: signing } }, 'certificates'],
    'a certificate that is a text': [{ certificates: ['AAAA'] }, 'certificates[0]'],
    'an unknown use': [{ certificates: [{ ...signing, use: 'Signing' }] }, 'certificates[0].use'],
    'no use': [{ certificates: [{ certificate: 'AAAA' }] }, 'certificates[0].use'],
    'a certificate as bytes': [{ certificates: [{ ...signing, certificate: [1, 2] }] }, 'certificates[0].certificate'],
  };
  for (const [what, [change, at]] of Object.entries(wrong)) {
    it(`refuses ${what}`, () => {
      expect(placesOf({ ...handover, ...change }).map((place) => place.slice(0, place.indexOf(':')))).to.deep.equal([at]);
    });
  }

  it('refuses what is no object', () => {
    for (const value of [undefined, null, 1, 'x', true, []]) {
      expect(placesOf(value)).to.deep.equal(['the request: write a JSON object']);
    }
  });

  it('says no more than 20 of many problems', () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`key${index}`, 1]));
    expect(placesOf({ ...handover, ...many })).to.have.length(20);
    expect(placesOf({ ...handover, certificates: Array.from({ length: 5000 }, () => 1) })).to.deep.equal(['certificates: it lists 5000: a request places each of DigitalSigning, KeyAgreement, KeyAgreementTopUp at most once']);
  });

  it('throws nothing but a Fault, whatever it is given', () => {
    const change = fc.record({ key: fc.constantFrom(...Object.keys(handover), 'toString', '__proto__'), value: fc.oneof(fc.jsonValue(), fc.anything(), fc.constantFrom(...Object.values(handover))) });
    fc.assert(fc.property(change, ({ key, value }) => {
      const changed = Object.fromEntries([...Object.entries(handover), [key, value]]);
      try {
        expect(readServiceRequestJson(changed).target).to.equal('00-DB-12-34-56-78-90-A3');
      } catch (error) {
        expect(error).to.be.instanceOf(Fault).with.property('code', 'not-decidable');
      }
    }), { numRuns: 2000, seed: 5 });
  });

  it('has a schema that can be published', () => {
    const schema = z.toJSONSchema(serviceRequestJson);
    expect(schema).to.include({ type: 'object', additionalProperties: false });
    expect(schema.required).to.deep.equal(['requestId', 'commandVariant', 'srv', 'schemaVersion']);
  });
});
