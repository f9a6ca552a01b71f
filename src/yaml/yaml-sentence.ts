import type { YAMLError } from 'yaml';

const UNCLOSED = /^Flow (sequence|map) .* end with a/;

/** What `yaml` found wrong, as a sentence that says what to write instead. */
export function yamlSentence({ code, message }: Pick<YAMLError, 'code' | 'message'>): string {
  switch (code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'a second `: ` after a value: put the value in quotes, or indent the next key like this one';
    case 'MULTILINE_IMPLICIT_KEY':
      return 'a line without `: ` where a key was expected: write `key: value`, with quotes around text of several lines';
    case 'TAB_AS_INDENT':
      return 'a tab cannot indent: write spaces';
    case 'BAD_SCALAR_START':
      return `a value that starts with \`${message.slice(-1)}\` needs quotes`;
    case 'BAD_DQ_ESCAPE':
      return 'a `\\` in double quotes starts an escape: write `\\\\`, or use single quotes';
    case 'UNEXPECTED_TOKEN':
      return 'this does not belong here: look at the indentation, and put text that holds signs of YAML in quotes';
    default:
      return UNCLOSED.test(message) ? 'a list `[` or a map `{` is not closed: its `]` or `}` is missing' : lowerFirst(message);
  }
}

function lowerFirst(message: string): string {
  return `${message.charAt(0).toLowerCase()}${message.slice(1)}`.replace(/\.$/, '');
}
