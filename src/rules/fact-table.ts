import type { FactDeclaration, FactVocabulary } from '../domain/fact.js';

const mostShown = 12;

/** The fact catalogue as the Markdown that stands in `rules/README.md`. */
export function factTable({ facts }: FactVocabulary): string {
  const rows = facts.map((fact) => `| \`${fact.name}\` | ${fact.provider} | ${fact.meaning} | ${describeValues(fact)} |`);
  return ['| Fact | From | What it says | Values |', '|---|---|---|---|', ...rows].join('\n');
}

function describeValues({ values, type, mayBeUnknown }: FactDeclaration): string {
  if (values === 'open') return `any text in quotes${mayBeUnknown ? ', or `unknown`' : ''}`;
  const shown = values.slice(0, mostShown).map(({ value, meaning }) => {
    const isQuoted = type === 'text' && !/^[a-z]/i.test(String(value));
    return `\`${isQuoted ? `"${String(value)}"` : String(value)}\`${values.length > mostShown ? '' : ` (${meaning})`}`;
  });
  return values.length > mostShown ? `${shown.slice(0, 6).join(', ')}, ... ${values.length} in all, in quotes` : shown.join('; ');
}
