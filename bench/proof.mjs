// How long a proof takes as rules grow, side by side with deciding inputs one by one by the judge of the service (what that would take for
// all inputs is reckoned from a sample).
//   npm run build && node bench/proof.mjs --seed 1 --conditions 5
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { readRuleDirectory } from '../dist/configuration/rule-directory.js';
import { factVocabulary } from '../dist/facts/catalogue.js';
import { prove } from '../dist/proof/prove.js';
import { judge } from '../dist/rules/judge.js';
import { loadRules } from '../dist/rules/load-rules.js';
import { planOn } from '../dist/rules/plan.js';

const { values: options } = parseArgs({ options: { seed: { type: 'string', default: '1' }, conditions: { type: 'string', default: '5' }, rules: { type: 'string', default: '10,30,100' } } });
const day = '2026-11-25';
const sampled = 2000;

/** Twelve facts with all of their values; rules are a conjunction each, ten stages and a last rule that speaks of what is left. */
function randomFiles(count, random) {
  const facts = factVocabulary.facts.filter(({ name, values }) => values !== 'open' && name !== 'srv').slice(0, 12);
  const pick = (list) => list[random(list.length)];
  const stages = Array.from({ length: 11 }, (_, index) => `  - { id: s${index}, title: "Stage ${index}?" }\n`).join('');
  const policy = `id: p\ntitle: Random\nstages:\n${stages}reasons:\n  let-through: { decision: permit, counted: false, meaning: it may pass }\n  held-back: { decision: reject, counted: true, meaning: it may not }\n`;
  const rule = (id, stage, applies, then, given) =>
    `id: ${id}\ntitle: Random\nsource: { document: D, clause: "1", text: T }\neffective: { from: 2020-01-01 }\nrationale: R\nstage: ${stage}\napplies: ${applies}\nthen: ${then}\ncases: { given: { ${given} }, expect: [{ name: one, finding: passed }] }\n`;
  const files = Array.from({ length: count }, (_, index) => {
    const chosen = [...new Set(Array.from({ length: Number(options.conditions) }, () => pick(facts)))];
    const parts = chosen.map(({ name, values }) => {
      const [one, other] = [JSON.stringify(pick(values).value), JSON.stringify(pick(values).value)];
      return { given: `${name}: ${one}`, condition: one === other ? `{ fact: ${name}, operator: equal, value: ${one} }` : `{ fact: ${name}, operator: ${pick(['in', 'notIn'])}, value: [${one}, ${other}] }` };
    });
    const applies = `{ all: [${parts.map(({ condition }) => condition).join(', ')}] }`;
    const given = parts.map((part) => part.given).join(', ');
    const text = rule(`r${index}`, `s${random(10)}`, applies, pick(['{ permit: let-through }', '{ reject: held-back }']), given);
    return { path: `p/r${index}.yaml`, text };
  });
  const last = rule('last', 's10', '{ fact: commandVariant, operator: in, value: [1, 2, 3, 4, 5, 6, 7, 8] }', '{ permit: let-through }', 'commandVariant: 1');
  return [{ path: 'policy.yaml', text: policy }, ...files, { path: 'p/last.yaml', text: last }];
}

function randomFrom(seed) {
  let state = seed;
  return (below) => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return Math.floor(state / 65536) % below;
  };
}

async function oneByOne(ruleSet, facts, random) {
  const plan = planOn(ruleSet, day, factVocabulary);
  const started = performance.now();
  for (let count = 0; count < sampled; count += 1) {
    const input = Object.fromEntries(facts.map((name) => {
      const { values } = factVocabulary.findFact(name);
      return [name, values[random(values.length)].value];
    }));
    await judge(plan, (fact) => input[fact] ?? 'other').catch(() => undefined);
  }
  return (performance.now() - started) / sampled / 1000;
}

console.log(`machine: ${cpus().length} x ${cpus()[0].model}, Node ${process.version}; seed ${options.seed}, ${options.conditions} conditions a rule`);
console.log('rules      seconds   engine runs      inputs decided   faults   one by one (s an input)   the same one by one (days)   MiB');
const shipped = { name: 'shipped', files: readRuleDirectory('rules') };
const sets = [shipped, ...options.rules.split(',').map((count) => ({ name: count, files: randomFiles(Number(count), randomFrom(Number(options.seed))) }))];
for (const { name, files } of sets) {
  const ruleSet = loadRules(files, factVocabulary, 'rules');
  const started = performance.now();
  const proof = await prove(ruleSet, { vocabulary: factVocabulary, from: day, directory: 'rules' });
  const seconds = (performance.now() - started) / 1000;
  const each = await oneByOne(ruleSet, proof.facts, randomFrom(7));
  const days = (each * Number(proof.inputs)) / 86_400;
  const cells = [
    name.padEnd(8),
    seconds.toFixed(2).padStart(9),
    String(proof.engineRuns).padStart(13),
    String(proof.inputs).padStart(19),
    String(proof.faults.length).padStart(8),
    each.toExponential(1).padStart(25),
    days.toFixed(2).padStart(28),
    (process.memoryUsage.rss() / 2 ** 20).toFixed(0).padStart(5),
  ];
  console.log(cells.join(' '));
}
