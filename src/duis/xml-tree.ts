import type { Place } from '../domain/fault.js';
import { lineAt } from './read-utf8.js';

export interface XmlAttribute {
  /** empty: in no namespace */
  readonly namespace: string;
  readonly name: string;
  readonly qualifiedName: string;
  readonly value: string;
}

/** An element either holds elements (then `text` is empty) or text; nothing here holds both. */
export interface XmlElement {
  readonly namespace: string;
  readonly name: string;
  /** as written, `sr:Header` */
  readonly qualifiedName: string;
  /** namespace declarations are not among them */
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  readonly text: string;
  /** whether `text` was written with a character or entity reference */
  readonly hasReference: boolean;
  /** the whole message, line ends made `\n` */
  readonly source: string;
  /** offsets in `source`: of the start tag's `<`, and behind the end tag's `>` */
  readonly start: number;
  readonly end: number;
}

/** `line 12, element sr:RequestID`, with what is wrong there. */
export function placeOf(element: XmlElement, problem: string): Place {
  return { at: `line ${lineAt(element.source, element.start)}, element ${element.qualifiedName.slice(0, 60)}`, problem };
}
