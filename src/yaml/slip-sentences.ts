/** What is said of a slip both where it is no YAML and where it is YAML for something else. */
export const dashSentence = 'a list item begins with `- `: write a blank after the dash';
export const curlyQuotesSentence = 'write straight quotes, `"` or `\'`: curly ones are part of the text';
export const oddBlankSentence = copiedSentence('a blank that is no ordinary one', 'an ordinary blank');

export function copiedSentence(wrong: string, right: string): string {
  return `${wrong} stands here, as it comes with text that is copied: write ${right}`;
}

/** Of a value that was refused. */
export function curlySentence(text: string): string | undefined {
  return /^[\u2018-\u201F\u00AB\u00BB]/.test(text) ? curlyQuotesSentence : undefined;
}

/** Of a key that was refused. */
export function keySentence(key: string): string | undefined {
  return /[\u00A0\u2000-\u200B\u202F\u3000]/.test(key) ? oddBlankSentence : colonSentence(key);
}

/** Of text that was meant for a key and its value: `id:x`, `id = x`. */
export function colonSentence(text: string): string | undefined {
  const [, key = '', sign = '', value = ''] = /^([\w-]+)(:|\s*=)\s*(.*)$/.exec(text) ?? [];
  if (sign === ':' && value !== '') return `write a blank after the colon: \`${key}: ${value.slice(0, 40)}\``;
  return sign.endsWith('=') ? `write \`: \` between a key and its value, not \`=\`: \`${key}: ${value.slice(0, 40)}\`` : undefined;
}
