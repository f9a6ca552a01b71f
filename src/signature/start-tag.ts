import { findWithoutReferences } from '../duis/xml-text.js';

/** A start tag of a message that `readXml` accepts, read from its text once more: it keeps namespace declarations, which the tree does not. */
export interface StartTag {
  /** as written, `sr:Header` */
  name: string;
  /** namespace by prefix; prefix empty: the default namespace */
  declarations: readonly (readonly [prefix: string, namespace: string])[];
  attributes: readonly WrittenAttribute[];
  /** `<a/>` */
  isEmpty: boolean;
  /** offset behind its `>` */
  end: number;
}

export interface WrittenAttribute {
  /** as written, `xsi:type` */
  name: string;
  value: string;
}

const attributePattern = /[ \t\n]+([^ \t\n=]+)[ \t\n]*=[ \t\n]*(?:"([^"]*)"|'([^']*)')/y;
const endPattern = /[ \t\n]*(\/?)>/y;
const greater = 0x3e;
const slash = 0x2f;

/** Reads the start tag at `at`, where its `<` stands. */
export function readStartTag(source: string, at: number): StartTag {
  let end = at + 1;
  while (!isDelimiter(source.charCodeAt(end))) end += 1;
  const name = source.slice(at + 1, end);
  if (source.charCodeAt(end) === greater) return { name, declarations: [], attributes: [], isEmpty: false, end: end + 1 };
  const written: WrittenAttribute[] = [];
  for (let found = match(attributePattern, source, end); found !== null; found = match(attributePattern, source, end)) {
    written.push({ name: found[1] ?? '', value: readValue(found[2] ?? found[3] ?? '') });
    end = attributePattern.lastIndex;
  }
  const [close = '', slashed] = match(endPattern, source, end) ?? [];
  return { name, isEmpty: slashed === '/', end: end + close.length, ...divided(written) };
}

function isDelimiter(code: number): boolean {
  return code === greater || code === slash || code <= 0x20;
}

/** Empty where there is none. */
export function prefixOf(name: string): string {
  const colon = name.indexOf(':');
  return colon === -1 ? '' : name.slice(0, colon);
}

function match(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

/** As XML 1.0, 3.3.3 has it: literal white space becomes a space, a reference stays what it names. */
function readValue(raw: string): string {
  const spaced = raw.replace(/[\t\n]/g, ' ');
  return findWithoutReferences(spaced) ?? spaced;
}

function divided(written: readonly WrittenAttribute[]): Pick<StartTag, 'declarations' | 'attributes'> {
  const isDeclaration = ({ name }: WrittenAttribute): boolean => name === 'xmlns' || name.startsWith('xmlns:');
  return {
    declarations: written.filter(isDeclaration).map(({ name, value }) => [name.slice('xmlns:'.length), value]),
    attributes: written.filter((each) => !isDeclaration(each)),
  };
}
