import { statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { layered } from '../configuration/layers.js';
import { isHidden, listFolder, pathOf, statOf, unlessDenied } from '../configuration/list-folder.js';
import { type Configuration, configurationSchema } from '../configuration/schema.js';
import { Fault, type Place } from '../domain/fault.js';
import { factVocabulary } from '../facts/catalogue.js';
import { readFact, readFactValue } from '../rules/condition.js';
import { nearestName } from '../yaml/nearest-name.js';
import { readTyped } from '../yaml/read-typed.js';
import { readDocument, readWorld, type WorldFile, worldNames } from './read-world.js';
import { noFile, partOf, type Path, type Reading, readingOf, refused } from './reading.js';
import { resolveSaying } from './resolve-saying.js';
import type { Expectation, Saying, Scenario, Step } from './scenario.js';
import { scenarioFileSchema, type WrittenScenario, type WrittenScenarioFile } from './scenario-schema.js';

/**
 * Reads every scenario file of a directory and the worlds in its folder `worlds`. All or nothing: throws `Fault('data-invalid')`
 * with the `file:line:column` of every problem.
 */
export function readScenarios(directory: string): Scenario[] {
  const problems: Place[] = [];
  const worlds = new Map<string, WorldFile | undefined>();
  const worldNamed = (name: string) => {
    if (!worlds.has(name)) worlds.set(name, collecting(problems, () => readWorld(join(directory, 'worlds', `${name}.yaml`))));
    return worlds.get(name);
  };
  const { paths, misplaced } = filesOf(directory);
  problems.push(...misplaced);
  const scenarios = paths.flatMap((path) => collecting(problems, () => readFile(path, worldNamed, problems)) ?? []);
  problems.push(...repeatedIds(scenarios));
  if (problems.length > 0) throw refused(`the scenarios in ${directory}`, problems);
  return scenarios;
}

/** `misplaced`: what somebody takes for scenarios, and what would not be run. */
function filesOf(directory: string): { paths: string[]; misplaced: Place[] } {
  const found = statSync(directory, { throwIfNoEntry: false });
  if (found?.isDirectory() !== true) {
    const problem = found === undefined ? 'no such directory' : 'it is no directory: name the one that scenarios lie in';
    throw refused(`the scenarios in ${directory}`, [{ at: directory, problem }]);
  }
  const listed = unlessDenied(() => listFolder(directory, isHidden), 'data-invalid', `the scenarios in ${directory} cannot be read`);
  const inYaml = listed.map(pathOf).filter((path) => /\.ya?ml$/i.test(path) && looksLikeScenarios(directory, path)).sort();
  const misplaced = inYaml.flatMap((path) => {
    const problem = whyNotRun(directory, path);
    return problem === undefined ? [] : [{ at: path, problem }];
  });
  return { paths: inYaml.filter((path) => !misplaced.some(({ at }) => at === path)), misplaced };
}

/** Beside scenarios can be other folders, such as of worlds or rules: what lies there is taken for scenarios by its name alone. */
function looksLikeScenarios(directory: string, path: string): boolean {
  return !relative(directory, path).includes(sep) || /^[a-z]\d+-/i.test(basename(path));
}

function whyNotRun(directory: string, path: string): string | undefined {
  if (!path.endsWith('.yaml')) return 'a scenario file ends in .yaml: rename it, or move it elsewhere';
  if (relative(directory, path).includes(sep)) return `only scenarios that lie in ${directory} itself are run: move it there`;
  return (statOf(path)?.isFile() ?? true) ? undefined : noFile;
}

function collecting<T>(problems: Place[], read: () => T): T | undefined {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    problems.push(...cause.places);
    return undefined;
  }
}

function readFile(path: string, worldNamed: (name: string) => WorldFile | undefined, problems: Place[]): Scenario[] {
  const document = readDocument(path);
  const read = readTyped<WrittenScenarioFile>(document, scenarioFileSchema);
  if ('problems' in read) throw refused(path, read.problems);
  const reading = readingOf(document, problems);
  reportName(reading, read.value);
  const world = findWorld(reading, read.value.world, worldNamed);
  if (world === undefined) return [];
  return read.value.scenarios.flatMap((written, index) => readScenario(reading, ['scenarios', index], written, read.value, world));
}

