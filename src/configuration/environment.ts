import type { Place } from '../domain/fault.js';
import { nearestName } from '../yaml/nearest-name.js';
import { readPlainScalar } from '../yaml/plain-scalar.js';
import type { YamlDocument } from '../yaml/read-yaml.js';
import { bareSchema, keyName, type Leaf } from './leaves.js';

const PREFIX = 'SLOTGUARD_';

/** One key, set by one variable. */
interface Setting {
  variable: string;
  text: string;
  leaf: Leaf;
}

/**
 * The `SLOTGUARD_` variables as a document whose places are their names: `SLOTGUARD_SERVER_PORT` sets `server.port`. Case, `_`, `-` and `.` make
 * no difference, so that `SLOTGUARD_ENFORCEMENT_6_21_GPF` sets `enforcement."6.21".GPF`. A variable that names none of `leaves` is a problem.
 */
export function readEnvironment(environment: NodeJS.ProcessEnv, leaves: readonly Leaf[]): { document: YamlDocument; problems: Place[] } {
  const settings: Setting[] = [];
  const problems: Place[] = [];
  for (const [variable, text] of ourVariables(environment)) {
    const found = leafOf(variable, leaves, settings);
    if ('problem' in found) {
      problems.push({ at: variable, problem: found.problem });
    } else {
      settings.push({ variable, text, leaf: found.leaf });
    }
  }
  return { document: documentOf(settings), problems };
}

function leafOf(variable: string, leaves: readonly Leaf[], settings: readonly Setting[]): { leaf: Leaf } | { problem: string } {
  const [leaf, other] = leaves.filter(({ path }) => letters(path.join('')) === letters(variable.slice(PREFIX.length)));
  if (leaf === undefined) {
    return { problem: noSuchKey(variable, leaves) };
  }
  if (other !== undefined) {
    return { problem: `stands for both ${keyName(leaf.path)} and ${keyName(other.path)}: set them in a file` };
  }
  const earlier = settings.find((setting) => setting.leaf === leaf);
  return earlier === undefined ? { leaf } : { problem: `${keyName(leaf.path)} is set by ${earlier.variable} too: keep one` };
}

function ourVariables(environment: NodeJS.ProcessEnv): [string, string][] {
  return Object.entries(environment)
    .flatMap(([variable, text]): [string, string][] => (variable.startsWith(PREFIX) && text !== undefined ? [[variable, text]] : []))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function letters(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function noSuchKey(variable: string, leaves: readonly Leaf[]): string {
  const names = leaves.map(({ path }) => variableName(path).slice(PREFIX.length));
  const wanted = variable.slice(PREFIX.length);
  const below = names.filter((name) => letters(wanted) !== '' && letters(name).startsWith(letters(wanted)));
  const nearest = nearestName(wanted, names);
  if (nearest !== undefined) {
    return `sets no key: did you mean ${PREFIX}${nearest}?`;
  }
  return below.length > 0 ? `sets no single key: write ${PREFIX}${below.slice(0, 8).join(` or ${PREFIX}`)}` : 'sets no key: take it out';
}

/** `server.maxBodyBytes` is set by `SLOTGUARD_SERVER_MAX_BODY_BYTES`. */
export function variableName(path: readonly string[]): string {
  const words = path.map((step) => step.replace(/([a-z])([A-Z])/g, '$1_$2').replace(/[^A-Za-z0-9]/g, '_'));
  return `${PREFIX}${words.join('_').toUpperCase()}`;
}

function documentOf(settings: readonly Setting[]): YamlDocument {
  const settingAt = (path: readonly PropertyKey[]): Setting | undefined =>
    settings.find(({ leaf }) => path.every((step, index) => index >= leaf.path.length || step === leaf.path[index]));
  const placeOf = (path: readonly PropertyKey[]): string => settingAt(path)?.variable ?? 'environment';
  return {
    file: 'environment',
    value: settings.reduce<object>((value, { leaf, text }) => withValue(value, leaf.path, readValue(leaf, text)), {}),
    placeOf,
    placeOfKey: placeOf,
    writtenAs: (path) => {
      const setting = settingAt(path);
      return setting?.leaf.path.length === path.length ? { text: setting.text, quoted: false } : undefined;
    },
  };
}

function withValue(map: object, path: readonly string[], value: unknown): object {
  const [step, ...rest] = path;
  if (step === undefined) {
    return map;
  }
  const child = (map as Record<string, unknown>)[step];
  return { ...map, [step]: rest.length === 0 ? value : withValue(typeof child === 'object' && child !== null ? child : {}, rest, value) };
}

/** By the kind of the key; what is no such kind stays text, which the schema then refuses. */
function readValue({ schema }: Leaf, text: string): unknown {
  const { bare, isNullable } = bareSchema(schema);
  const isList = bare._zod.def.type === 'array';
  if (isNullable && (text === 'null' || (text === '' && !isList))) {
    return null;
  }
  const plain = readPlainScalar(text);
  switch (bare._zod.def.type) {
    case 'number':
      return typeof plain === 'number' ? plain : text;
    case 'boolean':
      return typeof plain === 'boolean' ? plain : text;
    case 'array':
      return text.replace(/^\[(.*)\]$/s, '$1').split(',').map((item) => item.trim()).filter((item) => item !== '');
    default:
      return text;
  }
}
