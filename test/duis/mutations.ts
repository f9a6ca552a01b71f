import { readXml } from '../../src/duis/read-xml.js';
import type { XmlElement } from '../../src/duis/xml-tree.js';

/** A number from 0 to `below` - 1. */
export type Dice = (below: number) => number;

/** The same numbers for the same seed (mulberry32). */
export function diceFrom(seed: number): Dice {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export function pick<T>(dice: Dice, from: readonly T[]): T {
  return from[dice(from.length)]!;
}

/** What makes readers disagree, put anywhere. */
const oddities = [
  '<!-- x -->', '<!-->a-->', '<!--->a-->', '<!-->', '<!--><a b="-->', '<!--">', '<![CDATA[1]]>', '<![CDATA[]]>', '<?x y?>', '&#49;', '&#x31;', '&amp;', '&x;', '&', '<', '>', ']]>', '\u00A0', '\u2028', '\uFF11', '\uFEFF', '\u200B', '\u0085', '\r', '\r\n', '\n', '\t', ' ',
  '\0', '\u0001', '\uFFFE', '\uD83D\uDE00', '"', "'", '/', '=', ':', '--', '<a/>', '<sr:RequestID/>', '</sr:Body>', '<!DOCTYPE a>', '<!DOCTYPE sr:Request [<!ENTITY x "1">]>', '<?xml version="1.0"?>',
  ' xmlns:sr="urn:other"', ' xmlns="urn:other"', ' xmlns:sr=""', ' xsi:nil="true"', ' xsi:type="sr:x"', ' a="1" a="2"', ' a=\'\n\'', ' xml:space="preserve"', ' xml:lang=""', '0', '-', 'A',
];

export type Mutation = (text: string, dice: Dice) => string;

export const elementMutations: Readonly<Record<string, Mutation>> = {
  'leave out': (text, dice) => replaced(text, someElement(text, dice), () => ''),
  'twice': (text, dice) => replaced(text, someElement(text, dice), (whole) => whole + whole),
  'into another': (text, dice) => {
    const whole = sourceOf(someElement(text, dice));
    return replaced(text, someElement(text, dice), (other) => other.replace(/>/, `>${whole.replaceAll('$', '$$$$')}`));
  },
  'swap with another': (text, dice) => {
    const [first, second] = [someElement(text, dice), someElement(text, dice)].sort((a, b) => a.start - b.start) as [XmlElement, XmlElement];
    if (second.start < first.end) return text;
    const [before, between, after] = [text.slice(0, first.start), text.slice(first.end, second.start), text.slice(second.end)];
    return before + sourceOf(second) + between + sourceOf(first) + after;
  },
  'rename': (text, dice) => {
    const element = someElement(text, dice);
    return replaced(text, element, (whole) => whole.replaceAll(element.qualifiedName, pick(dice, ['sr:Other', 'Other', `${element.qualifiedName}2`, someElement(text, dice).qualifiedName, 'xml:a', 'none:a'])));
  },
  'odd before': (text, dice) => replaced(text, someElement(text, dice), (whole) => pick(dice, oddities) + whole),
  'odd first inside': (text, dice) => replaced(text, someElement(text, dice), (whole) => whole.replace(/>/, `>${pick(dice, oddities)}`)),
  'odd in the start tag': (text, dice) => replaced(text, someElement(text, dice), (whole) => whole.replace(/>/, `${pick(dice, oddities)}>`)),
  'odd last inside': (text, dice) => replaced(text, someElement(text, dice), (whole) => whole.replace(/<(?=\/[^<]*$)/, `${pick(dice, oddities)}<`)),
  'odd in a value': (text, dice) => {
    const leaf = pick(dice, elementsOf(readXml(Buffer.from(text))).filter(({ children }) => children.length === 0));
    const at = leaf.start + dice(leaf.end - leaf.start);
    return text.slice(0, at) + pick(dice, oddities) + text.slice(at);
  },
  'another value': (text, dice) => {
    const leaf = pick(dice, elementsOf(readXml(Buffer.from(text))).filter(({ children }) => children.length === 0));
    const value = pick(dice, ['', ' ', '0', '1', '9', '6.21', '6.15.1', '6.15', 'true', 'NetworkOperator', ` ${leaf.text}`, `${leaf.text}\n`, `\r\n${leaf.text}`, leaf.text.toLowerCase(), '2030-02-30T00:00:00Z', '3000-12-31T00:00:00Z']);
    return replaced(text, leaf, (whole) => whole.replace(/>[^<]*</, () => `>${value}<`));
  },
  'prefix': (text, dice) => text.replaceAll(pick(dice, ['sr:', 'xmlns:sr', 'xmlns:ds', 'ds:', 'xsi:', 'xmlns:']), () => pick(dice, ['x:', 'sr:', '', 'xmlns:x', 'xml:', 'xmlns:'])),
};

export const byteMutations: Readonly<Record<string, (bytes: Buffer, dice: Dice) => Buffer>> = {
  'flip a bit': (bytes, dice) => {
    const at = dice(bytes.length);
    const changed = Buffer.from(bytes);
    changed[at]! ^= 1 << dice(8);
    return changed;
  },
  'set a byte': (bytes, dice) => {
    const changed = Buffer.from(bytes);
    changed[dice(bytes.length)] = pick(dice, [
      0, 9, 10, 13, 32, 34, 38, 39, 45, 47, 58, 59, 60, 61, 62, 93,
      0x7f, 0x80, 0xa0, 0xc2, 0xe2, 0xed, 0xef, 0xf4, 0xff,
    ]);
    return changed;
  },
  'leave out bytes': (bytes, dice) => {
    const at = dice(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + dice(8))]);
  },
  'put in odd text': (bytes, dice) => {
    const at = dice(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(pick(dice, oddities)), bytes.subarray(at)]);
  },
  'bytes twice': (bytes, dice) => {
    const [at, length] = [dice(bytes.length), dice(200)];
    return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
  },
  'cut off': (bytes, dice) => bytes.subarray(0, dice(bytes.length)),
};

function elementsOf(element: XmlElement): readonly XmlElement[] {
  return [element, ...element.children.flatMap(elementsOf)];
}

function someElement(text: string, dice: Dice): XmlElement {
  return pick(dice, elementsOf(readXml(Buffer.from(text))));
}

function sourceOf({ source, start, end }: XmlElement): string {
  return source.slice(start, end);
}

function replaced(text: string, element: XmlElement, change: (whole: string) => string): string {
  return text.slice(0, element.start) + change(sourceOf(element)) + text.slice(element.end);
}
