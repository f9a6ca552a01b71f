import { expect } from 'chai';
import { Fault } from '../../src/domain/fault.js';
import { readParties, readPartiesFile } from '../../src/parties/read-parties.js';

const epn = `parties:
  - id: epn                                   # stable key
    name: Eastern Power Networks plc
    kind: network-operator
    entityIds:
      - 90-B3-D5-1F-30-02-00-00/48
      - { from: 90-b3-d5-1f-30-05-00-00, to: 90-B3-D5-1F-30-05-00-FF }
      - 90-B3-D5-1F-30-09-00-01
    users:
      - { id: 90-b3-d5-1f-30-02-00-00, role: ED }
    marketParticipantIds: [EELC, 1234]
    distributorIds: [10, "24"]
    group: ukpn
`;

function problemsOf(text: string): string[] {
  try {
    readParties(text, 'p.yaml');
  } catch (error) {
    if (error instanceof Fault && error.code === 'data-invalid') {
      return error.places.map(({ at, problem }) => `${at} ${problem}`);
    }
    throw error;
  }
  throw new Error('was read');
}

function oneParty(lines: string): string {
  return `parties:\n  - id: epn\n    name: EPN\n    kind: other\n    ${lines}\n`;
}

describe('a parties file', () => {
  it('is read, whatever stands in quotes', () => {
    expect(readParties(epn, 'p.yaml')).to.deep.equal([
      {
        id: 'epn',
        name: 'Eastern Power Networks plc',
        kind: 'network-operator',
        entityIds: [
          { from: 0x90b3d51f30020000n, to: 0x90b3d51f3002ffffn },
          { from: 0x90b3d51f30050000n, to: 0x90b3d51f300500ffn },
          { from: 0x90b3d51f30090001n, to: 0x90b3d51f30090001n },
        ],
        users: [{ id: '90-B3-D5-1F-30-02-00-00', role: 'ED' }],
        marketParticipantIds: ['EELC', '1234'],
        distributorIds: ['10', '24'],
        group: 'ukpn',
      },
    ]);
  });

  it('calls no party what a rule calls one that is not known', () => {
    expect(problemsOf('parties: [{ id: unknown, name: U, kind: supplier }]\n')).to.deep.equal(['p.yaml:1:17 `unknown` is what rules call a party that is in no directory: give it another id']);
  });

  it('may leave out every list and the group', () => {
    const [party] = readParties('parties: [{ id: "1", name: 007, kind: dcc }]\n', 'p.yaml');
    expect(party).to.deep.equal({
      id: '1', name: '007', kind: 'dcc', entityIds: [], users: [], marketParticipantIds: [], distributorIds: [], group: undefined,
    });
  });

  it('takes words that other readers of YAML turn into something else', () => {
    const [party] = readParties(oneParty('marketParticipantIds: [NO, on, 1e3, 0123, 6.10, null, ~]'), 'p.yaml');
    expect(party?.marketParticipantIds).to.deep.equal(['NO', 'on', '1e3', '0123', '6.10', 'null', '~']);
  });

  it('a prefix may take one bit or all 64', () => {
    const [party] = readParties(oneParty('entityIds: [80-00-00-00-00-00-00-00/1, 00-00-00-00-00-00-00-05/64]'), 'p.yaml');
    expect(party?.entityIds).to.deep.equal([{ from: 1n << 63n, to: (1n << 64n) - 1n }, { from: 5n, to: 5n }]);
  });

  const cases: readonly (readonly [string, string, string])[] = [
    ['bits below the prefix', 'entityIds: [90-B3-D5-1F-30-02-00-01/48]', 'p.yaml:5:17 the bits after the first 48 must be zero: write 90-B3-D5-1F-30-02-00-00/48'],
    ['a prefix of no bits', 'entityIds: [00-00-00-00-00-00-00-00/0]', 'p.yaml:5:17 `/0` is no prefix length: write 1 to 64'],
    ['a prefix of 65 bits', 'entityIds: [00-00-00-00-00-00-00-00/65]', 'p.yaml:5:17 `/65` is no prefix length: write 1 to 64'],
    ['a range the wrong way round', 'entityIds: [{ from: 00-00-00-00-00-00-00-02, to: 00-00-00-00-00-00-00-01 }]', 'p.yaml:5:17 the range ends before it begins: write the lower EUI-64 as `from`'],
    ['a range with a prefix', 'entityIds: [{ from: 00-00-00-00-00-00-00-00/8, to: 00-00-00-00-00-00-00-01 }]', 'p.yaml:5:17 `00-00-00-00-00-00-00-00/8` is no EUI-64: write eight hex pairs joined by `-`, such as 90-B3-D5-1F-30-01-00-00'],
    ['a range without an end', 'entityIds: [{ from: 00-00-00-00-00-00-00-00 }]', 'p.yaml:5:17 the key `to` is missing: write text'],
    ['an EUI-64 of seven pairs', 'entityIds: [90-B3-D5-1F-30-02-00]', 'p.yaml:5:17 `90-B3-D5-1F-30-02-00` is no EUI-64: write eight hex pairs joined by `-`, such as 90-B3-D5-1F-30-01-00-00'],
    ['an EUI-64 that is a list', 'entityIds: [[1]]', 'p.yaml:5:17 write text or keys with values, not a list'],
    ['an unknown role', 'users: [{ id: 00-00-00-00-00-00-00-01, role: EIS }]', 'p.yaml:5:50 unknown value `EIS`: did you mean `IS`?'],
    ['a User ID that is no EUI-64', 'users: [{ id: abc, role: IS }]', 'p.yaml:5:19 `abc` is no EUI-64: write eight hex pairs joined by `-`, such as 90-B3-D5-1F-30-01-00-00'],
    ['one digit', 'distributorIds: [8]', 'p.yaml:5:22 write two digits, such as 10'],
    ['17 characters', 'marketParticipantIds: [ABCDEFGHIJKLMNOPQ]', 'p.yaml:5:28 write 1 to 16 characters, no blank at either end'],
    ['a blank end', 'marketParticipantIds: ["EELC "]', 'p.yaml:5:28 write 1 to 16 characters, no blank at either end'],
    ['an empty id', 'marketParticipantIds: [""]', 'p.yaml:5:28 write 1 to 16 characters, no blank at either end'],
    ['an unknown key', 'entityId: []', 'p.yaml:5:5 unknown key `entityId`: did you mean `entityIds`?'],
    ['an empty key', 'users:', 'p.yaml:5:11 no value: write a list'],
    ['a group with a blank', 'group: uk pn', 'p.yaml:5:12 write letters, digits and hyphens, such as epn'],
  ];
  for (const [what, lines, problem] of cases) {
    it(`refuses ${what}`, () => {
      expect(problemsOf(oneParty(lines))).to.deep.equal([problem]);
    });
  }

  it('refuses a party without its three keys, of another kind, with another id', () => {
    expect(problemsOf('parties: [{}]\n')).to.have.length(3);
    expect(problemsOf('parties: [{ id: -a, name: " ", kind: suplier }]\n')).to.deep.equal([
      'p.yaml:1:17 write letters, digits and hyphens, such as epn',
      'p.yaml:1:27 write the name',
      'p.yaml:1:38 unknown value `suplier`: did you mean `supplier`?',
    ]);
  });

  it('refuses what is no parties file', () => {
    expect(problemsOf('')).to.deep.equal(['p.yaml:1:1 the file is empty: write keys with values']);
    expect(problemsOf('party: []\n')).to.deep.equal(['p.yaml:1:1 the key `parties` is missing: write a list', 'p.yaml:1:1 unknown key `party`: known here is parties']);
    expect(problemsOf('a: [')).to.have.length(1);
  });

  it('lists everything that is wrong', () => {
    expect(problemsOf(oneParty('distributorIds: [1, 2, 33]\n    users: [{ id: x, role: y }]'))).to.have.length(4);
  });
});

