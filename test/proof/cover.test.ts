import { expect } from 'chai';
import fc from 'fast-check';
import { factVocabulary } from '../../src/facts/catalogue.js';
import { coverOf } from '../../src/proof/cover.js';
import { diagramOf } from '../../src/proof/cube.js';
import { type Diagram, indexes, no, yes } from '../../src/proof/diagram.js';
import { createFactSpace, type FactSpace } from '../../src/proof/fact-space.js';
import { oneOf } from '../rules/conditions.js';

/** Three facts of two, three and four classes, none of which an impossibility mentions. */
function smallSpace(): FactSpace {
  return createFactSpace([oneOf('cancellation', true, false), oneOf('enforcement', 'enforce', 'observe', 'off'), oneOf('remotePartyRole', 'ACB', 'Root', 'none')], { ...factVocabulary, impossible: [] });
}

const points = 2 * 3 * 4;

/** The condition that holds at the points whose bit is set. */
function conditionAt(space: FactSpace, holds: (point: number) => boolean): Diagram {
  const { diagrams } = space;
  const build = (axis: number, point: number): Diagram => {
    const arity = diagrams.arities[axis];
    if (arity === undefined) return holds(point) ? yes : no;
    return diagrams.ask(axis, indexes(arity).map((klass) => build(axis + 1, point * arity + klass)));
  };
  return build(0, 0);
}

/** The fewest cubes that are the wanted points and no forbidden one, by trying every number of every cube. */
function fewest(space: FactSpace, wanted: number, forbidden: number): number {
  const all = cubes(space.diagrams.arities).filter((cube) => (cube & forbidden) === 0 && (cube & wanted) !== 0);
  const search = (left: number, depth: number): boolean => {
    if (left === 0) return true;
    if (depth === 0) return false;
    const point = left & -left;
    return all.some((cube) => (cube & point) !== 0 && search(left & ~cube, depth - 1));
  };
  return indexes(points + 1).find((depth) => search(wanted, depth)) ?? Infinity;
}

/** Every cube, as the bits of its points. */
function cubes(arities: readonly number[]): number[] {
  const build = (axis: number, starts: number[]): number[] => {
    const arity = arities[axis];
    if (arity === undefined) return [starts.reduce((bits, point) => bits | (1 << point), 0)];
    return indexes(2 ** arity - 1).flatMap((choice) => {
      const classes = indexes(arity).filter((klass) => ((choice + 1) >> klass) & 1);
      return build(axis + 1, starts.flatMap((start) => classes.map((klass) => start * arity + klass)));
    });
  };
  return build(0, [0]);
}

describe('the rows that cover a condition', () => {
  it('are all of it and nothing else, and not one too many: as few as there can be in a small space', () => {
    let [more, all] = [0, 0];
    fc.assert(
      fc.property(fc.nat({ max: 2 ** points - 1 }), fc.nat({ max: 2 ** points - 1 }), fc.nat({ max: 2 ** points - 1 }), (one, other, open) => {
        const space = smallSpace();
        const wanted = one & other;
        const allowed = wanted | (open & one);
        const at = (bits: number) => conditionAt(space, (point) => ((bits >> point) & 1) === 1);
        const found = coverOf(space, at(wanted), at(allowed));
        const union = found.map((cube) => diagramOf(space, cube)).reduce((so, each) => space.diagrams.or(so, each), no);
        expect(space.diagrams.and(at(wanted), space.diagrams.not(union))).to.equal(no);
        expect(space.diagrams.and(union, space.diagrams.not(at(allowed)))).to.equal(no);
        const least = fewest(space, wanted, ~allowed & (2 ** points - 1));
        all += least;
        more += found.length - least;
      }),
      { numRuns: 150, seed: 63 },
    );
    expect(all).to.be.above(300);
    expect(more).to.equal(0);
  });

  it('are the same each time', () => {
    const cover = () => {
      const space = smallSpace();
      const condition = conditionAt(space, (point) => point % 5 < 2);
      return coverOf(space, condition, condition);
    };
    expect(cover()).to.deep.equal(cover()).and.to.have.length.above(1);
  });

  it('are none of nothing, and one of everything', () => {
    const space = smallSpace();
    expect(coverOf(space, no, no)).to.deep.equal([]);
    expect(coverOf(space, yes, yes)).to.deep.equal([[undefined, undefined, undefined]]);
  });
});
