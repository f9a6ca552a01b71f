/** HTML that may stand in a page as it is; only `html` makes it, and `trusted` from what a library drew. */
export interface Markup {
  readonly markup: string;
}

type Content = string | number | Markup | readonly Content[];

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A tagged template: all text that is put in is escaped, for elements and for attributes in quotes alike. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return { markup: String.raw({ raw: parts }, ...contents.map(toMarkup)) };
}

export function trusted(markup: string): Markup {
  return { markup };
}

function toMarkup(content: Content): string {
  if (typeof content === 'number') return String(content);
  if (typeof content === 'string') return content.replace(/[&<>"']/g, (character) => escapes[character] ?? '');
  return 'markup' in content ? content.markup : content.map(toMarkup).join('');
}
