import { Fault } from '../domain/fault.js';
import { lineAt, readUtf8 } from './read-utf8.js';

const predefined: ReadonlyMap<string, string> = new Map([['lt', '<'], ['gt', '>'], ['amp', '&'], ['apos', "'"], ['quot', '"']]);
const reference = /&(?:#x0*([0-9a-fA-F]{1,6})|#0*([0-9]{1,7})|(lt|gt|amp|apos|quot));/y;
/** Whatever is no Char of XML 1.0 (production 2); surrogates of valid UTF-8 always come in pairs. */
const forbidden = /[^\t\n\r -\uFFFD]/;
const longestDeclaration = 200;
const declaration =
  /^<\?xml[ \t\n]+version[ \t\n]*=[ \t\n]*(?:"1\.0"|'1\.0')(?:[ \t\n]+encoding[ \t\n]*=[ \t\n]*(?:"([\w.-]+)"|'([\w.-]+)'))?(?:[ \t\n]+standalone[ \t\n]*=[ \t\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\n]*\?>/;

/** Text of an XML entity: valid UTF-8, no character that XML forbids, line ends as XML 1.0 section 2.11 has them (`\n` only). */
export function readXmlText(bytes: Uint8Array): string {
  const text = readUtf8(bytes);
  const bad = text.length === bytes.byteLength ? findControlCharacter(bytes) : text.search(forbidden);
  if (bad !== -1) {
    const code = text.charCodeAt(bad).toString(16).toUpperCase().padStart(4, '0');
    throw new Fault('not-well-formed', `the message holds U+${code}, which XML forbids`, [
      { at: `line ${lineAt(text, bad)}`, problem: `character U+${code} is not allowed in XML` },
    ]);
  }
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/**
 * Where the XML declaration ends: 0 without one, undefined when it is none that is read here. Only XML 1.0 in UTF-8 is,
 * or in US-ASCII when it holds nothing else.
 */
export function findEndOfDeclaration(text: string): number | undefined {
  if (!text.startsWith('<?xml') || !isXmlSpace(text.charCodeAt(5))) {
    return 0;
  }
  const found = declaration.exec(text.slice(0, longestDeclaration));
  return found !== null && isReadableEncoding(found[1] ?? found[2] ?? 'UTF-8', text) ? found[0].length : undefined;
}

/** Replaces the five predefined entities and character references to legal characters; undefined when there is any other `&`. */
export function findWithoutReferences(raw: string): string | undefined {
  let text = '';
  let from = 0;
  for (let at = raw.indexOf('&'); at !== -1; at = raw.indexOf('&', from)) {
    reference.lastIndex = at;
    const character = characterOf(reference.exec(raw));
    if (character === undefined) {
      return undefined;
    }
    text += raw.slice(from, at) + character;
    from = reference.lastIndex;
  }
  return text + raw.slice(from);
}

/** White space of XML 1.0 (production 3) after line ends were made `\n`; a no-break space is none. */
function isXmlSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09;
}

export function skipXmlSpace(text: string, at: number): number {
  let end = at;
  while (isXmlSpace(text.charCodeAt(end))) {
    end += 1;
  }
  return end;
}

/** XML Schema's `collapse`, for values that hold no inner white space. */
export function withoutSpaceAround(text: string): string {
  let end = text.length;
  while (end > 0 && isValueSpace(text.charCodeAt(end - 1))) {
    end -= 1;
  }
  let start = 0;
  while (start < end && isValueSpace(text.charCodeAt(start))) {
    start += 1;
  }
  return text.slice(start, end);
}

export function withoutSpace(text: string): string {
  const hasNone = !text.includes('\n') && !text.includes(' ') && !text.includes('\t') && !text.includes('\r');
  return hasNone ? text : text.replace(/[ \t\n\r]+/g, '');
}

/** Where text of ASCII alone holds a character that XML forbids, or -1: four bytes at a time, as most hold none below a space. */
function findControlCharacter(ascii: Uint8Array): number {
  const words = new DataView(ascii.buffer, ascii.byteOffset, ascii.byteLength);
  const whole = ascii.length - (ascii.length % 4);
  for (let at = 0; at < whole; at += 4) {
    // of bytes below 0x80, those below 0x20 borrow from their highest bit
    if (((words.getInt32(at) - 0x20202020) & 0x80808080) !== 0) {
      const bad = findControlIn(ascii, at, at + 4);
      if (bad !== -1) return bad;
    }
  }
  return findControlIn(ascii, whole, ascii.length);
}

function findControlIn(ascii: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at += 1) {
    const code = ascii[at] ?? 0;
    if (code < 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) {
      return at;
    }
  }
  return -1;
}

/** Inside a value a carriage return is white space too: only a reference or JSON can bring one. */
function isValueSpace(code: number): boolean {
  return isXmlSpace(code) || code === 0x0d;
}

function isReadableEncoding(encoding: string, text: string): boolean {
  const name = encoding.toUpperCase();
  return name === 'UTF-8' || (name === 'US-ASCII' && !/[^\t\n -~\x7f]/.test(text));
}

function characterOf(found: RegExpExecArray | null): string | undefined {
  const [, hex, decimal, name] = found ?? [];
  if (name !== undefined) {
    return predefined.get(name);
  }
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  const isLegal =
    code === 0x9 || code === 0xa || code === 0xd
    || (code >= 0x20 && code <= 0xd7ff)
    || (code >= 0xe000 && code <= 0xfffd)
    || (code >= 0x10000 && code <= 0x10ffff);
  return isLegal ? String.fromCodePoint(code) : undefined;
}
