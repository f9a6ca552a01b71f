import { printable } from '../domain/printable.js';
import { writeYaml } from '../yaml/write-yaml.js';
import { isMap, keyName, leavesOf } from './leaves.js';
import type { LoadedConfiguration } from './load-configuration.js';
import { configurationSchema, secrets } from './schema.js';

/** The configuration in force as YAML that can be used as a configuration file, secrets masked, with the origin of each value behind it. */
export function configurationAsYaml(loaded: LoadedConfiguration): string {
  return writeYaml(maskedValues(loaded), (path) => printable(loaded.originOf(path)));
}

/** `{ values, origins: { "server.port": "default", ... } }`, secrets masked. */
export function configurationAsJson(loaded: LoadedConfiguration): string {
  const origins = leavesOf(configurationSchema, loaded.values)
    .filter(({ path }) => valueAt(loaded.values, path) !== undefined)
    .map(({ path }) => [keyName(path), loaded.originOf(path)] as const);
  return JSON.stringify({ values: maskedValues(loaded), origins: Object.fromEntries(origins) }, undefined, 2);
}

function maskedValues({ values }: LoadedConfiguration): unknown {
  const masked: unknown = structuredClone(values);
  for (const { path, schema } of leavesOf(configurationSchema, values)) {
    const mask = secrets.get(schema)?.mask;
    const holder = valueAt(masked, path.slice(0, -1));
    const key = path.at(-1);
    const value = valueAt(values, path);
    if (mask !== undefined && isMap(holder) && key !== undefined && typeof value === 'string') {
      Reflect.set(holder, key, mask(value));
    }
  }
  return masked;
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((found, step) => (isMap(found) ? found[step] : undefined), value);
}
