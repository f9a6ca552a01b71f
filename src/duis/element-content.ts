import { Fault } from '../domain/fault.js';
import { srNamespace } from './namespaces.js';
import { withoutSpaceAround } from './xml-text.js';
import { placeOf, type XmlAttribute, type XmlElement } from './xml-tree.js';

/** The children of an element, taken one after the other in the schema's order (xs:sequence): nothing is skipped, nothing read twice. */
export interface Sequence {
  readonly parent: XmlElement;
  next: number;
}

/** Begins to take the children of `parent`, which is refused with attributes, as the schema has none in Header and Body. */
export function sequenceOf(parent: XmlElement): Sequence {
  refuseAttributes(parent);
  return { parent, next: 0 };
}

/** Takes the next child if it is `name`; undefined: it is another or there is none. */
export function findNext(sequence: Sequence, name: string, namespace = srNamespace): XmlElement | undefined {
  const child = sequence.parent.children[sequence.next];
  if (child?.name !== name || child.namespace !== namespace) {
    return undefined;
  }
  sequence.next += 1;
  return child;
}

/** Takes the next child, which must be `name` of DUIS; throws `Fault('not-decidable')`. */
export function readNext(sequence: Sequence, name: string): XmlElement {
  const found = findNext(sequence, name);
  if (found !== undefined) {
    return found;
  }
  const other = sequence.parent.children[sequence.next];
  if (other === undefined) {
    return undecidable(sequence.parent, `it lacks sr:${name}`);
  }
  return undecidable(other, other.name === name ? `it must be in namespace ${srNamespace}` : `sr:${name} must stand here`);
}

/** Throws `Fault('not-decidable')` when some child was not taken. */
export function endSequence({ parent, next }: Sequence): void {
  const left = parent.children[next];
  if (left !== undefined) {
    return undecidable(left, `it must not stand here, or not once more, in ${parent.qualifiedName.slice(0, 60)}`);
  }
  if (parent.children.length === 0 && withoutSpaceAround(parent.text) !== '') {
    return undecidable(parent, 'it holds text where elements must stand');
  }
}

/** Text of an element that holds nothing else: no elements, no attributes, no references, which no value of DUIS needs. */
export function readPlainText(element: XmlElement): string {
  refuseAttributes(element);
  if (element.children.length > 0) {
    return undecidable(element, 'it holds elements where a value must stand');
  }
  return element.hasReference ? undecidable(element, 'its value is written with a reference: write it plainly') : element.text;
}

/** Reads a value whose type collapses white space around it. */
export function readValue<T>(element: XmlElement, read: (text: string) => T): T {
  const text = withoutSpaceAround(readPlainText(element));
  return readAt(element, () => read(text));
}

/** Reads a value whose type keeps white space (xs:string). */
export function readExactValue<T>(element: XmlElement, read: (text: string) => T): T {
  const text = readPlainText(element);
  return readAt(element, () => read(text));
}

export function findNextValue<T>(sequence: Sequence, name: string, read: (text: string) => T): T | undefined {
  const element = findNext(sequence, name);
  return element === undefined ? undefined : readValue(element, read);
}

/** Makes of a `Fault('malformed-value')` one that says where: `not-decidable`, at `element`. */
export function readAt<T>(element: XmlElement, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof Fault && cause.code === 'malformed-value') {
      return undecidable(element, cause.message);
    }
    throw cause;
  }
}

/** Throws `Fault('not-decidable')`: the message is XML, but no Service Request that can be decided. */
export function undecidable(element: XmlElement, problem: string): never {
  const place = placeOf(element, problem);
  throw new Fault('not-decidable', `the message is no Service Request that can be decided: ${place.at}: ${problem}`, [place]);
}

export function refuseAttribute(element: XmlElement, { qualifiedName }: XmlAttribute): never {
  return undecidable(element, `attribute \`${qualifiedName.slice(0, 60)}\` must not stand here`);
}

function refuseAttributes(element: XmlElement): void {
  const [attribute] = element.attributes;
  if (attribute !== undefined) {
    refuseAttribute(element, attribute);
  }
}
