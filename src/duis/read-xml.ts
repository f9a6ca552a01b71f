import { Fault } from '../domain/fault.js';
import { xmldsigNamespace } from './namespaces.js';
import { refuse, refuseUnread, type Cursor, type OpenElement, type XmlLimits } from './xml-cursor.js';
import { readStartTag, restoreBindings, startBindings } from './xml-tags.js';
import { findEndOfDeclaration, findWithoutReferences, readXmlText, skipXmlSpace } from './xml-text.js';
import type { Shapes } from './xml-shape.js';
import type { XmlElement } from './xml-tree.js';

/** Far above any Service Request: a real one has 4 kB and 30 elements, five deep. */
export const requestLimits: XmlLimits = { bytes: 262_144, depth: 32, elements: 20_000, attributes: 64, declarations: 16, name: 256 };

const greater = 0x3e;
const slash = 0x2f;
const bang = 0x21;
const question = 0x3f;

/**
 * Reads the XML that DUIS needs, and nothing else, so that no two readers can see different values in it: elements,
 * attributes, namespaces, text. Refused though XML allows it: DOCTYPE, CDATA, processing instructions, entities beyond
 * the five predefined, text beside elements, encodings other than UTF-8, comments but in the prolog, the epilog, directly
 * in the root and in its ds:Signature. One pass, linear in the size of the message.
 *
 * Throws `Fault('too-large')` above `limits.bytes` and `Fault('not-well-formed')`, whose places name line and element. `shapes`: of messages that were
 * read before under the same limits, which spare reading the same markup again.
 */
export function readXml(bytes: Uint8Array, limits: XmlLimits = requestLimits, shapes?: Shapes): XmlElement {
  if (bytes.byteLength > limits.bytes) {
    throw new Fault('too-large', `the message has ${bytes.byteLength} bytes, more than the ${limits.bytes} that are read`);
  }
  const text = readXmlText(bytes);
  const isPlain = !text.includes('&') && !text.includes(']]>');
  const known = isPlain ? shapes?.find(text) : undefined;
  if (known !== undefined) {
    return known;
  }
  const cursor: Cursor = { text, isPlain, limits, at: 0, open: [], bindings: startBindings(), elements: 0, naming: '' };
  skipDeclaration(cursor);
  skipCommentsAndSpace(cursor);
  const root = openElement(cursor);
  while (cursor.open.length > 0) {
    readContent(cursor);
  }
  skipCommentsAndSpace(cursor);
  if (cursor.at < text.length) {
    return refuseUnread(cursor, 'nothing but comments may follow the root element');
  }
  if (isPlain) {
    shapes?.learn(root, cursor.elements);
  }
  return root;
}

function skipDeclaration(cursor: Cursor): void {
  cursor.at = findEndOfDeclaration(cursor.text) ?? refuseUnread(cursor, 'the XML declaration must be of version 1.0 and name the encoding UTF-8 or none');
}

function skipCommentsAndSpace(cursor: Cursor): void {
  cursor.at = skipXmlSpace(cursor.text, cursor.at);
  while (cursor.text.startsWith('<!--', cursor.at)) {
    skipComment(cursor);
    cursor.at = skipXmlSpace(cursor.text, cursor.at);
  }
}

function openElement(cursor: Cursor): OpenElement {
  if (cursor.text.charAt(cursor.at) !== '<') {
    return refuse(cursor, cursor.at === cursor.text.length ? 'there is no root element' : 'text stands before the root element');
  }
  const next = cursor.text.charCodeAt(cursor.at + 1);
  if (next === question && startsWithDeclaration(cursor)) {
    return refuse(cursor, 'an XML declaration must begin the message: nothing may stand before it, no space and no line end either');
  }
  if (next === bang || next === question) {
    return refuseUnread(cursor, next === bang ? 'a DOCTYPE or CDATA is not allowed' : 'a processing instruction is not allowed');
  }
  cursor.elements += 1;
  if (cursor.open.length >= cursor.limits.depth || cursor.elements > cursor.limits.elements) {
    return refuseUnread(cursor, `more than ${cursor.limits.depth} levels or ${cursor.limits.elements} elements are not read`);
  }
  return keepElement(cursor);
}

