const WHOLE_NUMBER = /^-?(0|[1-9][0-9]*)$/;
const DECIMAL = /^-?(0|[1-9][0-9]*)\.[0-9]+$/;

/**
 * What an unquoted scalar means here. Far less than YAML's own schemas convert: `08`, `NO`, `1e3`, `0x1F` and dates stay
 * text, and so does a whole number that a double cannot hold. A decimal becomes a number on purpose, so that a reader who wants the
 * SRV `6.21` as text notices that its quotes are missing.
 */
export function readPlainScalar(text: string): string | number | boolean | null {
  if (text === '' || text === '~' || text === 'null') {
    return null;
  }
  if (text === 'true' || text === 'false') {
    return text === 'true';
  }
  if (WHOLE_NUMBER.test(text)) {
    return Number.isSafeInteger(Number(text)) ? Number(text) + 0 : text;
  }
  return DECIMAL.test(text) ? Number(text) : text;
}
