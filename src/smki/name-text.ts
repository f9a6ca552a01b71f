import type { NameAttribute } from './certificate-structure.js';

const attributeNames: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.45': 'x500UniqueIdentifier',
};

/** A distinguished name in the order of its encoding, `OU=07, CN=Z1`, escaped as RFC 4514 asks; values that are no text as `#` and hex. */
export function nameText(name: readonly (readonly NameAttribute[])[]): string {
  return name.map((rdn) => rdn.map(attributeText).join('+')).join(', ');
}

function attributeText(attribute: NameAttribute): string {
  const name = attributeNames[attribute.oid] ?? attribute.oid;
  const value = attribute.text === undefined ? `#${Buffer.from(attribute.der).toString('hex')}` : escaped(attribute.text);
  return `${name}=${value}`;
}

function escaped(text: string): string {
  return visible(text.replace(/[,+"\\<>;=]|^[# ]| $/g, '\\$&'));
}

/** Foreign text in backticks, cut to 60 characters, with nothing in it that a terminal or a log could obey. */
export function quoted(text: string): string {
  return `\`${Array.from(visible(text.slice(0, 120))).slice(0, 60).join('')}\``;
}

/** True for text of which every character shows: no controls, no bidirectional marks, no line separators, no lone surrogates. */
export function isVisible(text: string): boolean {
  return !/[\p{C}\p{Zl}\p{Zp}]/u.test(text);
}

function visible(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
