import { findWithoutReferences } from '../duis/xml-text.js';
import { prefixOf, readStartTag, type StartTag } from './start-tag.js';

/** Canonical XML 1.0 without comments, of the whole document; or exclusive, which says of namespaces only what an element itself uses. */
export type CanonicalForm = 'inclusive' | 'exclusive';

/** Namespace by prefix */
export type Namespaces = ReadonlyMap<string, string>;

export interface Stretch {
  /** offsets in `source`: of the first element's `<`, and behind its end tag */
  source: string;
  start: number;
  end: number;
}

export interface Canonical {
  form: CanonicalForm;
  /** what the elements around the stretch declare; inclusive form knows none, as it is of a whole document */
  around?: Namespaces;
  /** an element within that is left out */
  without?: Pick<Stretch, 'start' | 'end'>;
}

interface Level {
  name: string;
  /** in scope for what stands within */
  scope: Namespaces;
  /** those of them that the canonical text says already */
  said: Namespaces;
}

export const noNamespaces: Namespaces = new Map();

/**
 * The canonical text of an element (W3C Canonical XML 1.0; Exclusive XML Canonicalization 1.0 without InclusiveNamespaces). The
 * stretch comes from a message that `readXml` accepts: there is no DOCTYPE, CDATA or processing instruction to look after.
 */
export function canonicalText({ source, start, end }: Stretch, { form, around = noNamespaces, without }: Canonical): string {
  const open: Level[] = [];
  let level: Level = { name: '', scope: around, said: noNamespaces };
  let text = '';
  for (let at = start; at < end; ) {
    const next = source.indexOf('<', at);
    if (next > at) text += escapedText(source.slice(at, next));
    if (next === without?.start) {
      at = without.end;
    } else if (source.startsWith('<!', next)) {
      at = source.indexOf('-->', next) + 3;
    } else if (source.startsWith('</', next)) {
      text += `</${level.name}>`;
      level = open.pop() ?? level;
      at = source.indexOf('>', next) + 1;
    } else {
      const tag = readStartTag(source, next);
      const inner = levelWithin(tag, level, form);
      text += `<${tag.name}${saidAnew(inner, level)}${tag.attributes.length === 0 ? '' : sortedAttributes(tag, inner.scope)}>`;
      if (tag.isEmpty) {
        text += `</${tag.name}>`;
      } else {
        open.push(level);
        level = inner;
      }
      at = tag.end;
    }
  }
  return text;
}

/** What is in scope within the element whose start tag stands at `start`. */
export function declaredWithin({ source, start }: Pick<Stretch, 'source' | 'start'>, around: Namespaces): Namespaces {
  return withDeclarations(around, readStartTag(source, start));
}

function withDeclarations(around: Namespaces, { declarations }: StartTag): Namespaces {
  return declarations.length === 0 ? around : new Map([...around, ...declarations.filter(([prefix]) => prefix !== 'xml')]);
}

function levelWithin(tag: StartTag, { scope: around, said }: Level, form: CanonicalForm): Level {
  const scope = withDeclarations(around, tag);
  const { name } = tag;
  if (form === 'inclusive') return { name, scope, said: scope };
  const unsaid = usedPrefixes(tag).filter((prefix) => (said.get(prefix) ?? '') !== (scope.get(prefix) ?? ''));
  return { name, scope, said: unsaid.length === 0 ? said : new Map([...said, ...unsaid.map((prefix) => [prefix, scope.get(prefix) ?? ''] as const)]) };
}

function usedPrefixes({ name, attributes }: StartTag): readonly string[] {
  if (attributes.length === 0) return [prefixOf(name)];
  const ofAttributes = attributes.map((each) => prefixOf(each.name)).filter((prefix) => prefix !== '');
  return [...new Set([prefixOf(name), ...ofAttributes])];
}

function saidAnew({ said }: Level, { said: before }: Level): string {
  if (said === before) return '';
  const fresh = [...said].filter(([prefix, namespace]) => (before.get(prefix) ?? '') !== namespace);
  return fresh
    .sort(([one], [other]) => byCodePoint(one, other))
    .map(([prefix, namespace]) => ` xmlns${prefix === '' ? '' : `:${prefix}`}="${escapedValue(namespace)}"`)
    .join('');
}

/** By namespace, then by local name; those without a namespace first. */
function sortedAttributes({ attributes }: StartTag, scope: Namespaces): string {
  const namespaceOf = (name: string): string => {
    const prefix = prefixOf(name);
    return prefix === 'xml' ? 'http://www.w3.org/XML/1998/namespace' : prefix === '' ? '' : (scope.get(prefix) ?? '');
  };
  const keyed = attributes.map(({ name, value }) => ({ name, value, namespace: namespaceOf(name), local: name.slice(name.indexOf(':') + 1) }));
  return keyed
    .sort((one, other) => byCodePoint(one.namespace, other.namespace) || byCodePoint(one.local, other.local))
    .map(({ name, value }) => ` ${name}="${escapedValue(value)}"`)
    .join('');
}

/** UTF-8 sorts as code points do; JavaScript's own order is that of UTF-16. */
function byCodePoint(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
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
