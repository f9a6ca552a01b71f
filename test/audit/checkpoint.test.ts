import { expect } from 'chai';
import { readCheckpoint } from '../../src/audit/checkpoint.js';

const checkpoint = { store: 'a'.repeat(32), seq: 3, link: 'b'.repeat(64), records: 3, at: '2026-11-20T10:00:00.000Z' };

describe('a checkpoint', () => {
  it('is read as it was taken, also of a chain that is not begun', () => {
    for (const taken of [checkpoint, { ...checkpoint, store: null, seq: 0, link: '', records: 0 }]) expect(readCheckpoint(JSON.stringify(taken))).to.deep.equal(taken);
  });

  const others = [
    ...Object.keys(checkpoint).flatMap((key) => [undefined, {}, ['3'], true].map((value) => ({ ...checkpoint, [key]: value }))),
    { ...checkpoint, seq: '3' }, { ...checkpoint, seq: 3.5 }, { ...checkpoint, records: '3' }, { ...checkpoint, link: null }, { ...checkpoint, at: 1 }, { ...checkpoint, store: 1 }, null, [], 3, 'rubbish',
  ];
  for (const other of ['', '{', ...others.map((each) => JSON.stringify(each))]) {
    it(`is not \`${other}\``, () => {
      expect(readCheckpoint(other)).to.equal(undefined);
    });
  }
});
