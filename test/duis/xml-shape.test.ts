import { expect } from 'chai';
import fc from 'fast-check';
import { Fault } from '../../src/domain/fault.js';
import { readXml, requestLimits } from '../../src/duis/read-xml.js';
import { createShapes, type Shapes } from '../../src/duis/xml-shape.js';
import type { XmlElement } from '../../src/duis/xml-tree.js';
import { serviceRequestXml } from '../support/duis.js';
import { rounds, seed } from '../fuzz/rounds.js';
import { byteMutations, diceFrom, elementMutations, pick } from './mutations.js';
import { sharedRequests } from './refusal.js';

/** Reads with shapes, and tells whether that was by a shape. */
function reading(shapes: Shapes) {
  let byShape = 0;
  const watched: Shapes = {
    ...shapes,
    find: (text) => {
      const found = shapes.find(text);
      byShape += found === undefined ? 0 : 1;
      return found;
    },
  };
  return { read: (bytes: Buffer) => outcomeOf(() => readXml(bytes, requestLimits, watched)), byShape: () => byShape };
}

function outcomeOf(read: () => XmlElement): unknown {
  try {
    return plain(read());
  } catch (cause) {
    if (cause instanceof Fault) return { code: cause.code, message: cause.message, places: cause.places };
    throw cause;
  }
}

/** As the tree is told to be, without what only the reader keeps in it. */
function plain({ namespace, name, qualifiedName, attributes, children, text, hasReference, source, start, end }: XmlElement): unknown {
  return { namespace, name, qualifiedName, attributes, children: children.map(plain), text, hasReference, source, start, end };
}

const fresh = (bytes: Buffer) => outcomeOf(() => readXml(bytes));
const learntFrom = (...messages: string[]) => {
  const { read, byShape } = reading(createShapes());
  for (const message of messages) read(Buffer.from(message));
  return { read: (message: string) => read(Buffer.from(message)), byShape };
};

