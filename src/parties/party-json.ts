import { eui64FromBigInt } from '../domain/eui64.js';
import { Fault } from '../domain/fault.js';
import type { Party } from '../domain/party.js';
import { partySchema } from './party-schema.js';

/** A party as one line of JSON, in the words of a parties file: EUI-64s as text. */
export function partyToJson(party: Party): string {
  const entityIds = party.entityIds.map(({ from, to }) => ({ from: eui64FromBigInt(from), to: eui64FromBigInt(to) }));
  return JSON.stringify({ ...party, entityIds });
}

/** Reads what `partyToJson` wrote. Throws `Fault('data-invalid')` when it is anything else. */
export function partyFromJson(text: string): Party {
  const read = partySchema.safeParse(parseJson(text));
  if (!read.success) {
    const places = read.error.issues.map(({ path, message }) => ({ at: `party, ${path.map(String).join('.')}`, problem: message }));
    throw new Fault('data-invalid', 'the kept party is no party', places, { cause: read.error });
  }
  return read.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Fault('data-invalid', 'the kept party is no JSON', [], { cause });
  }
}
