import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Fault } from '../../src/domain/fault.js';
import { loadConfiguration, type LoadedConfiguration } from '../../src/configuration/load-configuration.js';

export const defaultFile = fileURLToPath(new URL('../../config/default.yaml', import.meta.url));

/** Loads the default configuration with files of these texts over it, `0.yaml`, `1.yaml` and so on. */
export function load(texts: readonly string[], environment: NodeJS.ProcessEnv = {}): LoadedConfiguration {
  const directory = mkdtempSync(join(tmpdir(), 'slotguard-'));
  try {
    const files = texts.map((_, index) => join(directory, `${index}.yaml`));
    for (const [index, file] of files.entries()) {
      writeFileSync(file, texts[index] ?? '');
    }
    const loaded = loadConfiguration({ defaultFile, files, environment });
    return { ...loaded, originOf: (path) => loaded.originOf(path).replace(`${directory}/`, '') };
  } catch (error) {
    throw error instanceof Fault ? withoutDirectory(error, directory) : error;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function withoutDirectory(fault: Fault, directory: string): Fault {
  const short = (text: string): string => text.replaceAll(`${directory}/`, '');
  return new Fault(fault.code, short(fault.message), fault.places.map(({ at, problem }) => ({ at: short(at), problem })));
}

/** `at problem` for each place of the refusal. */
export function problemsOf(texts: readonly string[], environment: NodeJS.ProcessEnv = {}): string[] {
  try {
    load(texts, environment);
  } catch (error) {
    if (error instanceof Fault && error.code === 'configuration-invalid') {
      return error.places.map(({ at, problem }) => `${at} ${problem}`);
    }
    throw error;
  }
  throw new Error('was loaded');
}
