import type { CertificateUse } from '../domain/service-request.js';
import { serviceReferenceOf } from '../duis/service-references.js';
import { serviceRequestXml } from '../duis/write-service-request.js';
import type { CertificateIssuer } from './issue-certificates.js';
import type { Saying } from './scenario.js';

/** A Service Request as it goes over the wire. */
export interface Message {
  requestId: string;
  contentType: string;
  text: string;
}

type Placed = readonly { use: CertificateUse; base64: string }[];

const credentialsVariants: Readonly<Record<string, '6.15.1' | '6.21'>> = { UpdateSecurityCredentialsKRP: '6.15.1', RequestHandoverOfDCCControlledDevice: '6.21' };

/** `counter`: of the RequestID, unless the saying has one of its own. `path`: the certificate of the authority, base64. */
export async function writeMessage(saying: Saying, counter: number, { textOf, path }: { textOf: CertificateIssuer; path: string }): Promise<Message> {
  const { originator = '', target = '', form = 'xml', message } = saying;
  const requestId = saying.requestId ?? `${originator}:${target}:${counter}`;
  const contentType = form === 'xml' ? 'application/xml' : 'application/json';
  if (message !== undefined) return { requestId, contentType, text: message };
  const placed = await Promise.all((saying.certificates ?? []).map(async ({ use, certificate }) => ({ use, base64: await textOf(certificate, use) })));
  return { requestId, contentType, text: form === 'xml' ? asXml(saying, requestId, placed, path) : asJson(saying, requestId, placed) };
}

/** 4 for a 6.15.1, 1 for a 6.21, 8 for any other, unless said otherwise. */
function commandVariantOf({ srv, commandVariant }: Saying): number {
  return commandVariant ?? (srv === '6.15.1' ? 4 : srv === '6.21' ? 1 : 8);
}

/** From command variant 5 on the certificates are inside a Signed Pre-Command, unless the saying names another body. */
function elementOf(saying: Saying): string {
  const { srv, body } = saying;
  const variant = commandVariantOf(saying);
  if (body !== undefined) return body;
  if (variant >= 5 && variant <= 7) return 'SignedPreCommand';
  return srv === '6.15.1' ? 'UpdateSecurityCredentialsKRP' : 'RequestHandoverOfDCCControlledDevice';
}

function asXml(saying: Saying, requestId: string, certificates: Placed, path: string): string {
  const { srv = '', remotePartyRole, executionDateTime, schemaVersion } = saying;
  const element = elementOf(saying);
  const variant = credentialsVariants[element];
  const xml = serviceRequestXml({
    requestId,
    srv: variant ?? '6.21',
    commandVariant: commandVariantOf(saying),
    certificates,
    pathCertificates: [path],
    executionDateTime,
    ...(remotePartyRole && { remotePartyRole }),
    ...(schemaVersion && { schemaVersion }),
  });
  return withHeader(variant === undefined ? withBody(xml, element) : xml, srv);
}

function withHeader(xml: string, srv: string): string {
  return xml
    .replace(/(<sr:ServiceReference>)[^<]*/, `$1${serviceReferenceOf(srv)}`)
    .replace(/(<sr:ServiceReferenceVariant>)[^<]*/, `$1${srv}`);
}

function withBody(xml: string, element: string): string {
  const content = element === 'SignedPreCommand' ? '<sr:GBCSPayload>AAAA</sr:GBCSPayload>' : '';
  return xml.replace(/(<sr:Body>)[^]*(<\/sr:Body>)/, `$1<sr:${element}>${content}</sr:${element}>$2`);
}

function asJson(saying: Saying, requestId: string, placed: Placed): string {
  const { srv, remotePartyRole, executionDateTime, schemaVersion = '5.4' } = saying;
  const isPlacing = elementOf(saying) in credentialsVariants && (srv === '6.15.1' || srv === '6.21');
  return JSON.stringify({
    requestId,
    commandVariant: commandVariantOf(saying),
    srv,
    schemaVersion,
    ...(isPlacing && {
      remotePartyRole: remotePartyRole ?? null,
      executionDateTime: executionDateTime ?? null,
      certificates: placed.map(({ use, base64 }) => ({ use, certificate: base64 })),
    }),
  });
}