describe('the shape of messages', () => {
  const message = serviceRequestXml();
  const other = message.replace(':1001<', ':18446744073709551615<').replace('>true<', '>false<').replace('<sr:CommandVariant>1<', '<sr:CommandVariant><');

  it('is enough to read another message that has it', () => {
    const { read, byShape } = learntFrom(message);
    expect(read(other)).to.deep.equal(fresh(Buffer.from(other)));
    expect(byShape()).to.equal(1);
  });

  const sameMarkup: Readonly<Record<string, string>> = {
    'nothing in a value': message.replace(/(<sr:RequestID>)[^<]*/, '$1'),
    'blanks in a value': message.replace(':1001<', ': \n\t<'),
    'letters beyond ASCII': message.replace(':1001<', ':é\u{1F600}\uFEFF<'),
    'what only looks like markup': message.replace(':1001<', ': > ]] /> --> "\'<'),
  };
  for (const [what, xml] of Object.entries(sameMarkup)) {
    it(`is that of a message with ${what}`, () => {
      const { read, byShape } = learntFrom(message);
      expect(read(xml)).to.deep.equal(fresh(Buffer.from(xml)));
      expect(byShape()).to.equal(1);
    });
  }

  const otherwise: Readonly<Record<string, readonly [learnt: string, read: string]>> = {
    'a reference': [message, message.replace(':1001<', ':&#49;001<')],
    'a reference that is none': [message, message.replace(':1001<', ':&1001<')],
    'the end of CDATA': [message, message.replace(':1001<', ':]]>1001<')],
    'a control character': [message, message.replace(':1001<', ':1001\u0007<')],
    'a comment in a value': [message, message.replace(':1001<', ':<!-- -->1001<')],
    'an element in a value': [message, message.replace(':1001<', ':<a/>1001<')],
    'an element of another name': [message, message.replaceAll('CommandVariant', 'CommandVariand')],
    'another attribute': [message, message.replace('schemaVersion="5.4"', 'schemaVersion="5.3"')],
    'another prefix': [message, message.replaceAll('sr:', 'rs:').replace('xmlns:sr=', 'xmlns:rs=')],
    'one blank more between elements': [message, message.replace('<sr:Body>', ' <sr:Body>')],
    'an element less': [message, message.replace(/<sr:ApplyTimeBasedCPVChecks>[^]*?<\/sr:ApplyTimeBasedCPVChecks>/, '')],
    'something behind it': [message, `${message}<a/>`],
    'its end missing': [message, message.slice(0, -1)],
    'a value where there was no room for one': ['<a><b/></a>', '<a><b>1</b></a>'],
    'a value beside a comment': ['<a xmlns="http://www.w3.org/2000/09/xmldsig#"><!-- c --></a>', '<a xmlns="http://www.w3.org/2000/09/xmldsig#"><!-- c -->1</a>'],
    'letters that its encoding has not': ['<?xml version="1.0" encoding="US-ASCII"?><a>1</a>', '<?xml version="1.0" encoding="US-ASCII"?><a>é</a>'],
  };
  for (const [what, [learnt, xml]] of Object.entries(otherwise)) {
    it(`is not that of a message with ${what}`, () => {
      const { read, byShape } = learntFrom(learnt);
      expect(read(xml)).to.deep.equal(fresh(Buffer.from(xml)));
      expect(byShape()).to.equal(0);
    });
  }

  it('changes nothing of what is read, whatever is changed in a message', () => {
    const originals = [message, other, serviceRequestXml({ srv: '6.15.1', executionDateTime: '2030-01-15T00:00:00Z' }), serviceRequestXml({ signature: false }), ...sharedRequests().map(({ bytes }) => bytes.toString())];
    const dice = diceFrom(seed);
    const { read, byShape } = reading(createShapes());
    for (let round = 0; round < rounds(2_000, 100_000); round += 1) {
      const original = pick(dice, originals);
      const changed = dice(2) === 0
        ? Buffer.from(pick(dice, Object.values(elementMutations))(original, dice))
        : pick(dice, Object.values(byteMutations))(Buffer.from(original), dice);
      for (const bytes of [changed, Buffer.from(original)]) expect(read(bytes), bytes.toString('latin1')).to.deep.equal(fresh(bytes));
    }
    expect(byShape()).to.be.above(rounds(2_000, 100_000) / 4);
  });

  it('changes nothing of what is read of any small message after any other', () => {
    const pieces = fc.constantFrom('<a>', '</a>', '<a/>', '<p:a>', '</p:a>', '<a xmlns="urn:1">', '<a b="1">', '</a >', 'x', ' ', '\n', '&amp;', '<!-- c -->', ']]', '>', 'é', '<a></a>', '<a> </a>');
    const messages = fc.array(pieces, { maxLength: 6 }).map((parts) => Buffer.from(`<a xmlns:p="urn:0">${parts.join('')}</a>`));
    const { read, byShape } = reading(createShapes());
    fc.assert(fc.property(messages, (bytes) => { expect(read(bytes)).to.deep.equal(fresh(bytes)); }), { numRuns: rounds(3_000, 100_000), seed });
    expect(byShape()).to.be.above(50);
  });

  it('of the last sixteen is known, and that of a large message never', () => {
    const numbered = Array.from({ length: 17 }, (_, number) => `<a${number}><b>1</b></a${number}>`);
    const [first = '', second = '', ...others] = numbered;
    const { read, byShape } = learntFrom(...numbered.slice(0, 16));
    for (let times = 0; times < 60; times += 1) read(numbered[times % 2 === 0 ? 2 : 0]!);
    read(numbered[16]!);
    expect(byShape()).to.equal(60);
    for (const xml of [first, ...others]) read(xml.replace('>1<', '>2<'));
    expect(byShape()).to.equal(76);
    read(second);
    expect(byShape()).to.equal(76);
    for (const xml of [`<a>${'<b/>'.repeat(200)}</a>`, `<a>${'b'.repeat(20_000)}</a>`]) {
      const large = learntFrom(xml);
      large.read(xml);
      expect(large.byShape()).to.equal(0);
    }
  });

  it('is learnt of few messages only, where each has another', () => {
    let learnt = 0;
    const shapes = createShapes();
    const counting: Shapes = { find: shapes.find, learn: (root, elements) => {
      shapes.learn(root, elements);
      learnt += shapes.find(root.source) === undefined ? 0 : 1;
    } };
    for (let number = 0; number < 1_000; number += 1) readXml(Buffer.from(`<a b="${number}"/>`), requestLimits, counting);
    expect(learnt).to.be.within(30, 80);
  });
});