function findWorld({ document, report }: Reading, name: string, worldNamed: (name: string) => WorldFile | undefined): WorldFile | undefined {
  const folder = join(dirname(document.file), 'worlds');
  const names = worldNames(folder);
  if (names.includes(name)) return worldNamed(name);
  const nearest = nearestName(name, names);
  report(['world'], `there is no world \`${name}\`${nearest === undefined ? '' : `, did you mean \`${nearest}\`?`}; ${folder} has ${names.length === 0 ? 'none' : names.join(', ')}`);
  return undefined;
}

/** `d05-network-operator-exempt.yaml` is about D5. */
function reportName({ document, report }: Reading, { clause }: WrittenScenarioFile): void {
  const prefix = `${clause.charAt(0).toLowerCase()}${clause.slice(1).padStart(2, '0')}-`;
  if (!basename(document.file).startsWith(prefix)) report(['clause'], `the file is about ${clause}: let its name begin with ${prefix}`);
}

function readScenario(reading: Reading, path: Path, written: WrittenScenario, { clause }: WrittenScenarioFile, file: WorldFile): Scenario[] {
  const configuration = readConfiguration(reading, path, written, file);
  if (configuration === undefined) return [];
  const { id, title, also = [], given } = written;
  const steps = readSteps(reading, path, written, file);
  return [{ file: reading.document.file, place: reading.document.placeOf(path), id, clauses: [clause, ...also], title, world: file.world, configuration, isReferenceLost: given?.referenceData === 'lost', steps }];
}

/** The default configuration, with what the world changes of it and then what the scenario does. */
function readConfiguration({ document, report }: Reading, path: Path, { given }: WrittenScenario, { configuration }: WorldFile): Configuration | undefined {
  const own = given?.configuration === undefined ? [] : [partOf(document, [...path, 'given', 'configuration'])];
  const read = readTyped(layered([...configuration, ...own]), configurationSchema);
  if ('value' in read) return read.value;
  for (const { at, problem } of read.problems) report([...path, 'given', 'configuration'], `${at}: ${problem}`);
  return undefined;
}

/** Each step says what the world says of a request, then what the scenario says, then its own. */
function readSteps(reading: Reading, path: Path, { when = {}, then, steps = [] }: WrittenScenario, { world, names }: WorldFile): Step[] {
  const base = { ...world.request, ...resolveSaying(reading, [...path, 'when'], when, names) };
  const readStep = (saying: Saying, stepPath: Path, expected: NonNullable<typeof then>): Step => {
    reportUnsaid(reading, [...stepPath, 'when'], saying);
    reportFacts(reading, [...stepPath, 'then', 'audit'], expected);
    return { place: reading.document.placeOf(stepPath), saying, expected: expectationOf(expected) };
  };
  if (then !== undefined) return [readStep(base, path, then)];
  return steps.map((step, index) => {
    const stepPath = [...path, 'steps', index];
    return readStep({ ...base, ...resolveSaying(reading, [...stepPath, 'when'], step.when, names) }, stepPath, step.then);
  });
}

/** What a record is said to hold is held against the fact catalogue: a misspelt fact would only ever be missing. */
function reportFacts({ document, report }: Reading, path: Path, expected: NonNullable<WrittenScenario['then']>): void {
  if ('problem' in expected) return;
  const reading = { document, vocabulary: factVocabulary, report };
  for (const [name, value] of Object.entries(expected.audit.facts ?? {})) {
    const fact = readFact(reading, name, [...path, 'facts', name], true);
    if (fact !== undefined) readFactValue(reading, fact, value, [...path, 'facts', name]);
  }
  expected.audit.asked?.forEach((name, index) => readFact(reading, name, [...path, 'asked', index]));
}

function expectationOf(written: NonNullable<WrittenScenario['then']>): Expectation {
  return 'problem' in written ? written : { ...written, message: written.message };
}

function reportUnsaid({ report }: Reading, path: Path, { srv, originator, target, form, body, message }: Saying): void {
  if (message !== undefined) return;
  if (srv === undefined || originator === undefined || target === undefined) report(path, 'a request needs `srv`, `from` and `target`, from here or from the world');
  else if (form !== 'json' && body === undefined && srv !== '6.15.1' && srv !== '6.21') report(path, `say in \`body\` which element a ${srv} has, such as ReadInventory`);
}

function repeatedIds(scenarios: readonly Scenario[]): Place[] {
  return scenarios.flatMap(({ id, place }, index) => {
    const first = scenarios.findIndex((each) => each.id === id);
    return first === index ? [] : [{ at: place, problem: `the id \`${id}\` is taken by a scenario of ${scenarios[first]?.file ?? 'another file'}: give one of them another` }];
  });
}
