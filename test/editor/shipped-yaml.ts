import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface ShippedYaml {
  path: string;
  folder: string;
  text: string;
}

const folders = ['rules', 'test/scenarios', 'config'];

/** Every YAML file that a person writes here. */
export const shippedYaml: readonly ShippedYaml[] = folders
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
  .filter((path) => path.endsWith('.yaml'))
  .sort()
  .map((path) => ({ path, folder: dirname(path), text: readFileSync(path, 'utf8') }));

/** The text of a shipped file with one thing in it written otherwise. */
export function changed(path: string, from: string, to: string): ShippedYaml {
  const file = shippedYaml.find((each) => each.path === path);
  if (file?.text.includes(from) !== true) throw new Error(`${path} does not hold ${from}`);
  return { ...file, text: file.text.replace(from, to) };
}

/** The file that the first line names, from the folder of the file. */
export function schemaOf({ folder, text }: ShippedYaml): string | undefined {
  const named = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1];
  return named && join(folder, named);
}

export const ruleFile = 'rules/network-operator-certificate/handover-targets-esme-or-gpf.yaml';
export const scenarioFile = 'test/scenarios/a02-unknown-device.yaml';
export const worldFile = 'test/scenarios/worlds/great-britain.yaml';
