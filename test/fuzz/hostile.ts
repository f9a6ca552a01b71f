import { serviceRequestXml } from '../support/duis.js';

export interface HostileRequest {
  name: string;
  type: string;
  body: () => Buffer;
  /** what it is answered with */
  status: number;
}

const inXml = (name: string, status: number, body: () => string): HostileRequest => ({ name, status, type: 'application/xml', body: () => Buffer.from(body()) });
const inJson = (name: string, status: number, body: () => string): HostileRequest => ({ name, status, type: 'application/json', body: () => Buffer.from(body()) });
const entities = Array.from({ length: 10 }, (_, index) => `<!ENTITY e${index + 1} "${`&e${index};`.repeat(10)}">`).join('');

/** Requests that are too large to lie in a file of the corpus. */
export const hostileRequests: readonly HostileRequest[] = [
  inXml('a million attributes', 413, () => `<sr:Request ${Array.from({ length: 1_000_000 }, (_, index) => `a${index}=""`).join(' ')}/>`),
  inXml('as many attributes as fit', 400, () => `<sr:Request ${Array.from({ length: 25_000 }, (_, index) => `a${index}=""`).join(' ')}/>`),
  inXml('elements without a bottom', 400, () => '<a>'.repeat(87_000)),
  inXml('a billion laughs', 400, () => `<!DOCTYPE a [<!ENTITY e0 "ha">${entities}]><a>&e10;</a>`),
  inXml('a value of 250,000 blanks', 422, () => serviceRequestXml().replace(':1001<', `:1001${' '.repeat(250_000)}x<`)),
  inXml('a counter of 250,000 digits', 422, () => serviceRequestXml().replace(':1001<', `:${'9'.repeat(250_000)}<`)),
  inXml('a certificate of 180,000 characters', 200, () => serviceRequestXml({ counter: 77, certificates: [{ use: 'DigitalSigning', base64: 'MIIB'.repeat(45_000) }] })),
  inXml('a date with 250,000 digits in its fraction', 422, () => serviceRequestXml({ executionDateTime: `2030-01-15T00:00:00.${'0'.repeat(250_000)}x` })),
  inXml('a schema version of 250,000 digits', 422, () => serviceRequestXml({ schemaVersion: `${'5'.repeat(250_000)}.` })),
  inJson('lists without a bottom', 400, () => '['.repeat(250_000)),
  inJson('objects without a bottom', 400, () => '{"a":'.repeat(50_000)),
  inJson('15,000 keys', 422, () => `{${Array.from({ length: 15_000 }, (_, index) => `"a${index}":1`).join(',')}}`),
  inJson('a number of 250,000 digits', 422, () => `{"commandVariant":${'9'.repeat(250_000)}}`),
  inJson('a text of 250,000 escapes', 422, () => `{"requestId":"${'\\n'.repeat(120_000)}"}`),
  inJson('87,000 certificates that say nothing', 422, () => `{"certificates":[${'{},'.repeat(87_000)}{}]}`),
  inJson('130,000 certificates that are numbers', 422, () => `{"certificates":[${'1,'.repeat(130_000)}1]}`),
  inJson('20,000 certificates', 422, () => `{"certificates":[${Array.from({ length: 20_000 }, () => '{"use":1}').join(',')}]}`),
];
