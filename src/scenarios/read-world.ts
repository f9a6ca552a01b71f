import { readdirSync, readFileSync } from 'node:fs';
import { defaultConfigurationFile } from '../configuration/default-file.js';
import { statOf, unlessDenied } from '../configuration/list-folder.js';
import { readAtMost } from '../configuration/read-at-most.js';
import { readEui64 } from '../domain/eui64.js';
import { Fault, type Place } from '../domain/fault.js';
import { conflictsBetween } from '../parties/conflicts.js';
import { readTyped } from '../yaml/read-typed.js';
import { mostYamlBytes, readYaml, type YamlDocument } from '../yaml/read-yaml.js';
import { noFile, partOf, readingOf, type Reading, refused } from './reading.js';
import { resolveSaying, type Names } from './resolve-saying.js';
import type { NamedCertificate, World } from './scenario.js';
import { worldSchema, type WrittenWorld } from './world-schema.js';

export interface WorldFile {
  world: World;
  names: Names;
  /** the default configuration, and what the world changes of it */
  configuration: readonly [YamlDocument, ...YamlDocument[]];
}

/** Reads a world file. Throws `Fault('data-invalid')` with every place that is wrong. */
export function readWorld(path: string): WorldFile {
  const document = readDocument(path);
  const read = readTyped<WrittenWorld>(document, worldSchema);
  if ('problems' in read) throw refused(`the world \`${path}\``, read.problems);
  const problems: Place[] = [];
  const reading = readingOf(document, problems);
  reportConflicts(reading, read.value);
  const names = namesOf(read.value);
  const world = worldOf(path, reading, read.value, names);
  if (problems.length > 0) throw refused(`the world \`${path}\``, problems);
  const defaults = readYaml(readFileSync(defaultConfigurationFile), 'config/default.yaml');
  return { world, names, configuration: read.value.configuration === undefined ? [defaults] : [defaults, partOf(document, ['configuration'])] };
}

/** Of the files in the folder `worlds`, without .yaml; none where there is no such folder, or something else is called so. */
export function worldNames(folder: string): string[] {
  if (statOf(folder)?.isDirectory() !== true) return [];
  const listed = unlessDenied(() => readdirSync(folder), 'data-invalid', `the worlds in ${folder} cannot be read`);
  return listed.filter((name) => name.endsWith('.yaml')).map((name) => name.replace(/\.yaml$/, '')).sort();
}

/** A pipe or a device is refused: opening it could wait without end. */
export function readDocument(path: string): YamlDocument {
  if (statOf(path)?.isFile() === false) throw refused(`\`${path}\``, [{ at: path, problem: noFile }]);
  try {
    return readYaml(readAtMost(path, mostYamlBytes + 1), path);
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw refused(`\`${path}\``, [{ at: path, problem: 'there is no such file, or it cannot be read' }], cause);
  }
}

function worldOf(file: string, reading: Reading, written: WrittenWorld, names: Names): World {
  const { parties, now, imported = now } = written;
  return {
    file,
    parties,
    devices: names.devices,
    certificates: names.certificates,
    registrations: written.registrations.map(({ mpxn, networkOperator, supplier, from, to }) => ({
      mpxn,
      networkOperator,
      supplier,
      effectiveFrom: from,
      effectiveTo: to,
    })),
    request: resolveSaying(reading, ['request'], written.request, names),
    now,
    imported,
  };
}

function namesOf({ parties, devices, certificates }: WrittenWorld): Names {
  return {
    parties: new Map(parties.map((party) => [party.id, party])),
    devices: new Map(Object.entries(devices).map(([name, device]) => [name, deviceOf(device)])),
    certificates: new Map(Object.entries(certificates).map(([name, certificate]) => [name, certificateOf(name, certificate)])),
  };
}

function deviceOf({ id, type, status, importMpxn, secondaryImportMpan, exportMpan, hubId }: WrittenWorld['devices'][string]) {
  return { id: readEui64(id), type, status, importMpxn, secondaryImportMpan, exportMpan, hubId: hubId === undefined ? undefined : readEui64(hubId) };
}

function certificateOf(name: string, { entityId, ou, use, notBefore, notAfter, broken }: WrittenWorld['certificates'][string]): NamedCertificate {
  const dateOf = (instant: number | undefined) => (instant === undefined ? undefined : new Date(instant));
  return { name, entityId: readEui64(entityId), ou, use, notBefore: dateOf(notBefore), notAfter: dateOf(notAfter), broken };
}

function reportConflicts({ report }: Reading, { parties }: WrittenWorld): void {
  for (const { problem, second } of conflictsBetween(parties)) report(['parties', second.party], problem);
}
