import { expect } from 'chai';
import { createByteCollector } from '../../src/http/byte-collector.js';

describe('collecting bytes', () => {
  it('joins pieces of any size', () => {
    const collector = createByteCollector(100_000);
    const pieces = [1, 4095, 1, 5000, 60_000].map((size, index) => Buffer.alloc(size, index + 1));
    expect(pieces.every((piece) => collector.add(piece))).to.be.true;
    expect(collector.take().equals(Buffer.concat(pieces))).to.be.true;
    expect(collector.isEmpty()).to.be.true;
  });

  it('takes as much as the limit and no byte more', () => {
    const collector = createByteCollector(10);
    expect([collector.add(Buffer.alloc(10)), collector.add(Buffer.alloc(1)), collector.isEmpty()]).to.deep.equal([true, false, true]);
  });

  it('lets what was taken alone', () => {
    const collector = createByteCollector(10);
    collector.add(Buffer.from('first'));
    const first = collector.take();
    collector.add(Buffer.from('second'));
    expect([first.toString(), collector.take().toString()]).to.deep.equal(['first', 'second']);
  });

  it('costs one buffer for a hundred thousand pieces of one byte', () => {
    const collector = createByteCollector(262_144);
    const before = process.memoryUsage().arrayBuffers;
    for (let count = 0; count < 100_000; count += 1) collector.add(Buffer.of(count % 256));
    expect(collector.take()).to.have.length(100_000);
    expect(process.memoryUsage().arrayBuffers - before).to.be.below(1_500_000);
  });
});
