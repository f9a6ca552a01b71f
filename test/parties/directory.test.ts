import { expect } from 'chai';
import fc from 'fast-check';
import { eui64FromBigInt, eui64ToBigInt } from '../../src/domain/eui64.js';
import { Fault } from '../../src/domain/fault.js';
import type { EntityIdRange, Party } from '../../src/domain/party.js';
import { conflictsBetween } from '../../src/parties/conflicts.js';
import { createDirectory } from '../../src/parties/directory.js';
import { partyFromJson, partyToJson } from '../../src/parties/party-json.js';

const last = (1n << 64n) - 1n;

function party(id: string, more: Partial<Party> = {}): Party {
  return { id, name: id, kind: 'network-operator', entityIds: [], users: [], marketParticipantIds: [], distributorIds: [], group: undefined, ...more };
}

describe('the party directory', () => {
  const epn = party('epn', {
    entityIds: [{ from: 16n, to: 31n }, { from: 20n, to: 40n }, { from: last, to: last }],
    users: [{ id: '00-00-00-00-00-00-00-10', role: 'ED' }],
    marketParticipantIds: ['EELC', 'X'],
    distributorIds: ['10'],
  });
  const lpn = party('lpn', { entityIds: [{ from: 41n, to: 41n }, { from: 0n, to: 0n }], users: [{ id: '00-00-00-00-00-00-00-11', role: 'IS' }] });
  const directory = createDirectory([epn, lpn]);

  it('finds by everything that a party is known by', () => {
    expect(directory.parties).to.deep.equal([epn, lpn]);
    expect(directory.findParty('lpn')).to.equal(lpn);
    expect(directory.findUser('00-00-00-00-00-00-00-11')).to.deep.equal({ party: lpn, role: 'IS' });
    expect(directory.findByMarketParticipantId('X')).to.equal(epn);
    expect(directory.findByDistributorId('10')).to.equal(epn);
  });

  it('and nothing by what no party has', () => {
    expect(directory.findParty('EPN')).to.equal(undefined);
    expect(directory.findParty('constructor')).to.equal(undefined);
    expect(directory.findUser('00-00-00-00-00-00-00-12')).to.equal(undefined);
    expect(directory.findByMarketParticipantId('eelc')).to.equal(undefined);
    expect(directory.findByDistributorId('11')).to.equal(undefined);
  });

  const owners: readonly (readonly [bigint, Party | undefined])[] = [
    [0n, lpn], [1n, undefined], [15n, undefined], [16n, epn], [31n, epn], [32n, epn],
    [40n, epn], [41n, lpn], [42n, undefined], [last - 1n, undefined], [last, epn],
  ];
  for (const [entityId, owner] of owners) {
    it(`${eui64FromBigInt(entityId)} is ${owner?.id ?? 'allocated to nobody'}`, () => {
      expect(directory.findByEntityId(eui64FromBigInt(entityId))).to.equal(owner);
    });
  }

  it('of nobody finds nothing', () => {
    expect(createDirectory([]).findByEntityId('00-00-00-00-00-00-00-00')).to.equal(undefined);
  });

  it('is not made of parties that contradict each other, and names both', () => {
    const contradiction = [epn, party('spn', { entityIds: [{ from: 40n, to: 40n }], distributorIds: ['10'] })];
    expect(() => createDirectory(contradiction))
      .to.throw(Fault, 'the parties contradict each other: the EUI-64s 00-00-00-00-00-00-00-28 are allocated to both `epn` and `spn`')
      .with.property('code', 'data-invalid');
    expect(conflictsBetween(contradiction).map(({ first, second }) => [first, second])).to.deep.equal([
      [{ party: 0, field: 'entityIds', entry: 1 }, { party: 1, field: 'entityIds', entry: 0 }],
      [{ party: 0, field: 'distributorIds', entry: 0 }, { party: 1, field: 'distributorIds', entry: 0 }],
    ]);
  });

  const shared: readonly (readonly [what: string, one: EntityIdRange, other: EntityIdRange, said: string])[] = [
    ['reaches into', { from: 16n, to: 32n }, { from: 31n, to: 40n }, '00-00-00-00-00-00-00-1F to 00-00-00-00-00-00-00-20'],
    ['holds', { from: 16n, to: 40n }, { from: 20n, to: 31n }, '00-00-00-00-00-00-00-14 to 00-00-00-00-00-00-00-1F'],
  ];
  for (const [what, one, other, said] of shared) {
    it(`tells what two parties share where an allocation of one ${what} one of the other, in the order of the list`, () => {
      for (const ranges of [[one, other], [other, one]]) {
        const found = conflictsBetween(ranges.map((entityIds, index) => party(`p${index}`, { entityIds: [entityIds] })));
        expect(found).to.deep.equal([{ problem: `the EUI-64s ${said} are allocated to both \`p0\` and \`p1\``, first: { party: 0, field: 'entityIds', entry: 0 }, second: { party: 1, field: 'entityIds', entry: 0 } }]);
      }
    });
  }

  it('takes what one party lists several times, however often', () => {
    expect(conflictsBetween([party('epn', { marketParticipantIds: ['EELC', 'EELC', 'EELC'], distributorIds: ['10', '10', '10'] })])).to.deep.equal([]);
    const [conflict, ...others] = conflictsBetween([party('epn', { marketParticipantIds: ['EELC', 'EELC'] }), party('lpn', { marketParticipantIds: ['LOND', 'EELC', 'EELC'] })]);
    expect([conflict?.first.entry, conflict?.second.entry, others]).to.deep.equal([0, 1, []]);
  });

  const range = fc.tuple(fc.nat(60), fc.nat(8)).map(([from, length]): EntityIdRange => ({ from: BigInt(from), to: BigInt(from + length) }));
  const someParties = fc.array(fc.array(range, { maxLength: 4 }), { maxLength: 4 }).map((lists) => lists.map((entityIds, index) => party(`p${index}`, { entityIds })));

  it('says what a plain look through all allocations says', () => {
    fc.assert(
      fc.property(someParties, (parties) => {
        const ownersOf = (id: bigint): Party[] => parties.filter(({ entityIds }) => entityIds.some(({ from, to }) => from <= id && id <= to));
        const ids = Array.from({ length: 70 }, (_, index) => BigInt(index));
        if (ids.some((id) => ownersOf(id).length > 1)) {
          expect(() => createDirectory(parties)).to.throw(Fault);
          return;
        }
        const found = createDirectory(parties);
        expect(ids.map((id) => found.findByEntityId(eui64FromBigInt(id)))).to.deep.equal(ids.map((id) => ownersOf(id)[0]));
      }),
      { numRuns: 500, seed: 42 },
    );
  });

  it('says which User IDs a plain look finds among the EUI-64s of another party, whose allocations do not overlap', () => {
    const withUsers = fc.tuple(someParties, fc.array(fc.tuple(fc.nat(3), fc.nat(70)), { maxLength: 6 }));
    fc.assert(
      fc.property(withUsers, ([plain, users]) => {
        const usersOf = (index: number) => users.filter(([of]) => of === index).map(([, id]) => ({ id: eui64FromBigInt(BigInt(id)), role: 'IS' as const }));
        const parties = plain.map((each, index) => ({ ...each, users: usersOf(index) }));
        const isStray = (own: Party, id: bigint): boolean =>
          parties.some((each) => each !== own && each.entityIds.some(({ from, to }) => from <= id && id <= to));
        const expected = parties.flatMap((own, index) => own.users.flatMap(({ id }, entry) => (isStray(own, eui64ToBigInt(id)) ? [`${index} ${entry}`] : [])));
        const found = conflictsBetween(parties).flatMap(({ problem, second }) => (problem.includes('is among the EUI-64s allocated to') ? [`${second.party} ${second.entry}`] : []));
        expect(found.sort()).to.deep.equal(expected.sort());
      }),
      { numRuns: 500, seed: 42 },
    );
  });

  it('many overlaps cost little, and each allocation is named once', () => {
    const parties = Array.from({ length: 3000 }, (_, index) => party(`p${index}`, { entityIds: [{ from: BigInt(index), to: last }] }));
    expect(conflictsBetween(parties)).to.have.length(2999);
  });
});

describe('a party kept as JSON', () => {
  it('comes back as it was', () => {
    const full = party('epn', {
      name: 'Eastern "Power" \u2028 Networks',
      entityIds: [{ from: 0n, to: last }, { from: 5n, to: 5n }],
      users: [{ id: '00-00-00-00-00-00-00-0A', role: 'GT' }],
      marketParticipantIds: ['EELC'],
      distributorIds: ['08'],
      group: 'ukpn',
    });
    expect(partyFromJson(partyToJson(full))).to.deep.equal(full);
    expect(partyFromJson(partyToJson(party('lpn')))).to.deep.equal(party('lpn'));
    expect(partyToJson(full)).not.to.contain('\n');
  });

  it('anything else is refused', () => {
    for (const text of ['', '{', '{}', 'null', '[]', '{"id":"epn"}', partyToJson(party('epn')).replace('network-operator', 'x')]) {
      expect(() => partyFromJson(text), text).to.throw(Fault, 'the kept party is no').with.property('code', 'data-invalid');
    }
  });
});
