import { srNamespace, xmldsigNamespace, xsiNamespace } from './namespaces.js';
import { findQualifiedName, isNamespaceName, type QualifiedName } from './xml-names.js';
import { findWithoutReferences, skipXmlSpace } from './xml-text.js';
import { noAttributes, quoted, refuse, refuseUnread, type Binding, type Cursor, type OpenElement } from './xml-cursor.js';
import type { XmlAttribute } from './xml-tree.js';

const xmlNamespace = 'http://www.w3.org/XML/1998/namespace';
const xmlnsNamespace = 'http://www.w3.org/2000/xmlns/';
const knownNamespaces: ReadonlySet<string> = new Set([srNamespace, xmldsigNamespace, xsiNamespace]);
const greater = 0x3e;
const slash = 0x2f;
const noBindings: readonly Binding[] = [];

interface WrittenAttribute {
  readonly name: QualifiedName;
  readonly value: string;
  /** where it begins */
  readonly start: number;
}

/** Reads the start tag at the cursor; `isEmpty`: it was written `<a/>` and has no end tag. */
export function readStartTag(cursor: Cursor): { element: OpenElement; isEmpty: boolean } {
  const start = cursor.at;
  const name = readName(cursor, start + 1, 'an element');
  cursor.naming = name.qualified;
  cursor.at = start + 1 + name.qualified.length;
  const written = cursor.text.charCodeAt(cursor.at) === greater ? undefined : readAttributes(cursor);
  const hidden = written === undefined ? noBindings : declareNamespaces(cursor, written);
  const attributes = written === undefined ? noAttributes : resolveAttributes(cursor, written);
  const isEmpty = readEndOfTag(cursor);
  const namespace = resolvePrefix(cursor, name.prefix, start);
  return {
    isEmpty,
    element: {
      namespace, name: name.local, qualifiedName: name.qualified, attributes, children: [], text: '', hasReference: false, hasComment: false,
      source: cursor.text, start, end: cursor.at, hidden,
    },
  };
}

/** Undoes the namespace declarations of an element that ends. */
export function restoreBindings(cursor: Cursor, hidden: readonly Binding[]): void {
  for (const { prefix, namespace } of hidden) {
    if (namespace === undefined) {
      cursor.bindings.delete(prefix);
    } else {
      cursor.bindings.set(prefix, namespace);
    }
  }
}

export function startBindings(): Map<string, string> {
  return new Map([['', ''], ['xml', xmlNamespace]]);
}

function readName(cursor: Cursor, at: number, what: string): QualifiedName {
  const name = findQualifiedName(cursor.text, at);
  if (name === undefined) {
    return refuse(cursor, `the name of ${what} must stand here; write \`<\` in text as \`&lt;\``, at);
  }
  if (name.qualified.length > cursor.limits.name) {
    return refuseUnread(cursor, `the name of ${what} is longer than ${cursor.limits.name} characters`, at);
  }
  return name;
}

function readEndOfTag(cursor: Cursor): boolean {
  const isEmpty = cursor.text.charCodeAt(cursor.at) === slash;
  const close = isEmpty ? cursor.at + 1 : cursor.at;
  if (cursor.text.charCodeAt(close) !== greater) {
    return refuse(cursor, 'the start tag does not end with `>`');
  }
  cursor.at = close + 1;
  return isEmpty;
}

function readAttributes(cursor: Cursor): WrittenAttribute[] {
  const { text, limits } = cursor;
  const written: WrittenAttribute[] = [];
  for (;;) {
    const at = skipXmlSpace(text, cursor.at);
    const code = text.charCodeAt(at);
    if (code === greater || code === slash) {
      cursor.at = at;
      return written;
    }
    if (at === cursor.at) {
      return refuse(cursor, 'white space must stand before an attribute, `>` at the end of a tag');
    }
    if (written.length >= limits.attributes + limits.declarations) {
      return refuseUnread(cursor, 'it has too many attributes');
    }
    written.push(readAttribute(cursor, at));
  }
}

