import { Fault } from '../domain/fault.js';
import { lineAt, readUtf8 } from './read-utf8.js';

const mostBytes = 262_144;
const deepest = 32;
/** a number, `true`, `false` or `null` (RFC 8259, sections 3 and 6) */
const scalar = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null/y;
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/g;

/**
 * Reads JSON (RFC 8259) in UTF-8 more strictly than `JSON.parse`, which silently takes the last of duplicate keys: those are
 * refused in every object, also when written with different escapes, and so is nesting deeper than 32.
 *
 * Throws `Fault('too-large')` above `limit` bytes and `Fault('not-well-formed')`, whose place names line and column.
 */
export function readJson(bytes: Uint8Array, limit = mostBytes): unknown {
  if (bytes.byteLength > limit) {
    throw new Fault('too-large', `the JSON has ${bytes.byteLength} bytes, more than the ${limit} that are read`);
  }
  const text = readUtf8(bytes);
  const end = skipSpace(text, endOfValue(text, skipSpace(text, 0), 1));
  if (end !== text.length) {
    return refuse(text, end, 'nothing may follow the value');
  }
  return JSON.parse(text) as unknown;
}

function endOfValue(text: string, at: number, depth: number): number {
  if (depth > deepest) {
    return refuse(text, at, `nesting deeper than ${deepest} is not read`);
  }
  switch (text.charAt(at)) {
    case '{': return endOfObject(text, at, depth);
    case '[': return endOfArray(text, at, depth);
    case '"': return endOfString(text, at);
    default: return endOfScalar(text, at);
  }
}

function endOfObject(text: string, start: number, depth: number): number {
  const keys = new Set<string>();
  let at = skipSpace(text, start + 1);
  if (text.charAt(at) === '}') {
    return at + 1;
  }
  for (;;) {
    const colon = skipSpace(text, endOfKey(text, at, keys));
    at = skipSpace(text, endOfValue(text, skipSpace(text, afterSign(text, colon, ':')), depth + 1));
    if (text.charAt(at) === '}') {
      return at + 1;
    }
    at = skipSpace(text, afterSign(text, at, ',', '}'));
  }
}

function endOfArray(text: string, start: number, depth: number): number {
  let at = skipSpace(text, start + 1);
  if (text.charAt(at) === ']') {
    return at + 1;
  }
  for (;;) {
    at = skipSpace(text, endOfValue(text, at, depth + 1));
    if (text.charAt(at) === ']') {
      return at + 1;
    }
    at = skipSpace(text, afterSign(text, at, ',', ']'));
  }
}

function endOfKey(text: string, at: number, keys: Set<string>): number {
  if (text.charAt(at) !== '"') {
    return refuse(text, at, 'a key in double quotes must stand here');
  }
  const end = endOfString(text, at);
  const written = text.slice(at + 1, end - 1);
  const key = written.includes('\\') ? (JSON.parse(text.slice(at, end)) as string) : written;
  if (keys.has(key)) {
    return refuse(text, at, `key \`${key.slice(0, 60)}\` stands twice in one object`);
  }
  keys.add(key);
  return end;
}

function endOfString(text: string, start: number): number {
  let close = text.indexOf('"', start + 1);
  while (close !== -1 && isEscaped(text, close)) {
    close = text.indexOf('"', close + 1);
  }
  if (close === -1) {
    return refuse(text, start, 'the string has no closing quote');
  }
  const content = text.slice(start + 1, close);
  if (/[^ -\uFFFF]/.test(content) || content.replace(escape, '').includes('\\')) {
    return refuse(text, start, 'the string holds a control character or an escape that JSON does not know');
  }
  return close + 1;
}

/** whether an odd number of backslashes stands before the quote */
function isEscaped(text: string, quote: number): boolean {
  let first = quote;
  while (text.charAt(first - 1) === '\\') {
    first -= 1;
  }
  return (quote - first) % 2 === 1;
}

function endOfScalar(text: string, at: number): number {
  scalar.lastIndex = at;
  return scalar.test(text) ? scalar.lastIndex : refuse(text, at, at === text.length ? 'a value is missing: it ends too early' : 'no JSON value begins here');
}

/** Behind `sign`, which must stand at `at`, or else `closing`. */
function afterSign(text: string, at: number, sign: string, closing?: string): number {
  if (text.charAt(at) !== sign) {
    return refuse(text, at, `\`${sign}\`${closing === undefined ? '' : ` or \`${closing}\``} must stand here`);
  }
  return at + 1;
}

function skipSpace(text: string, at: number): number {
  let end = at;
  for (let code = text.charCodeAt(end); code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09; code = text.charCodeAt(end)) {
    end += 1;
  }
  return end;
}

function refuse(text: string, offset: number, problem: string): never {
  const at = `line ${lineAt(text, offset)}, column ${offset - text.lastIndexOf('\n', offset - 1)}`;
  throw new Fault('not-well-formed', `the text is no JSON that is read: ${at}: ${problem}`, [{ at, problem }]);
}
