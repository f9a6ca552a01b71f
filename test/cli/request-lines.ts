import { readServiceRequest } from '../../src/duis/read-service-request.js';
import type { House } from '../serve/house.js';

type Name = Parameters<House['request']>[0];

/** The JSON form of a demo request, with another originator counter. */
export function requestLine(house: House, name: Name, counter: number): string {
  return templateOf(house, name).replace(':0"', `:${counter}"`);
}

/** The same RequestID, and another content. */
export function asSupplier(line: string): string {
  return line.replace(/"remotePartyRole":"[^"]*"/, '"remotePartyRole":"Supplier"');
}

const templates = new Map<string, string>();

function templateOf(house: House, name: Name): string {
  const key = `${house.folder} ${name}`;
  const known = templates.get(key);
  if (known !== undefined) return known;
  const { requestId, commandVariant, srv, schemaVersion, remotePartyRole, certificates } = readServiceRequest(Buffer.from(house.request(name, 0)));
  const made = JSON.stringify({
    requestId, commandVariant, srv, schemaVersion, remotePartyRole, executionDateTime: null,
    certificates: certificates.map(({ use, base64 }) => ({ use, certificate: base64 })),
  });
  templates.set(key, made);
  return made;
}

/** `count` lines of the demo requests in turn, from one counter on. */
export function* requestLines(house: House, count: number, first = 1): Generator<string> {
  const names: Name[] = ['permit', 'reject', 'unverified'];
  for (let index = 0; index < count; index += 1) yield requestLine(house, names[index % 3] ?? 'permit', first + index);
}
