import type { YamlToken } from './tokens.js';
import type { NoteProblem } from './yaml-node.js';

const REFUSED: ReadonlyMap<string, string> = new Map([
  ['directive-line', 'directives such as `%YAML` are refused: take the line out, or put text that starts with `%` in quotes'],
  ['tag', 'tags such as `!!str` are refused: put text that starts with `!` in quotes'],
  ['anchor', 'anchors are refused: put text that starts with `&` in quotes, or write the value out where it is needed'],
  ['alias', 'aliases are refused: put text that starts with `*` in quotes, or write the value out where it is needed'],
]);

/**
 * Notes what YAML allows and we do not, and says whether there was any: with it a file means something else than a reader
 * of plain lists and maps sees.
 */
export function noteRefusedSyntax(tokens: Iterable<YamlToken>, note: NoteProblem): boolean {
  let isRefused = false;
  for (const { type, offset } of tokens) {
    const refused = REFUSED.get(type);
    if (refused !== undefined) {
      note(offset, refused);
      isRefused = true;
    }
  }
  return isRefused;
}
