import type { Database } from 'better-sqlite3';
import { Fault } from '../../domain/fault.js';
import type { Party, PartyDirectory } from '../../domain/party.js';
import { createDirectory } from '../../parties/directory.js';
import { partyFromJson } from '../../parties/party-json.js';
import { causeOf } from '../sqlite/answering.js';

/**
 * Answers the same directory until another generation of parties is stored, by whatever process. Parties that stay as they were are not read again, which
 * takes as long as putting all of them together. Ask it in a snapshot.
 */
export function readDirectoryOf(db: Database): () => PartyDirectory {
  const generation = db.prepare<[], number>(`SELECT generation FROM imported WHERE kind = 'parties'`).pluck();
  let directory = createDirectory([]);
  let known: number | undefined;
  let byText: ReadonlyMap<string, Party> = new Map();
  return () => {
    const stored = generation.get();
    if (stored !== known) {
      const read = readTexts(db).map((text) => [text, byText.get(text) ?? readParty(text)] as const);
      byText = new Map(read);
      directory = createDirectory(read.map(([, party]) => party));
      known = stored;
    }
    return directory;
  };
}

/** In the order in which they were first imported. */
export function readStoredParties(db: Database): Party[] {
  return readTexts(db).map(readParty);
}

function readTexts(db: Database): string[] {
  return db.prepare<[], string>('SELECT party FROM party ORDER BY position').pluck().all();
}

function readParty(text: string): Party {
  try {
    return partyFromJson(text);
  } catch (cause) {
    throw new Fault('fact-malformed', `the store holds a party that cannot be read (${causeOf(cause)}): import parties again with --replace`, [], { cause });
  }
}
