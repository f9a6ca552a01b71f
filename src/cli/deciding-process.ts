import { assemble } from '../assembly.js';
import { factVocabulary } from '../facts/catalogue.js';
import { loadRules } from '../rules/load-rules.js';
import { answerAsHelper } from './answer-as-helper.js';
import { decideItem } from './decide-item.js';
import type { DecidingWork } from './deciders.js';

/** Decides groups of requests for the process that began it. */
answerAsHelper<DecidingWork>(async ({ configuration, rules, form }) => {
  const house = await assemble(configuration, { given: loadRules(rules, factVocabulary, configuration.rules.directory) });
  return (items) => Promise.all(items.map((item) => decideItem(house, item, form)));
});
