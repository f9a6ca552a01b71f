import type { YamlToken } from './tokens.js';

/** Lists and maps inside each other, as files that people write never need. */
export const mostLevels = 64;
export const tooDeepSentence = `more than ${mostLevels} levels of lists and maps: write a flatter file`;

const BEGINS_BLOCK: ReadonlySet<string> = new Set(['seq-item-ind', 'explicit-key-ind', 'map-value-ind']);
const NO_CONTENT: ReadonlySet<string> = new Set(['space', 'newline', 'comment', 'scalar', 'doc-mode', 'doc-start', 'flow-error-end']);

/**
 * Where lists and maps nest too deep to be put together safely, if anywhere. `yaml` recurses, and a stack that runs out while V8
 * compiles a regular expression ends the process, which no `catch` prevents. Counts roughly: what passes may nest some 200 deep, a
 * quarter of what `yaml` can bear.
 */
export function findTooDeep(tokens: Iterable<YamlToken>): number | undefined {
  const nesting: Nesting = { columns: [], open: 0, lineStart: 0, isAtStart: true };
  for (const token of tokens) {
    noteBracket(nesting, token);
    noteBlock(nesting, token);
    noteLineEnd(nesting, token);
    if (nesting.columns.length > mostLevels || nesting.open > mostLevels) {
      return token.offset;
    }
  }
  return undefined;
}

interface Nesting {
  /** where the blocks around the token begin, outermost first */
  columns: readonly number[];
  /** `[` and `{` that are not closed yet */
  open: number;
  /** where the line begins; what stands in brackets or runs on over several lines is one line */
  lineStart: number;
  isAtStart: boolean;
}

function noteBracket(nesting: Nesting, { type }: YamlToken): void {
  if (type === 'flow-map-start' || type === 'flow-seq-start') {
    nesting.open += 1;
  } else if (type === 'flow-map-end' || type === 'flow-seq-end') {
    nesting.open = Math.max(0, nesting.open - 1);
  } else if (type === 'flow-error-end') {
    nesting.open = 0;
  }
}

function noteBlock(nesting: Nesting, { type, offset }: YamlToken): void {
  const isContent = !NO_CONTENT.has(type);
  if (isContent && (nesting.isAtStart || BEGINS_BLOCK.has(type))) {
    const column = offset - nesting.lineStart;
    nesting.columns = [...nesting.columns.filter((outer) => outer < column), column];
  }
  nesting.isAtStart &&= !isContent;
}

function noteLineEnd(nesting: Nesting, { offset, source }: YamlToken): void {
  if (nesting.open === 0 && source.endsWith('\n')) {
    nesting.lineStart = offset + source.length;
    nesting.isAtStart = true;
  }
}
