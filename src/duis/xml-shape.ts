import type { XmlAttribute, XmlElement } from './xml-tree.js';

/**
 * What messages of one sender have in common: all of the text but the values of innermost elements. Where the text around the values is the same, byte
 * by byte, so is everything that can be read from it; a value decides nothing but itself, as long as it holds no `<`, no `&` and no `]]>`.
 */
interface Shape {
  /** the text before the first value, between each two, and behind the last; all but the first begin with an end tag */
  readonly around: readonly string[];
  readonly root: ShapedElement;
}

interface ShapedElement extends Pick<XmlElement, 'namespace' | 'name' | 'qualifiedName' | 'attributes'> {
  readonly children: readonly ShapedElement[];
  /** number of its value; -1: it has none */
  readonly value: number;
  readonly start: Mark;
  readonly end: Mark;
}

/** A place in the text around the values. */
interface Mark {
  readonly piece: number;
  readonly offset: number;
}

/** A message that has a shape. */
interface Message {
  readonly source: string;
  readonly around: readonly string[];
  /** where each piece begins */
  readonly starts: readonly number[];
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** The shapes of the messages that came last. Only for messages that hold neither `&` nor `]]>`, and nothing that XML forbids. */
export interface Shapes {
  /** The root element of a message, as `readXml` reads it; undefined: it has another shape. */
  find: (text: string) => XmlElement | undefined;
  /** `elements`: how many there are in all */
  learn: (root: XmlElement, elements: number) => void;
}

const mostShapes = 16;
/** a Service Request has 5 kB and 40 elements */
const longestLearnt = 20_000;
const mostElements = 200;
/** Learning takes longer than reading: of messages that are all different, no more than this part is learnt in the long run. */
const learntShare = 0.02;
/** what may stand in a value depends on the encoding */
const declaresAscii = /^<\?xml[^>]*us-ascii/i;

export function createShapes(): Shapes {
  let shapes: readonly Shape[] = [];
  let credit = mostShapes;
  return {
    find: (text) => {
      credit = Math.min(credit + learntShare, mostShapes);
      for (const shape of shapes) {
        const starts = findAround(text, shape.around);
        if (starts === undefined) continue;
        if (shape !== shapes[0]) shapes = [shape, ...shapes.filter((other) => other !== shape)];
        return new ElementInShape(shape.root, { source: text, around: shape.around, starts });
      }
      return undefined;
    },
    learn: (root, elements) => {
      if (credit < 1 || elements > mostElements || root.source.length > longestLearnt || declaresAscii.test(root.source)) return;
      credit -= 1;
      shapes = [shapeOf(root), ...shapes.slice(0, mostShapes - 1)];
    },
  };
}

/** Where each piece begins in a text that is made of them and of values. */
function findAround(text: string, around: readonly string[]): number[] | undefined {
  const starts: number[] = [];
  let at = 0;
  for (const piece of around) {
    const start = starts.length === 0 ? 0 : text.indexOf('<', at);
    if (start === -1 || !text.startsWith(piece, start)) return undefined;
    starts.push(start);
    at = start + piece.length;
  }
  return at === text.length ? starts : undefined;
}

/** An element is made when it is asked for: nobody looks into most of a signature. */
class ElementInShape implements XmlElement {
  readonly hasReference = false;
  private made: readonly XmlElement[] | undefined;

  constructor(private readonly shaped: ShapedElement, private readonly message: Message) {}

  get namespace(): string { return this.shaped.namespace; }
  get name(): string { return this.shaped.name; }
  get qualifiedName(): string { return this.shaped.qualifiedName; }
  get attributes(): readonly XmlAttribute[] { return this.shaped.attributes; }
  get children(): readonly XmlElement[] { return (this.made ??= this.shaped.children.map((child) => new ElementInShape(child, this.message))); }
  get text(): string { return valueIn(this.message, this.shaped.value); }
  get source(): string { return this.message.source; }
  get start(): number { return placeIn(this.message, this.shaped.start); }
  get end(): number { return placeIn(this.message, this.shaped.end); }
}

function valueIn({ source, around, starts }: Message, value: number): string {
  return value === -1 ? '' : source.slice((starts[value] ?? 0) + (around[value]?.length ?? 0), starts[value + 1]);
}

function placeIn({ starts }: Message, { piece, offset }: Mark): number {
  return (starts[piece] ?? 0) + offset;
}

/** A copy of its own, that keeps nothing of the message in memory but this. */
function shapeOf(root: XmlElement): Shape {
  const spans = elementsOf(root).flatMap((element) => findValue(element) ?? []);
  const begins = [0, ...spans.map(({ to }) => to)];
  const ends = [...spans.map(({ from }) => from), root.source.length];
  const around = begins.map((begin, piece) => root.source.slice(begin, ends[piece]));
  const markOf = (at: number): Mark => {
    const piece = begins.findLastIndex((begin) => begin <= at);
    return { piece, offset: at - (begins[piece] ?? 0) };
  };
  const shapedOf = (element: XmlElement): ShapedElement => {
    const { namespace, name, qualifiedName, attributes, children, start, end } = element;
    const value = spans.findIndex(({ from, to }) => start < from && to < end && children.length === 0);
    return { namespace, name, qualifiedName, attributes, children: children.map(shapedOf), value, start: markOf(start), end: markOf(end) };
  };
  return structuredClone({ around, root: shapedOf(root) });
}

/** In the order of their start tags. */
function elementsOf(element: XmlElement): XmlElement[] {
  return [element, ...element.children.flatMap(elementsOf)];
}

/** Where its value stands, which may be empty; undefined: it holds elements or a comment, or has no end tag. */
function findValue({ children, text, source, start, end }: XmlElement): Span | undefined {
  const next = source.indexOf('<', start + 1);
  const isEndTag = next !== -1 && next < end && source.startsWith('</', next);
  return children.length === 0 && isEndTag ? { from: next - text.length, to: next } : undefined;
}