function startsWithDeclaration({ text, at }: Cursor): boolean {
  return text.startsWith('<?xml', at) && skipXmlSpace(text, at + 5) > at + 5;
}

function keepElement(cursor: Cursor): OpenElement {
  const { element, isEmpty } = readStartTag(cursor);
  cursor.open.at(-1)?.children.push(element);
  cursor.open.push(element);
  if (isEmpty) {
    endElement(cursor, element);
  }
  return element;
}

function readContent(cursor: Cursor): void {
  const element = cursor.open.at(-1) ?? refuse(cursor, 'no element is open');
  const { text } = cursor;
  const next = text.indexOf('<', cursor.at);
  if (next === -1) {
    return refuse(cursor, 'the element has no end tag');
  }
  const isEndTag = text.charCodeAt(next + 1) === slash;
  const mustBeBlank = !isEndTag || element.children.length > 0 || element.hasComment;
  if (!mustBeBlank || skipXmlSpace(text, cursor.at) < next) {
    readText(cursor, element, text.slice(cursor.at, next));
  }
  cursor.at = next;
  if (isEndTag) {
    readEndTag(cursor, element);
  } else {
    readMarkup(cursor, element);
  }
}

function readText(cursor: Cursor, element: OpenElement, raw: string): void {
  const isBesideMarkup = element.children.length > 0 || element.hasComment;
  if (isBesideMarkup) {
    return refuseUnread(cursor, 'text stands beside elements or a comment', skipXmlSpace(cursor.text, cursor.at));
  }
  if (cursor.isPlain) {
    element.text = raw;
    return;
  }
  const cdataEnd = raw.indexOf(']]>');
  if (cdataEnd !== -1) {
    return refuse(cursor, '`]]>` must not stand in text', cursor.at + cdataEnd);
  }
  element.hasReference = raw.includes('&');
  const text = element.hasReference ? findWithoutReferences(raw) : raw;
  element.text = text ?? refuse(cursor, 'a reference that is neither a predefined entity nor a legal character: write `&` as `&amp;`');
}

/** Whatever begins with `<` and is no end tag: an element or a comment. Then all text beside it must be blank. */
function readMarkup(cursor: Cursor, element: OpenElement): void {
  if (element.text !== '') {
    return refuseUnread(cursor, 'text, a comment, CDATA or an element stand beside each other: an element holds elements or plain text');
  }
  if (cursor.text.charCodeAt(cursor.at + 1) === bang) {
    element.hasComment = true;
    skipAllowedComment(cursor);
  } else {
    openElement(cursor);
  }
}

function skipAllowedComment(cursor: Cursor): void {
  if (!cursor.text.startsWith('<!--', cursor.at)) {
    return refuseUnread(cursor, 'CDATA and declarations are not allowed: write plain text');
  }
  const section = cursor.open[1];
  if (section !== undefined && section.namespace !== xmldsigNamespace) {
    return refuseUnread(cursor, 'a comment is not allowed here');
  }
  skipComment(cursor);
}

function skipComment(cursor: Cursor): void {
  const end = cursor.text.indexOf('--', cursor.at + 4);
  if (end === -1 || cursor.text.charCodeAt(end + 2) !== greater) {
    return refuse(cursor, 'a comment must end with `-->` and hold no `--`');
  }
  cursor.at = end + 3;
}

function readEndTag(cursor: Cursor, element: OpenElement): void {
  const { text } = cursor;
  const name = cursor.at + 2;
  const close = skipXmlSpace(text, name + element.qualifiedName.length);
  if (!text.startsWith(element.qualifiedName, name) || text.charCodeAt(close) !== greater) {
    return refuse(cursor, `the end tag does not match \`<${element.qualifiedName.slice(0, 60)}>\``);
  }
  cursor.at = close + 1;
  endElement(cursor, element);
}

function endElement(cursor: Cursor, element: OpenElement): void {
  element.end = cursor.at;
  restoreBindings(cursor, element.hidden);
  cursor.open.pop();
  cursor.naming = cursor.open.at(-1)?.qualifiedName ?? '';
}