function readAttribute(cursor: Cursor, start: number): WrittenAttribute {
  const { text } = cursor;
  const name = readName(cursor, start, 'an attribute');
  const equals = skipXmlSpace(text, start + name.qualified.length);
  const open = skipXmlSpace(text, equals + 1);
  const quote = text.charAt(open);
  if (text.charAt(equals) !== '=' || (quote !== '"' && quote !== "'")) {
    return refuse(cursor, `attribute ${quoted(name.qualified)} must have a value in quotes`, start);
  }
  const close = text.indexOf(quote, open + 1);
  if (close === -1) {
    return refuse(cursor, `the value of attribute ${quoted(name.qualified)} has no closing quote`, start);
  }
  cursor.at = close + 1;
  return { name, value: readAttributeValue(cursor, text.slice(open + 1, close), start), start };
}

/** Attribute-value normalisation for CDATA, XML 1.0 section 3.3.3: literal white space becomes a space, a reference stays what it names. */
function readAttributeValue(cursor: Cursor, raw: string, start: number): string {
  if (raw.includes('<')) {
    return refuse(cursor, '`<` in the value of an attribute', start);
  }
  const spaced = raw.replace(/[\t\n]/g, ' ');
  const value = spaced.includes('&') ? findWithoutReferences(spaced) : spaced;
  return value ?? refuse(cursor, 'a reference in an attribute that is neither a predefined entity nor a legal character', start);
}

function isDeclaration({ name }: WrittenAttribute): boolean {
  return name.prefix === 'xmlns' || name.qualified === 'xmlns';
}

function declareNamespaces(cursor: Cursor, written: readonly WrittenAttribute[]): readonly Binding[] {
  const declarations = written.filter(isDeclaration);
  if (declarations.length > cursor.limits.declarations) {
    return refuseUnread(cursor, `it has more than ${cursor.limits.declarations} namespace declarations`);
  }
  const hidden: Binding[] = [];
  for (const declaration of declarations) {
    hidden.push(declareNamespace(cursor, declaration, hidden));
  }
  return hidden;
}

function declareNamespace(cursor: Cursor, { name, value, start }: WrittenAttribute, before: readonly Binding[]): Binding {
  const prefix = name.prefix === '' ? '' : name.local;
  if (before.some((other) => other.prefix === prefix)) {
    return refuse(cursor, `prefix ${quoted(prefix)} is declared twice in one element`, start);
  }
  if (prefix === 'xmlns' || (prefix === 'xml') !== (value === xmlNamespace) || value === xmlnsNamespace) {
    return refuse(cursor, 'the prefixes `xml` and `xmlns` and their namespaces are reserved', start);
  }
  if (prefix !== '' && value === '') {
    return refuse(cursor, `prefix ${quoted(prefix)} is bound to nothing`, start);
  }
  if (value !== '' && !knownNamespaces.has(value) && !isNamespaceName(value)) {
    return refuseUnread(cursor, `the namespace of prefix ${quoted(prefix)} is no absolute URI`, start);
  }
  const hidden = { prefix, namespace: cursor.bindings.get(prefix) };
  cursor.bindings.set(prefix, value);
  return hidden;
}

function resolveAttributes(cursor: Cursor, written: readonly WrittenAttribute[]): readonly XmlAttribute[] {
  const attributes: XmlAttribute[] = [];
  for (const attribute of written) {
    if (!isDeclaration(attribute)) {
      attributes.push(resolveAttribute(cursor, attribute, attributes));
    }
  }
  return attributes.length > cursor.limits.attributes ? refuseUnread(cursor, `it has more than ${cursor.limits.attributes} attributes`) : attributes;
}

function resolveAttribute(cursor: Cursor, { name, value, start }: WrittenAttribute, before: readonly XmlAttribute[]): XmlAttribute {
  const namespace = name.prefix === '' ? '' : resolvePrefix(cursor, name.prefix, start);
  if (before.some((other) => other.name === name.local && other.namespace === namespace)) {
    return refuse(cursor, `attribute ${quoted(name.qualified)} stands twice`, start);
  }
  return { namespace, name: name.local, qualifiedName: name.qualified, value };
}

/** `at`: where the name stands. */
function resolvePrefix(cursor: Cursor, prefix: string, at: number): string {
  const namespace = cursor.bindings.get(prefix);
  return namespace ?? refuse(cursor, `prefix ${quoted(prefix)} is not bound to a namespace: declare xmlns:${prefix.slice(0, 60)}`, at);
}
