import { type Dice, pick } from '../duis/mutations.js';

/** JSON that is odd by itself, to stand as any value. */
const oddValues = [
  'null', 'true', '""', '" "', '0', '-0', '1e999', '-1e999', '1E400', '0.1', '1.0', '4.0', '1e0', '01', '+1', '.5', '1.', '9007199254740993', '99999999999999999999999', '[]', '{}', '[[[[]]]]', 'NaN', 'undefined',
  '"\\ud800"', '"\\udc00\\ud800"', '"\\u0000"', '"\u00A0"', '"\u2028"', '"6.21"', '"6.15.1"', '6.21', '"5.4\\n"', '"NetworkOperator"', '"__proto__"', '"constructor"', '{"__proto__":{"use":"DigitalSigning"}}', '{"toString":null}',
  '"3000-12-31T00:00:00Z"', '"2026-02-30T00:00:00Z"', '"275761-01-01T00:00:00Z"', '"0000-00-00T24:00:00Z"', `"${'A'.repeat(5000)}"`, '[null]', '[{}]', '[{"use":"DigitalSigning"}]', '[{"use":"DigitalSigning","certificate":"AAAA"}]',
];
const oddPieces = ['"', '\\', '{', '}', '[', ']', ',', ':', '\u0000', '\uFEFF', '\u00A0', '\n', '//', '/**/', '\\u', '\\ud83d', "'", '0', '-', 'e', '"__proto__":1,', '"constructor":{},', '"srv":"6.15.1",', '"certificates":[],'];

const mutations: readonly ((text: string, dice: Dice) => string)[] = [
  (text, dice) => atToken(text, dice, () => pick(dice, oddValues)),
  (text, dice) => atToken(text, dice, (token) => `${token},${token}`),
  (text, dice) => atToken(text, dice, (token) => `[${token}]`),
  (text, dice) => atToken(text, dice, () => ''),
  (text, dice) => inserted(text, dice, pick(dice, oddPieces)),
  (text, dice) => { const at = dice(text.length); return text.slice(0, at) + text.slice(at + 1 + dice(4)); },
  (text, dice) => { const at = dice(text.length); return text.slice(0, at) + String.fromCharCode(dice(256)) + text.slice(at + 1); },
  (text, dice) => text.replace(pick(dice, ['requestId', 'commandVariant', 'srv', 'certificates', 'use', 'certificate']), () => pick(dice, ['srv', '__proto__', 'constructor', 'requestID', 'Srv', 'toString', 'certificates', ''])),
  (text, dice) => text.replace('{', () => `{${pick(dice, ['"srv":"6.15.1"', '"__proto__":{"srv":"6.21"}', '"\\u0073rv":"6.15.1"', '"hasOwnProperty":1', '"requestId":"x"'])},`),
  (text, dice) => text.replace('}', () => `,${pick(dice, ['"srv":"6.15.1"', '"use":"KeyAgreement"', '"certificate":"AAAA"', '"__proto__":null'])}}`),
];

/** The text with one thing changed, or two; mostly a value, a key, or a piece of what stands between them. */
export function mutateJson(text: string, dice: Dice): string {
  const once = pick(dice, mutations)(text, dice);
  return dice(3) === 0 ? pick(dice, mutations)(once, dice) : once;
}

/** A value or key becomes something else. */
function atToken(text: string, dice: Dice, change: (token: string) => string): string {
  const tokens = [...text.matchAll(/"[^"]*"|[\d.]+|null/g)];
  if (tokens.length === 0) return text;
  const { 0: token, index } = pick(dice, tokens);
  return text.slice(0, index) + change(token) + text.slice(index + token.length);
}

function inserted(text: string, dice: Dice, piece: string): string {
  const at = dice(text.length + 1);
  return text.slice(0, at) + piece + text.slice(at);
}
