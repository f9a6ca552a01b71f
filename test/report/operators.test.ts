import { expect } from 'chai';
import type { Heading } from '../../src/audit/heading.js';
import type { Group } from '../../src/report/count.js';
import { operatorsIn } from '../../src/report/operators.js';
import { createDirectory } from '../../src/parties/directory.js';

describe('the Network Operators of rejections', () => {
  it('are counted in one go through the headings, however many there are of both', () => {
    let looks = 0;
    const dcc = createDirectory([{ id: 'broker', name: 'Broker', kind: 'dcc', entityIds: [], users: [], marketParticipantIds: [], distributorIds: [], group: undefined }]);
    const brokers = new Proxy(['broker'], { get: (list, key, receiver): unknown => { looks += 1; return Reflect.get(list, key, receiver); } });
    const entries = Array.from({ length: 200 }, (_, number) => ({ heading: { counted: true, repeated: false, responsible: `operator-${number}`, placed: brokers } as unknown as Heading, entries: 1 }));
    const operators = operatorsIn({ entries, repeated: [] } satisfies Group, dcc);
    expect(operators).to.have.length(201);
    expect(operators.map(({ responsible, placed }) => [responsible, placed])).to.deep.include.members([[1, 0], [0, 200]]);
    expect(looks / entries.length).to.be.below(20);
  });
});
