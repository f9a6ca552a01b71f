import type { YamlToken } from './tokens.js';

/** Lists and maps inside each other, as files that people write never need. */
export const mostLevels = 64;
export const tooDeepSentence = `more than ${mostLevels} levels of lists and maps: write a flatter file`;

const BEGINS_BLOCK: ReadonlySet<string> = new Set(['seq-item-ind', 'explicit-key-ind', 'map-value-ind']);
const NO_CONTENT: ReadonlySet<string> = new Set(['space', 'newline', 'comment', 'scalar', 'doc-mode', 'doc-start', 'flow-error-end']);

/** An entry in brackets has one `:`, or `?` and `:`; more of them nest like blocks, though that is no YAML. */
const MOST_IN_BRACKETS = 3 * mostLevels;

/**
 * Where lists and maps nest too deep to be put together safely, if anywhere. `yaml` recurses, and a stack that runs out while V8
 * compiles a regular expression ends the process, which no `catch` prevents. Counts roughly: what passes may nest some 300 deep,
 * less than half of what `yaml` can bear.
 */
export function findTooDeep(tokens: Iterable<YamlToken>): number | undefined {
  const nesting: Nesting = { columns: [], brackets: [], inBrackets: 0, lineStart: 0, isAtStart: true };
  for (const token of tokens) {
    if (nesting.brackets.length === 0) {
      noteBlock(nesting, token);
    } else {
      noteEntry(nesting, token);
    }
    noteBracket(nesting, token);
    noteLineEnd(nesting, token);
    if (nesting.columns.length > mostLevels || nesting.brackets.length > mostLevels || nesting.inBrackets > MOST_IN_BRACKETS) {
      return token.offset;
    }
  }
  return undefined;
}

interface Nesting {
  /** where the blocks around the token begin, outermost first */
  columns: readonly number[];
  /** for each `[` and `{` that is not closed yet, how many indicators its current entry has */
  brackets: number[];
  /** those brackets and indicators together */
  inBrackets: number;
  /** where the line begins; what stands in brackets or runs on over several lines is one line */
  lineStart: number;
  isAtStart: boolean;
}

function noteBlock(nesting: Nesting, { type, offset }: YamlToken): void {
  const isContent = !NO_CONTENT.has(type);
  if (isContent && (nesting.isAtStart || BEGINS_BLOCK.has(type))) {
    const column = offset - nesting.lineStart;
    nesting.columns = [...nesting.columns.filter((outer) => outer < column), column];
  }
  nesting.isAtStart &&= !isContent;
}

function noteEntry(nesting: Nesting, { type }: YamlToken): void {
  const indicators = nesting.brackets.pop() ?? 0;
  const now = type === 'comma' ? 0 : indicators + (BEGINS_BLOCK.has(type) ? 1 : 0);
  nesting.brackets.push(now);
  nesting.inBrackets += now - indicators;
}

function noteBracket(nesting: Nesting, { type }: YamlToken): void {
  if (type === 'flow-map-start' || type === 'flow-seq-start') {
    nesting.brackets.push(0);
    nesting.inBrackets += 1;
  } else if (type === 'flow-map-end' || type === 'flow-seq-end') {
    const indicators = nesting.brackets.pop();
    nesting.inBrackets -= indicators === undefined ? 0 : indicators + 1;
  } else if (type === 'flow-error-end') {
    nesting.brackets = [];
    nesting.inBrackets = 0;
  }
}

function noteLineEnd(nesting: Nesting, { offset, source }: YamlToken): void {
  if (nesting.brackets.length === 0 && source.endsWith('\n')) {
    nesting.lineStart = offset + source.length;
    nesting.isAtStart = true;
  }
}
