import { Fault } from '../domain/fault.js';

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const mediaTypePattern = new RegExp(`^\\s*(${token}/${token})\\s*`);
/** one parameter, or none between two semicolons (RFC 9110, 5.6.6) */
const parameterPattern = new RegExp(`;\\s*(?:(${token})=(?:"((?:[^"\\\\]|\\\\.)*)"|(${token})))?\\s*`, 'y');
const charsetsRead = ['utf-8', 'us-ascii'];

export interface ContentHeaders {
  'content-type'?: string | undefined;
  'content-encoding'?: string | undefined;
  'transfer-encoding'?: string | undefined;
}

/**
 * The media type of a body, lower case, as one of `known`. Throws `Fault('unsupported-type')` for any other, for a charset that
 * is not UTF-8, and for a body that is compressed, on its way or before.
 */
export function readContentType<Known extends string>(headers: ContentHeaders, known: readonly Known[]): Known {
  const { 'content-type': written, 'content-encoding': encoding = 'identity', 'transfer-encoding': transfer = '' } = headers;
  if (encoding.trim().toLowerCase() !== 'identity') return unsupported(`Content-Encoding \`${cut(encoding)}\` is not read: send the body as it is`);
  if (transfer.includes(',')) return unsupported(`Transfer-Encoding \`${cut(transfer)}\` is not read: send the body as it is, chunked or with a Content-Length`);
  const type = known.find((each) => each === written) ?? known.find((each) => each === findMediaType(written));
  return type ?? unsupported(`Content-Type ${written === undefined ? 'is missing' : `\`${cut(written)}\` is not read`}: send ${known.join(' or ')}, in UTF-8`);
}

/** undefined: none, malformed, or in a charset that is not read */
function findMediaType(written = ''): string | undefined {
  const [start = '', type = ''] = mediaTypePattern.exec(written) ?? [];
  const charsets: string[] = [];
  parameterPattern.lastIndex = start.length;
  while (parameterPattern.lastIndex < written.length) {
    const parameter = parameterPattern.exec(written);
    if (parameter === null) return undefined;
    const [, name = '', quoted, plain = ''] = parameter;
    if (name.toLowerCase() === 'charset') charsets.push((quoted ?? plain).toLowerCase());
  }
  const isRead = charsets.length <= 1 && charsets.every((charset) => charsetsRead.includes(charset));
  return isRead ? type.toLowerCase() : undefined;
}

function unsupported(problem: string): never {
  throw new Fault('unsupported-type', problem);
}

function cut(text: string): string {
  return text.slice(0, 60);
}
