import { Readable } from 'node:stream';
import { Fault } from '../domain/fault.js';
import { partyToJson } from '../parties/party-json.js';
import { importFile } from '../store/import/import-file.js';
import type { ImportKind } from '../store/import/import-request.js';
import { openStore } from '../store/open-store.js';
import type { World } from './scenario.js';

/** Puts a world into an empty store, by the files that an operator would import. Throws `Fault('data-invalid')` for what the import refuses. */
export async function fillStore(url: string, world: World): Promise<void> {
  const store = openStore(url);
  try {
    for (const [kind, text] of Object.entries(filesOf(world))) {
      if (text !== undefined) await load(store, kind as ImportKind, text, world);
    }
  } finally {
    store.close();
  }
}

/** A file without rows is not imported at all: then nothing ever was. */
function filesOf({ parties, devices, registrations }: World): Record<ImportKind, string | undefined> {
  const inventory = [...devices.values()].map(({ id, type, status, importMpxn, secondaryImportMpan, exportMpan, hubId }) =>
    [id, type, status, importMpxn, secondaryImportMpan, exportMpan, hubId]);
  const registration = registrations.map(({ mpxn, networkOperator, supplier, effectiveFrom, effectiveTo }) =>
    [mpxn, networkOperator, supplier, effectiveFrom, effectiveTo]);
  return {
    parties: parties.length === 0 ? undefined : JSON.stringify({ parties: parties.map((party) => JSON.parse(partyToJson(party)) as unknown) }),
    inventory: asCsv('device_id,device_type,device_status,import_mpxn,secondary_import_mpan,export_mpan,hub_id', inventory),
    registration: asCsv('mpxn,network_operator,supplier,effective_from,effective_to', registration),
  };
}

/** No field of a world can hold a comma or a quote. */
function asCsv(header: string, rows: readonly (readonly (string | undefined)[])[]): string | undefined {
  return rows.length === 0 ? undefined : [header, ...rows.map((row) => row.map((field) => field ?? '').join(','))].join('\n');
}

async function load(store: { referencePath: string }, kind: ImportKind, text: string, { file, imported }: World): Promise<void> {
  const input = Readable.from([Buffer.from(text)]);
  const { problems } = await importFile(store, { kind, file: `${file} (${kind})`, input, replace: false, skipBadRows: false, now: () => imported });
  if (problems.length > 0) throw new Fault('data-invalid', `the ${kind} of the world \`${file}\` cannot be imported`, problems);
}
