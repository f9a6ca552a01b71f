/** A name as written (`sr:Header`) and its two halves; `prefix` is empty where there is none. */
export interface QualifiedName {
  readonly qualified: string;
  readonly prefix: string;
  readonly local: string;
}

const colon = 0x3a;
const within = 1;
const initial = 2;
const ascii = new Uint8Array(128);
for (const code of '-.0123456789') {
  ascii[code.charCodeAt(0)] = within;
}
for (const code of '_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz') {
  ascii[code.charCodeAt(0)] = initial;
}

/** XML 1.0 (fifth edition) production 4, NameStartChar beyond ASCII. */
const initialRanges = [
  [0xc0, 0xd6], [0xd8, 0xf6], [0xf8, 0x2ff], [0x370, 0x37d], [0x37f, 0x1fff], [0x200c, 0x200d], [0x2070, 0x218f],
  [0x2c00, 0x2fef], [0x3001, 0xd7ff], [0xf900, 0xfdcf], [0xfdf0, 0xfffd], [0x10000, 0xeffff],
] as const;
/** Production 4a, what NameChar adds beyond ASCII. */
const withinRanges = [[0xb7, 0xb7], [0x300, 0x36f], [0x203f, 0x2040]] as const;

const longestNamespaceName = 1000;
const uriLetter = "[\\w.~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2}";
const namespaceName = new RegExp(`^(?:https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?![^/?#])|(?!https?:)[A-Za-z][A-Za-z0-9+.-]*:(?!/))(?:${uriLetter})*(?:#(?:${uriLetter})*)?$`, 'i');

/** Whether `text` can name a namespace: an absolute URI (RFC 3986) with a plain host, if any. Readers differ over all others. */
export function isNamespaceName(text: string): boolean {
  return text.length <= longestNamespaceName && namespaceName.test(text);
}

/** The QName (Namespaces in XML 1.0, production 7) that begins at `at`, or undefined: none begins there. */
export function findQualifiedName(text: string, at: number): QualifiedName | undefined {
  const first = endOfNcName(text, at);
  if (first === at) {
    return undefined;
  }
  if (text.charCodeAt(first) !== colon) {
    const name = text.slice(at, first);
    return { qualified: name, prefix: '', local: name };
  }
  const second = endOfNcName(text, first + 1);
  return second === first + 1
    ? undefined
    : { qualified: text.slice(at, second), prefix: text.slice(at, first), local: text.slice(first + 1, second) };
}

function endOfNcName(text: string, at: number): number {
  const classOfFirst = classAt(text, at);
  let end = at;
  for (let found = classOfFirst === initial ? initial : 0; found !== 0; found = classAt(text, end)) {
    end += text.charCodeAt(end) >= 0xd800 && text.charCodeAt(end) <= 0xdbff ? 2 : 1;
  }
  return end;
}

function classAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? (ascii[code] ?? 0) : classBeyondAscii(text.codePointAt(at) ?? 0);
}

function classBeyondAscii(codePoint: number): number {
  const isIn = ([from, to]: readonly [number, number]): boolean => codePoint >= from && codePoint <= to;
  if (initialRanges.some(isIn)) {
    return initial;
  }
  return withinRanges.some(isIn) ? within : 0;
}
