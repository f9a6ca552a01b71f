import { readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import { eui64FromBigInt } from '../domain/eui64.js';
import { Fault } from '../domain/fault.js';
import type { Party } from '../domain/party.js';
import { serviceRequestXml } from '../duis/write-service-request.js';
import { partySchema } from '../parties/party-schema.js';
import { readParties } from '../parties/read-parties.js';
import { createAuthority, issueCertificate } from '../smki/issue-certificate.js';
import { importFile } from '../store/import/import-file.js';
import type { ImportKind } from '../store/import/import-request.js';
import type { Store } from '../store/open-store.js';
import { asText } from '../yaml/as-text.js';
import { editorSchema, type JsonSchema } from '../yaml/editor-schema.js';
import { readTyped } from '../yaml/read-typed.js';
import { readYaml } from '../yaml/read-yaml.js';
import { writeYaml } from '../yaml/write-yaml.js';

const estateName = 'config/demo.yaml';
const estateFile = fileURLToPath(new URL('../../config/demo.yaml', import.meta.url));

const row = z.record(z.string(), z.string());
const demoRequest = z.strictObject({ originator: z.string(), target: z.string(), counter: z.string(), certificatesOf: z.string() });
const estateSchema = z.strictObject({
  parties: z.array(z.unknown()),
  devices: z.array(row),
  registrations: z.array(row),
  requests: z.record(z.string(), demoRequest),
});

type Estate = z.infer<typeof estateSchema>;

/** What an editor is told of `config/demo.yaml`. */
export function demoEstateJsonSchema(): JsonSchema {
  return editorSchema(estateSchema.extend({ parties: z.array(partySchema) }), 'A fictitious estate', { isAllText: true });
}

/** Puts the fictitious estate of `config/demo.yaml` into an empty store, its parties last, and its requests into `folder`; leaves any other store alone. */
export async function seedDemoEstate(store: Store, folder: string): Promise<'seeded' | 'left alone'> {
  const { parties } = store.reference.readDirectory();
  if (parties.length > 0) return 'left alone';
  const estate = readEstate();
  const partiesText = writeYaml({ parties: estate.parties }, () => undefined);
  await load(store, 'registration', asCsv(estate.registrations));
  await load(store, 'inventory', asCsv(estate.devices));
  await writeRequests(estate, readParties(partiesText, estateName), folder);
  await load(store, 'parties', partiesText);
  return 'seeded';
}

function readEstate(): Estate {
  const read = readTyped(asText(readYaml(readFileSync(estateFile), estateName)), estateSchema);
  if ('problems' in read) throw new Fault('data-invalid', 'the demo estate cannot be read', read.problems);
  return read.value;
}

function asCsv(rows: readonly Record<string, string>[]): string {
  return stringify([...rows], { header: true, columns: [...new Set(rows.flatMap(Object.keys))] });
}

async function load(store: Store, kind: ImportKind, text: string): Promise<void> {
  const { problems } = await importFile(store, { kind, file: `${estateName} (${kind})`, input: Readable.from([Buffer.from(text)]), replace: false, skipBadRows: false });
  if (problems.length > 0) throw new Fault('data-invalid', `the demo estate's ${kind} cannot be imported`, problems);
}

async function writeRequests({ requests }: Estate, parties: readonly Party[], folder: string): Promise<void> {
  const authority = await createAuthority({ name: 'Demo' });
  mkdirSync(folder, { recursive: true });
  for (const [name, { certificatesOf, counter, ...rest }] of Object.entries(requests)) {
    const entityId = eui64FromBigInt((parties.find(({ id }) => id === certificatesOf)?.entityIds[0]?.from ?? 0n) + 1n);
    const issue = async (use: 'DigitalSigning' | 'KeyAgreement') => ({ use, base64: (await issueCertificate(authority, { entityId, ou: '03', use })).base64 });
    const certificates = [await issue('DigitalSigning'), await issue('KeyAgreement')];
    const path = [Buffer.from(authority.certificate.der).toString('base64')];
    writeFileSync(join(folder, `${name}.xml`), serviceRequestXml({ ...rest, counter: BigInt(counter), certificates, pathCertificates: path }));
  }
}
