import { Fault, type Place } from '../domain/fault.js';
import type { Party } from '../domain/party.js';
import { asText } from '../yaml/as-text.js';
import { readTyped } from '../yaml/read-typed.js';
import { readYaml, type YamlDocument } from '../yaml/read-yaml.js';
import { type Claim, conflictsBetween } from './conflicts.js';
import { partiesFileSchema } from './party-schema.js';

export interface PartiesFile {
  parties: Party[];
  /** where an entry of a party of this file stands, `parties.yaml:7:12` */
  placeOf: (claim: Claim) => string;
}


/** `readPartiesFile` without the places. */
export function readParties(text: string | Uint8Array, file: string): Party[] {
  return readPartiesFile(text, file).parties;
}

/**
 * Reads a parties file (INTERFACE section 3). Throws `Fault('data-invalid')` with every place that is wrong, or that contradicts
 * another of the file.
 */
export function readPartiesFile(text: string | Uint8Array, file: string): PartiesFile {
  const document = asText(readYaml(text, file));
  const read = readTyped(document, partiesFileSchema);
  if ('problems' in read) {
    throw refused(file, read.problems);
  }
  const { parties } = read.value;
  const placeOf = (claim: Claim): string => placeOfClaim(document, claim);
  const conflicts = conflictsBetween(parties);
  if (conflicts.length > 0) {
    const places = conflicts.map(({ problem, first, second }) => ({ at: placeOf(second), problem: `${problem} (the first at ${placeOf(first)})` }));
    throw refused(file, places);
  }
  return { parties, placeOf };
}

function placeOfClaim(document: YamlDocument, { party, field, entry }: Claim): string {
  return document.placeOf(field === 'id' ? ['parties', party, 'id'] : ['parties', party, field, entry]);
}

function refused(file: string, places: readonly Place[]): Fault {
  return new Fault('data-invalid', `\`${file}\` is no parties file that can be taken as it is`, places);
}
