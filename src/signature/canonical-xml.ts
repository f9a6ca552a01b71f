import { Fault } from '../domain/fault.js';
import { requestLimits } from '../duis/read-xml.js';
import { findWithoutReferences } from '../duis/xml-text.js';
import type { XmlElement } from '../duis/xml-tree.js';
import { prefixOf, readStartTag, type StartTag } from './start-tag.js';

/** Canonical XML 1.0 without comments, of the whole document; or exclusive, which says of namespaces only what an element itself uses. */
export type CanonicalForm = 'inclusive' | 'exclusive';

/**
 * Namespaces by prefix that an element declares, and those of the elements around it. Never copied: a hostile message declares hundreds, on
 * thousands of elements.
 */
export interface Namespaces {
  own: ReadonlyMap<string, string>;
  around: Namespaces | undefined;
}

export interface Canonical {
  form: CanonicalForm;
  /** what the elements around it declare; inclusive form knows none, as it is of a whole document */
  around?: Namespaces;
  /** an element within that is left out */
  without?: XmlElement;
}

/** What holds for the elements within an element. */
interface Level {
  scope: Namespaces;
  /** those of them that the canonical text says already */
  said: Namespaces;
}

export const noNamespaces: Namespaces = { own: new Map(), around: undefined };

/**
 * The canonical text of an element (W3C Canonical XML 1.0; Exclusive XML Canonicalization 1.0 without InclusiveNamespaces). Where elements begin and end
 * is taken from the tree that `readXml` made, so that nothing else can be seen here than there; only what the tree leaves out is read from the source
 * again: declarations, and the white space between elements. Throws `Fault('too-large')` where the text would be longer than any message that is read.
 */
export function canonicalText(element: XmlElement, { form, around = noNamespaces, without }: Canonical): string {
  let text = '';

  function say(more: string): void {
    text += more;
    if (text.length > requestLimits.bytes) throw new Fault('too-large', `the message in canonical form has more than the ${requestLimits.bytes} bytes that are read`);
  }

  function sayElement(said: XmlElement, level: Level): void {
    const { source, start, end, children } = said;
    const tag = readStartTag(source, start);
    const inner = levelWithin(tag, level, form);
    say(`<${tag.name}${saidAnew(inner, level)}${tag.attributes.length === 0 ? '' : sortedAttributes(tag, inner.scope)}>`);
    let at = tag.end;
    for (const child of children) {
      say(textBetween(source, at, child.start));
      if (child !== without) sayElement(child, inner);
      at = child.end;
    }
    if (!tag.isEmpty) say(textBetween(source, at, source.lastIndexOf('<', end - 1)));
    say(`</${tag.name}>`);
  }

  sayElement(element, { scope: around, said: noNamespaces });
  return text;
}

/** What is in scope within an element. */
export function declaredWithin({ source, start }: Pick<XmlElement, 'source' | 'start'>, around: Namespaces): Namespaces {
  return withDeclarations(around, readStartTag(source, start));
}

/** Text without elements: either plain, or comments with white space around them. */
function textBetween(source: string, from: number, to: number): string {
  const raw = source.slice(from, to);
  return escapedText(raw.includes('<!--') ? raw.replace(/<!--[^]*?-->/g, '') : raw);
}

function withDeclarations(around: Namespaces, { declarations }: StartTag): Namespaces {
  return declarations.length === 0 ? around : { own: new Map(declarations.filter(([prefix]) => prefix !== 'xml')), around };
}

/** Empty where none is declared. */
function namespaceOf(prefix: string, namespaces: Namespaces): string {
  for (let within: Namespaces | undefined = namespaces; within !== undefined; within = within.around) {
    const namespace = within.own.get(prefix);
    if (namespace !== undefined) return namespace;
  }
  return '';
}

function levelWithin(tag: StartTag, { scope: around, said }: Level, form: CanonicalForm): Level {
  const scope = withDeclarations(around, tag);
  if (form === 'inclusive') return { scope, said: scope };
  const unsaid = usedPrefixes(tag).filter((prefix) => namespaceOf(prefix, said) !== namespaceOf(prefix, scope));
  return { scope, said: unsaid.length === 0 ? said : { own: new Map(unsaid.map((prefix) => [prefix, namespaceOf(prefix, scope)])), around: said } };
}

function usedPrefixes({ name, attributes }: StartTag): readonly string[] {
  if (attributes.length === 0) return [prefixOf(name)];
  const ofAttributes = attributes.map((each) => prefixOf(each.name)).filter((prefix) => prefix !== '');
  return [...new Set([prefixOf(name), ...ofAttributes])];
}

function saidAnew({ said }: Level, { said: before }: Level): string {
  if (said === before) return '';
  const fresh = [...said.own].filter(([prefix, namespace]) => namespaceOf(prefix, before) !== namespace);
  return fresh
    .sort(([one], [other]) => byCodePoint(one, other))
    .map(([prefix, namespace]) => ` xmlns${prefix === '' ? '' : `:${prefix}`}="${escapedValue(namespace)}"`)
    .join('');
}

/** By namespace, then by local name; those without a namespace first. */
function sortedAttributes({ attributes }: StartTag, scope: Namespaces): string {
  const ofPrefix = (prefix: string): string => (prefix === 'xml' ? 'http://www.w3.org/XML/1998/namespace' : prefix === '' ? '' : namespaceOf(prefix, scope));
  const keyed = attributes.map(({ name, value }) => ({ name, value, namespace: ofPrefix(prefixOf(name)), local: name.slice(name.indexOf(':') + 1) }));
  return keyed
    .sort((one, other) => byUnit(one.namespace, other.namespace) || byCodePoint(one.local, other.local))
    .map(({ name, value }) => ` ${name}="${escapedValue(value)}"`)
    .join('');
}

/** The names of namespaces are ASCII, or `readXml` had refused them: there the quick order of JavaScript is that of UTF-8. */
function byUnit(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** As UTF-8 sorts; JavaScript's own order is that of UTF-16, in which what lies beyond U+FFFF comes before U+E000. */
function byCodePoint(one: string, other: string): number {
  if (one === other) return 0;
  let at = 0;
  while (at < one.length && one.charCodeAt(at) === other.charCodeAt(at)) at += 1;
  return rankAt(one, at) - rankAt(other, at);
}

/** -1 behind the end */
function rankAt(text: string, at: number): number {
  if (at >= text.length) return -1;
  const code = text.charCodeAt(at);
  return isSurrogate(code) ? code + 0x10000 : code;
}

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}

function escapedText(raw: string): string {
  if (!raw.includes('&') && !raw.includes('>')) return raw;
  const text = findWithoutReferences(raw) ?? raw;
  return text.replace(/[&<>\r]/g, escapeOf);
}

function escapedValue(value: string): string {
  return value.replace(/[&<"\t\n\r]/g, escapeOf);
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\t': '&#x9;', '\n': '&#xA;', '\r': '&#xD;' };

function escapeOf(character: string): string {
  return escapes[character] ?? character;
}
