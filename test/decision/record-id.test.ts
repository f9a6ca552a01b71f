import { expect } from 'chai';
import { validate, version } from 'uuid';
import { createRecordId } from '../../src/decision/record-id.js';

describe('the id of a record', () => {
  it('is a UUIDv7 of the time at which it was made, and no other has it', () => {
    const began = Date.now();
    const ids = Array.from({ length: 5000 }, createRecordId);
    expect(new Set(ids).size).to.equal(5000);
    for (const id of ids) {
      expect(validate(id) && version(id)).to.equal(7);
      expect(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).to.be.within(began, Date.now());
    }
  });

  it('is greater than those made before it, also within a millisecond', () => {
    const ids = Array.from({ length: 5000 }, createRecordId);
    expect(ids).to.deep.equal(ids.toSorted());
  });

  it('ends in randomness of its own, by which nobody foresees another', () => {
    const endings = Array.from({ length: 1000 }, () => createRecordId().slice(-10));
    expect(new Set(endings).size).to.equal(1000);
  });
});
