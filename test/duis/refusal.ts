import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { Fault } from '../../src/domain/fault.js';
import { readServiceRequest } from '../../src/duis/read-service-request.js';

/** What the action is refused with; fails when it is not, or by anything but a `Fault`. */
export function refusalOf(action: () => unknown): Fault {
  try {
    action();
  } catch (error) {
    if (error instanceof Fault) {
      return error;
    }
    throw error;
  }
  throw new Error('nothing was refused');
}

/** Held to be refused as no Service Request that can be decided, at one place: an element's name, or what the place matches. */
export function expectUndecidable(xml: string, at: string | RegExp): Fault {
  const fault = refusalOf(() => readServiceRequest(Buffer.from(xml)));
  expect(fault.code, fault.message).to.equal('not-decidable');
  expect(fault.places).to.have.length(1);
  expect(fault.places[0]?.at).to.match(typeof at === 'string' ? new RegExp(`^line \\d+, element ${at}$`) : at);
  return fault;
}

const shared = new URL('../../../shared/duis/', import.meta.url);

/** The published material, where it is at hand. */
export function sharedFile(path: string): URL | undefined {
  const file = new URL(path, shared);
  return existsSync(file) ? file : undefined;
}

/** Real requests by file name; none where they are not at hand. */
export function sharedRequests(): readonly { name: string; bytes: Buffer }[] {
  const folder = sharedFile('requests/');
  return folder === undefined ? [] : readdirSync(folder).map((name) => ({ name, bytes: readFileSync(new URL(name, folder)) }));
}
