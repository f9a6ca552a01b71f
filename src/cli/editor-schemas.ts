import { join } from 'node:path';
import { configurationJsonSchema } from '../configuration/configuration-json-schema.js';
import { findRuleFiles } from '../configuration/rule-directory.js';
import { factVocabulary } from '../facts/catalogue.js';
import { partiesJsonSchema } from '../parties/parties-json-schema.js';
import { invalid, invariantsPath, policyPath, readPolicy } from '../rules/load-rules.js';
import { invariantsJsonSchema, policyJsonSchema, ruleJsonSchema } from '../rules/rule-json-schema.js';
import type { Policy } from '../rules/rule.js';
import { worldNames } from '../scenarios/read-world.js';
import { type ScenarioNames, scenarioJsonSchema, worldJsonSchema } from '../scenarios/scenario-json-schema.js';
import type { JsonSchema } from '../yaml/editor-schema.js';
import { demoEstateJsonSchema } from './demo-estate.js';

export const schemaKinds = ['rule', 'policy', 'invariants', 'scenario', 'world', 'parties', 'configuration', 'demo'] as const;
export type SchemaKind = (typeof schemaKinds)[number];

/** The directories whose files the schemas are about, and from whose files they take names. */
export interface SchemaDirectories {
  rules: string;
  scenarios: string;
  /** where `default.yaml` lies */
  configuration: string;
}

/** The JSON Schema that editors use for one kind of file. Of the rules only `policy.yaml` need be sound. */
export function makeSchema(kind: SchemaKind, directories: SchemaDirectories): JsonSchema {
  switch (kind) {
    case 'rule':
      return ruleJsonSchema(factVocabulary, policyIn(directories.rules));
    case 'policy':
      return policyJsonSchema();
    case 'invariants':
      return invariantsJsonSchema(factVocabulary, policyIn(directories.rules));
    case 'scenario':
      return scenarioJsonSchema(namesIn(directories), configurationJsonSchema());
    case 'world':
      return worldJsonSchema(configurationJsonSchema());
    case 'parties':
      return partiesJsonSchema();
    case 'configuration':
      return configurationJsonSchema();
    case 'demo':
      return demoEstateJsonSchema();
  }
}

export function schemaText(schema: JsonSchema): string {
  return JSON.stringify(schema, undefined, 2);
}

/** Where the schema lies, beside the files that name it in their first line. */
export function schemaPath(kind: SchemaKind, directories: SchemaDirectories): string {
  return join(directories[folderOf[kind]], `${kind}.schema.json`);
}

const folderOf = {
  rule: 'rules', policy: 'rules', invariants: 'rules', scenario: 'scenarios', world: 'scenarios', parties: 'configuration', configuration: 'configuration', demo: 'configuration',
} as const satisfies Record<SchemaKind, keyof SchemaDirectories>;

/** Throws `Fault('rules-invalid')` where `policy.yaml` is not sound; the rules need not be. */
export function policyIn(rules: string): Policy {
  const { files, problems } = findRuleFiles(rules);
  const policy = readPolicy(files, rules, problems);
  if (policy === undefined) throw invalid(problems, rules);
  return policy;
}

function namesIn(directories: SchemaDirectories): ScenarioNames {
  const ruleFiles = findRuleFiles(directories.rules).files.filter(({ path }) => path !== policyPath && path !== invariantsPath);
  return {
    vocabulary: factVocabulary,
    policy: policyIn(directories.rules),
    ruleIds: ruleFiles.map(({ path }) => nameOf(path)),
    worlds: worldNames(join(directories.scenarios, 'worlds')),
  };
}

function nameOf(path: string): string {
  return path.replace(/^.*\//s, '').replace(/\.yaml$/, '');
}
