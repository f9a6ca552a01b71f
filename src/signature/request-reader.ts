import { Fault } from '../domain/fault.js';
import type { ServiceRequest } from '../domain/service-request.js';
import { readJson } from '../duis/read-json.js';
import { readServiceRequest } from '../duis/read-service-request.js';
import { readServiceRequestJson } from '../duis/read-service-request-json.js';
import { readSignedRequest } from './read-signed-request.js';
import type { Signers } from './signers.js';

/** How the bytes of a message become a Service Request, by whichever way they come. */
export interface RequestReader {
  xml(bytes: Uint8Array): ServiceRequest;
  /** Of at most `maxBytes`. */
  json(bytes: Uint8Array, maxBytes?: number): ServiceRequest;
  /** Throws `Fault('signature-required')` where no JSON is read at all, for it cannot be signed. */
  requireJsonIsRead(): void;
}

/** Reads signed and unsigned messages alike, and looks at no signature. */
export const plainReader: RequestReader = {
  xml: readServiceRequest,
  json: (bytes, maxBytes) => readServiceRequestJson(readJson(bytes, maxBytes)),
  requireJsonIsRead: () => undefined,
};

/** Reads only messages that one of these signers has signed. `now`: epoch milliseconds. */
export function createSignedReader(signers: () => Signers, now: () => number): RequestReader {
  return { xml: (bytes) => readSignedRequest(bytes, signers(), now()), json: refuseJson, requireJsonIsRead: refuseJson };
}

function refuseJson(): never {
  throw new Fault('signature-required', 'a message in JSON cannot be signed, and only signed Service Requests are decided (signature: verify): send the signed DUIS XML, one message a request');
}
