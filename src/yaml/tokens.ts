import { CST, Lexer } from 'yaml';

export interface YamlToken {
  /** `yaml`'s name for it; `text` for a plain or block scalar */
  type: string;
  offset: number;
  /** empty for a mark that the lexer puts in */
  source: string;
}

/** control characters: a text that holds them is refused before */
const MARKS: ReadonlySet<string> = new Set([CST.DOCUMENT, CST.FLOW_END, CST.SCALAR]);

/** What a YAML text consists of, before any of it is put together. Does not recurse, whatever the text. */
export function* readTokens(text: string): Generator<YamlToken> {
  let offset = 0;
  let type = '';
  for (const token of new Lexer().lex(text)) {
    const source = MARKS.has(token) ? '' : token;
    type = type === 'scalar' ? 'text' : (CST.tokenType(token) ?? 'text');
    yield { type, offset, source };
    offset += source.length;
  }
}
