import type { YAMLError } from 'yaml';

/** What `yaml` found wrong, as a sentence that says what to write instead. */
export function yamlSentence({ code, message }: Pick<YAMLError, 'code' | 'message'>): string {
  switch (code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'a second `: ` after a value: put the value in quotes, or indent the next key like this one';
    case 'BLOCK_IN_FLOW':
      return 'a second `: ` in one entry: write a comma before the next key, or put the value in quotes';
    case 'MULTILINE_IMPLICIT_KEY':
      return 'a line without `: ` where a key was expected: write `key: value`, with quotes around text of several lines';
    case 'TAB_AS_INDENT':
      return 'a tab cannot indent: write spaces';
    case 'BAD_SCALAR_START':
      return `a value that starts with ${message.endsWith('`') ? 'a backtick' : `\`${message.slice(-1)}\``} needs quotes`;
    case 'BAD_DQ_ESCAPE':
      return 'a `\\` in double quotes starts an escape: write `\\\\`, or use single quotes';
    case 'UNEXPECTED_TOKEN':
      return 'this does not belong here: look at the indentation, and put text that holds signs of YAML in quotes';
    default:
      return otherSentence(message);
  }
}

function otherSentence(message: string): string {
  if (message.startsWith('Implicit map keys')) return 'a line without `: ` where a key was expected: write `key: value`, or indent text that goes on from above';
  if (message.startsWith('Missing closing')) return 'a quote that is not closed: write another one where the text ends';
  if (message.startsWith('Missing , ')) return 'a comma is missing between two entries';
  return lowerFirst(message);
}

function lowerFirst(message: string): string {
  return `${message.charAt(0).toLowerCase()}${message.slice(1)}`.replace(/\.$/, '');
}
