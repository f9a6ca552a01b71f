import { loadConfiguration } from '../../src/configuration/load-configuration.js';
import { findRuleFiles } from '../../src/configuration/rule-directory.js';
import { Fault } from '../../src/domain/fault.js';
import { factVocabulary } from '../../src/facts/catalogue.js';
import { loadRules } from '../../src/rules/load-rules.js';
import type { RuleFile, RuleSet } from '../../src/rules/rule.js';
import { serve } from '../../src/serve.js';

/** A planted defect: a service that leaves out what it cannot read when rules are read again, and decides by the rest. */
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const configuration = loadConfiguration({ defaultFile: 'config/default.yaml', files: [], environment: process.env }).values;
const { directory } = configuration.rules;
const service = await serve(configuration, { log });
process.on('SIGHUP', () => { service.assembly.rules.replace(loadReadable(findRuleFiles(directory).files)); });
process.once('SIGTERM', () => void service.stop());
console.log(`slotguard listening on ${service.url}`);

function loadReadable(files: readonly RuleFile[]): RuleSet {
  try {
    return loadRules([...files], factVocabulary, directory);
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    const readable = files.filter(({ path }) => !cause.places.some(({ at }) => at.includes(path)));
    if (readable.length === files.length) throw cause;
    return loadReadable(readable);
  }
}
