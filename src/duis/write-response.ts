import { Fault } from '../domain/fault.js';
import type { ServiceRequest } from '../domain/service-request.js';
import { srNamespace } from './namespaces.js';

export interface Response {
  request: Pick<ServiceRequest, 'requestId' | 'srv' | 'serviceReference' | 'schemaVersion'>;
  /** `I0`, `E061510`, ... */
  responseCode: string;
  /** xs:dateTime, such as 2026-11-20T10:00:00.000Z */
  responseDateTime: string;
}

const escapes: ReadonlyMap<string, string> = new Map([['&', '&amp;'], ['<', '&lt;'], ['>', '&gt;'], ['"', '&quot;'], ["'", '&apos;']]);

/**
 * A DUIS `sr:Response` without payload and unsigned, as the DCC answers an acknowledgement or an error: the code is the only
 * explanation there is. Valid against DUIS V5.4 as long as the code is in its enumeration; a project placeholder is not.
 * Throws `Fault('malformed-value')` for a character that XML cannot hold.
 */
export function writeResponse({ request, responseCode, responseDateTime }: Response): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<sr:Response xmlns:sr="${srNamespace}" schemaVersion="${escaped(request.schemaVersion)}">
  <sr:Header>
    <sr:RequestID>${escaped(request.requestId)}</sr:RequestID>
    <sr:ResponseCode>${escaped(responseCode)}</sr:ResponseCode>
    <sr:ResponseDateTime>${escaped(responseDateTime)}</sr:ResponseDateTime>
  </sr:Header>
  <sr:Body>
    <sr:ResponseMessage>
      <sr:ServiceReference>${escaped(request.serviceReference)}</sr:ServiceReference>
      <sr:ServiceReferenceVariant>${escaped(request.srv)}</sr:ServiceReferenceVariant>
    </sr:ResponseMessage>
  </sr:Body>
</sr:Response>
`;
}

/** White space that a reader would make into another is written as a reference. */
function escaped(text: string): string {
  if (/[^\t\n\r -\uD7FF\u{10000}-\u{10FFFF}\uE000-\uFFFD]/u.test(text)) {
    throw new Fault('malformed-value', `\`${text.slice(0, 60)}\` holds a character that XML cannot`);
  }
  return text.replace(/[&<>"'\t\n\r]/g, (character) => escapes.get(character) ?? `&#${character.charCodeAt(0)};`);
}