describe('parties of one file that contradict each other', () => {
  const two = (first: string, second: string): string =>
    `parties:\n  - { id: epn, name: E, kind: other, ${first} }\n  - { id: lpn, name: L, kind: other, ${second} }\n`;
  const cases: readonly (readonly [string, string, string])[] = [
    [
      'overlapping allocations',
      two('entityIds: [90-B3-D5-1F-30-02-00-00/48]', 'entityIds: [90-B3-D5-1F-30-02-FF-00/56]'),
      'p.yaml:3:50 the EUI-64s 90-B3-D5-1F-30-02-FF-00 to 90-B3-D5-1F-30-02-FF-FF are allocated to both `epn` and `lpn` (the first at p.yaml:2:50)',
    ],
    [
      'one User ID under two',
      two('users: [{ id: 00-00-00-00-00-00-00-0a, role: ED }]', 'users: [{ id: 00-00-00-00-00-00-00-0A, role: IS }]'),
      'p.yaml:3:46 the User ID `00-00-00-00-00-00-00-0A` stands under both `epn` and `lpn`: keep one (the first at p.yaml:2:46)',
    ],
    [
      'a User ID among the EUI-64s of another',
      two('entityIds: [90-B3-D5-1F-30-02-00-00/48, 90-B3-D5-1F-30-02-00-01]', 'users: [{ id: 90-B3-D5-1F-30-02-FF-FF, role: IS }]'),
      'p.yaml:3:46 the User ID `90-B3-D5-1F-30-02-FF-FF` of `lpn` is among the EUI-64s allocated to `epn` (90-B3-D5-1F-30-02-00-00 to 90-B3-D5-1F-30-02-FF-FF): mend one of them (the first at p.yaml:2:50)',
    ],
    [
      'one market participant id under two',
      two('marketParticipantIds: [X, EELC]', 'marketParticipantIds: [EELC]'),
      'p.yaml:3:61 the market participant id `EELC` stands under both `epn` and `lpn`: keep one (the first at p.yaml:2:64)',
    ],
    [
      'one distributor id under two',
      two('distributorIds: [10]', 'distributorIds: ["10"]'),
      'p.yaml:3:55 the distributor id `10` stands under both `epn` and `lpn`: keep one (the first at p.yaml:2:55)',
    ],
    [
      'one party id twice, in whatever case',
      two('group: a', 'group: b').replace('lpn', 'EPN'),
      'p.yaml:3:11 the party id `EPN` stands twice: keep one (the first at p.yaml:2:11)',
    ],
    [
      'one User ID twice under one party',
      oneParty('users: [{ id: 00-00-00-00-00-00-00-0A, role: ED }, { id: 00-00-00-00-00-00-00-0A, role: GT }]'),
      'p.yaml:5:56 the User ID `00-00-00-00-00-00-00-0A` stands twice under `epn`: keep one (the first at p.yaml:5:13)',
    ],
  ];
  for (const [what, text, problem] of cases) {
    it(what, () => {
      expect(problemsOf(text)).to.deep.equal([problem]);
    });
  }

  it('one party may repeat itself in allocations and ids', () => {
    const text = oneParty('entityIds: [00-00-00-00-00-00-00-00/8, 00-00-00-00-00-00-00-01]\n    marketParticipantIds: [A, A]\n    distributorIds: [10, 10]');
    expect(readParties(text, 'p.yaml')).to.have.length(1);
  });

  it('a file knows where each claim stands', () => {
    const { placeOf } = readPartiesFile(epn, 'p.yaml');
    expect(placeOf({ party: 0, field: 'entityIds', entry: 1 })).to.equal('p.yaml:7:9');
    expect(placeOf({ party: 0, field: 'id', entry: 0 })).to.equal('p.yaml:2:9');
  });
});
