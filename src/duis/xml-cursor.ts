import { Fault } from '../domain/fault.js';
import { lineAt } from './read-utf8.js';
import type { XmlAttribute, XmlElement } from './xml-tree.js';

/** What a message may cost at most; whatever is larger is refused before it costs more. */
export interface XmlLimits {
  readonly bytes: number;
  readonly depth: number;
  readonly elements: number;
  /** of one element, namespace declarations apart */
  readonly attributes: number;
  /** namespace declarations of one element */
  readonly declarations: number;
  /** characters of one element or attribute name, prefix and all */
  readonly name: number;
}

/** An element that is still being read; it becomes an `XmlElement` at its end tag. */
export interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
  hasReference: boolean;
  hasComment: boolean;
  end: number;
  /** the bindings that its namespace declarations hide, to be restored at its end */
  readonly hidden: readonly Binding[];
}

export interface Binding {
  readonly prefix: string;
  /** undefined: not bound */
  readonly namespace: string | undefined;
}

export interface Cursor {
  readonly text: string;
  /** neither `&` nor `]]>` stands anywhere in it */
  readonly isPlain: boolean;
  readonly limits: XmlLimits;
  /** offset of what is read next */
  at: number;
  /** outermost first */
  readonly open: OpenElement[];
  readonly bindings: Map<string, string>;
  elements: number;
  /** the element that a refusal names, as written */
  naming: string;
}

export const noAttributes: readonly XmlAttribute[] = [];

/** Throws `Fault('not-well-formed')` that names the line of `offset` and the element being read. */
export function refuse(cursor: Cursor, problem: string, offset = cursor.at): never {
  return refuseAs('the message is not well-formed XML', cursor, problem, offset);
}

/** The same of what may well be well-formed, but is not read here (`readXml`). */
export function refuseUnread(cursor: Cursor, problem: string, offset = cursor.at): never {
  return refuseAs('the message is no XML that is read here', cursor, problem, offset);
}

function refuseAs(what: string, cursor: Cursor, problem: string, offset: number): never {
  const line = `line ${lineAt(cursor.text, offset)}`;
  const at = cursor.naming === '' ? line : `${line}, element ${cursor.naming.slice(0, 60)}`;
  throw new Fault('not-well-formed', `${what}: ${at}: ${problem}`, [{ at, problem }]);
}

export function quoted(foreign: string): string {
  return `\`${foreign.slice(0, 60)}\``;
}
