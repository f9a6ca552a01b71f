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

/** Where an element stands, with what is wrong there. */
export type PlaceOf = (element: XmlElement, problem: string) => Place;

/** `line 12, element sr:RequestID` */
export const placeOf: PlaceOf = (element, problem) => placeAt(lineAt(element.source, element.start), element, problem);

/** The same of many elements of one message, mostly in their order: lines are counted on from the last one. */
export function createPlaceOf(): PlaceOf {
  let last = { at: 0, line: 1 };
  return (element, problem) => {
    const from = element.start < last.at ? { at: 0, line: 1 } : last;
    last = { at: element.start, line: from.line + lineAt(element.source.slice(from.at, element.start), Infinity) - 1 };
    return placeAt(last.line, element, problem);
  };
}

function placeAt(line: number, { qualifiedName }: XmlElement, problem: string): Place {
  return { at: `line ${line}, element ${qualifiedName.slice(0, 60)}`, problem };
}
