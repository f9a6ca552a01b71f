import { expect } from 'chai';
import fc from 'fast-check';
import { Fault } from '../../src/domain/fault.js';
import { readJson } from '../../src/duis/read-json.js';
import { refusalOf } from './refusal.js';

function read(text: string): unknown {
  return readJson(Buffer.from(text));
}

describe('JSON reader', () => {
  it('reads what JSON.parse reads', () => {
    const texts = ['{}', '[]', ' { "a" : [ 1 , -0.5e+3 , true , false , null , "\\u00e9\\n\\"\\\\" ] } \r\n', '0', '"x"', 'null', '{"":{"":{}}}', '{"a":"}{][,:\\\\"}', '["\\\\","\\\\\\""]', '"é\u2028"', '\t{\t"a"\t:\t[\t1\t,\t2\t]\t}\t'];
    for (const text of texts) {
      expect(read(text), text).to.deep.equal(JSON.parse(text));
    }
    fc.assert(fc.property(fc.json(), (text) => { expect(read(text)).to.deep.equal(JSON.parse(text)); }), { numRuns: 300, seed: 7 });
  });

  it('refuses whatever JSON.parse refuses, and only by a Fault', () => {
    const pieces = fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '"b\\', '"', '\\u12', '0', '01', '-', '1.', 'e5', 'true', 'nul', ' ', '\n', '\u00A0', '\u0001', "'", '//', 'é');
    fc.assert(fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const text = parts.join('');
      const [theirs, ours] = [outcome(() => JSON.parse(text)), outcome(() => read(text))];
      if (isDuplicate(ours) || theirs instanceof SyntaxError) {
        expect(ours, text).to.be.instanceOf(Fault);
      } else {
        expect(ours, text).to.deep.equal(theirs);
      }
    }), { numRuns: 3000, seed: 7 });
  });

  const refused: Readonly<Record<string, readonly [text: string, at: string]>> = {
    'nothing': ['', 'line 1, column 1'],
    'white space only': [' \n', 'line 2, column 1'],
    'XML': ['<a/>', 'line 1, column 1'],
    'two values': ['{} {}', 'line 1, column 4'],
    'a comma too many': ['{"a":1,}', 'line 1, column 8'],
    'a comma too many in a list': ['[1,]', 'line 1, column 4'],
    'a missing comma': ['{"a":1\n "b":2}', 'line 2, column 2'],
    'a missing colon': ['{"a" 1}', 'line 1, column 6'],
    'a missing value': ['{"a":}', 'line 1, column 6'],
    'an unfinished object': ['{"a":1', 'line 1, column 7'],
    'an unfinished text': ['{"a":"b}', 'line 1, column 6'],
    'a text whose quote is escaped': ['"a\\"', 'line 1, column 1'],
    'an unknown escape': ['"\\x"', 'line 1, column 1'],
    'an unknown escape behind a backslash': ['"\\\\\\x"', 'line 1, column 1'],
    'an unfinished escape': ['"\\u12"', 'line 1, column 1'],
    'a line feed in a text': ['"a\nb"', 'line 1, column 1'],
    'a key without quotes': ['{a:1}', 'line 1, column 2'],
    'a key whose first quote is missing': ['{a":1}', 'line 1, column 2'],
    'a word at the end of its line': ['\n[\nx\n]', 'line 3, column 1'],
    'single quotes': ["{'a':1}", 'line 1, column 2'],
    'a comment': ['{} // x', 'line 1, column 4'],
    'a leading zero': ['[01]', 'line 1, column 3'],
    'a plus sign': ['+1', 'line 1, column 1'],
    'hexadecimal': ['0x10', 'line 1, column 2'],
    'NaN': ['NaN', 'line 1, column 1'],
    'True': ['True', 'line 1, column 1'],
    'a no-break space': ['\u00A0{}', 'line 1, column 1'],
    'a key twice': ['{"a":1,\n"a":2}', 'line 2, column 1'],
    'a key twice by an escape': ['{"srv":1,"\\u0073rv":2}', 'line 1, column 10'],
    'a key twice deeper down': ['[{"b":{"a":1,"a":1}}]', 'line 1, column 14'],
    '__proto__ twice': ['{"__proto__":1,"__proto__":2}', 'line 1, column 16'],
    'nesting': ['['.repeat(33) + ']'.repeat(33), 'line 1, column 33'],
    'nesting without end': ['['.repeat(100_000), 'line 1, column 33'],
    'nested objects': ['{"a":'.repeat(50_000), 'line 1, column 161'],
  };
  for (const [what, [text, at]] of Object.entries(refused)) {
    it(`refuses ${what}, and says where`, () => {
      const { code, places, message } = refusalOf(() => read(text));
      expect([code, places[0]?.at]).to.deep.equal(['not-well-formed', at]);
      expect(message).to.match(new RegExp(`: ${at}: .`));
      expect(message.endsWith(`: ${places[0]?.problem ?? 'said'}`)).to.equal(true);
    });
  }

  it('takes the same key in different objects', () => {
    expect(read('[{"a":1},{"a":{"a":2}}]')).to.deep.equal([{ a: 1 }, { a: { a: 2 } }]);
  });

  it('makes __proto__ a key like any other', () => {
    const value = read('{"__proto__":{"admin":true}}') as object;
    expect(Object.keys(value)).to.deep.equal(['__proto__']);
    expect('admin' in value).to.equal(false);
  });

  it('refuses bytes that are no UTF-8, and more than the limit', () => {
    expect(refusalOf(() => readJson(Buffer.from('"é"', 'latin1'))).code).to.equal('not-well-formed');
    expect(refusalOf(() => readJson(Buffer.from('"a"', 'utf16le'))).code).to.equal('not-well-formed');
    expect(refusalOf(() => readJson(Buffer.from('"abc"'), 4)).code).to.equal('too-large');
    expect(refusalOf(() => readJson(Buffer.alloc(262_145, ' '))).code).to.equal('too-large');
  });
});

/** the value or the error */
function outcome(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

function isDuplicate(found: unknown): boolean {
  return found instanceof Fault && found.message.includes('stands twice');
}
