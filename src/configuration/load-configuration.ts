import { z } from 'zod';
import { Fault, type Place } from '../domain/fault.js';
import { readTyped } from '../yaml/read-typed.js';
import { mostYamlBytes, readYaml, type YamlDocument } from '../yaml/read-yaml.js';
import { readEnvironment } from './environment.js';
import { layered, ownerOf } from './layers.js';
import { leavesOf } from './leaves.js';
import { readAtMost } from './read-at-most.js';
import { type Configuration, configurationSchema } from './schema.js';

export interface ConfigurationSources {
  /** holds every key; its values are `default` */
  defaultFile: string;
  /** each laid over those before it */
  files: readonly string[];
  /** its `SLOTGUARD_` variables lie on top */
  environment: NodeJS.ProcessEnv;
}

export interface LoadedConfiguration {
  values: Configuration;
  /** `default`, `site.yaml:3` or the variable's name */
  originOf: (path: readonly PropertyKey[]) => string;
}

type Layers = readonly [YamlDocument, ...YamlDocument[]];

/** Reads the configuration (INTERFACE section 2). Throws `Fault('configuration-invalid')` with every place that is wrong, in whichever layer. */
export function loadConfiguration({ defaultFile, files, environment }: ConfigurationSources): LoadedConfiguration {
  const fromFiles: Layers = [readLayer(defaultFile), ...files.map(readLayer).filter(({ value }) => value !== null)];
  const fromEnvironment = readEnvironment(environment, leavesOf(configurationSchema, layered(fromFiles).value));
  const layers: Layers = [...fromFiles, fromEnvironment.document];
  const read = readTyped(layered(layers), configurationSchema);
  const problems = [...problemsOfEach(layers), ...fromEnvironment.problems];
  if ('problems' in read || problems.length > 0) {
    throw new Fault('configuration-invalid', 'the configuration cannot be used as it is', withoutRepeats(problems));
  }
  return { values: read.value, originOf: (path) => originOf(layers, path) };
}

const anyKeys = z.record(z.string(), z.unknown()).nullable();

function readLayer(file: string): YamlDocument {
  const document = readDocument(file);
  const read = readTyped(document, anyKeys);
  if ('problems' in read) {
    throw unreadable(file, read.problems);
  }
  return document;
}

function readDocument(file: string): YamlDocument {
  try {
    return readYaml(readAtMost(file, mostYamlBytes + 1), file);
  } catch (cause) {
    throw unreadable(file, cause instanceof Fault ? cause.places : [{ at: file, problem: whyUnreadable(cause) }], cause);
  }
}

function unreadable(file: string, places: readonly Place[], cause?: unknown): Fault {
  return new Fault('configuration-invalid', `the configuration file \`${file.slice(0, 60)}\` cannot be read`, places, { cause });
}

function whyUnreadable(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown cause';
  return code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a directory: name a file' : `it cannot be opened (${code})`;
}

/** Layer by layer, so that a bad value is found even where a higher layer hides it. */
function problemsOfEach([lowest, ...others]: Layers): Place[] {
  const stacks = [[], ...others.map((_, index) => others.slice(0, index + 1))];
  return stacks.flatMap((stack) => {
    const read = readTyped(layered([lowest, ...stack]), configurationSchema);
    return 'problems' in read ? read.problems : [];
  });
}

function withoutRepeats(places: readonly Place[]): Place[] {
  return [...new Map(places.map((place) => [`${place.at} ${place.problem}`, place])).values()];
}

function originOf(layers: Layers, path: readonly PropertyKey[]): string {
  const owner = ownerOf(layers, path);
  if (owner === layers[0]) {
    return 'default';
  }
  return owner === layers.at(-1) ? owner.placeOf(path) : owner.placeOf(path).replace(/:[0-9]+$/, '');
}
