import { expect } from 'chai';
import { inFileOrder, placesIn, splitPlace } from '../../src/yaml/line-places.js';

describe('places in files', () => {
  it('are lines and columns from 1, also behind the last line', () => {
    const placeAt = placesIn('ab\n\ncd\n');
    expect([0, 2, 3, 4, 5, 7].map(placeAt)).to.deep.equal(['1:1', '1:3', '2:1', '3:1', '3:2', '4:1']);
  });

  it('stand in the order of files, of lines and of columns, and a file as a whole before its lines', () => {
    const inOrder = ['a.yaml', 'a.yaml:2:3', 'a.yaml:2:11', 'a.yaml:10:1', 'b.yaml', 'b.yaml:1:1', 'c.yaml:1:1'];
    for (const given of [inOrder.toReversed(), inOrder.toSorted(), ['b.yaml:1:1', ...inOrder.filter((at) => at !== 'b.yaml:1:1')]]) {
      expect(inFileOrder(given.map((at) => ({ at, problem: 'odd' }))).map(({ at }) => at)).to.deep.equal(inOrder);
    }
  });

  it('are told apart from names that only look like them', () => {
    expect(splitPlace('C:\\rules\\x.yaml:7:12')).to.deep.equal({ file: 'C:\\rules\\x.yaml', line: 7, column: 12 });
    for (const file of ['rules', 'x:7', 'x:7:12:b', 'line\nx:1:2b', ':1:2']) expect(splitPlace(file)).to.deep.equal({ file });
    expect(splitPlace('a\nb:1:2')).to.deep.equal({ file: 'a\nb', line: 1, column: 2 });
  });
});
