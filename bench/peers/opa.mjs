// An OPA server with its decision log on. The rows are one chain in Rego, the most frequent first, so that the first that holds decides.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rowsOf } from './policy.mjs';
import { counterMark, targetMark } from '../inputs/requests.mjs';
import { originator } from '../inputs/estate.mjs';

/** `binary`: path of `opa`, which no package brings: of version 0.59 or newer. What it writes, its decision log, goes to a file. */
export function opaCommand(binary, policy, folder, port) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'slotguard.rego'), regoOf(policy));
  const options = ['--addr', `127.0.0.1:${port}`, '--skip-version-check', '--log-level', 'error', '--set', 'decision_logs.console=true'];
  return [binary, ['run', '--server', ...options, 'slotguard.rego'], { folder, url: `http://127.0.0.1:${port}`, log: join(folder, 'decisions.log') }];
}

export const opaPath = '/v1/data/slotguard/decision';

export const opaBody = (facts) => JSON.stringify({ input: { requestId: `${originator}:${targetMark}:${counterMark}`, ...facts } });

export const expectOfOpa = ({ decision, reason }) => [`"decision":"${decision}"`, `"reason":"${reason}"`];

function regoOf(policy) {
  const chain = rowsOf(policy).map(({ decision, reason, tests }, index) => `${index === 0 ? 'decision := ' : ' else := '}{"decision": ${JSON.stringify(decision)}, "reason": ${JSON.stringify(reason)}} if {\n${tests.map((each) => `\t${expression(each)}\n`).join('')}}`);
  return `package slotguard\n\nimport rego.v1\n\n${chain.join('')}\n`;
}

function expression({ fact, is, values }) {
  const name = `input.${fact}`;
  if (values.length === 1) return `${name} ${is === 'in' ? '==' : '!='} ${JSON.stringify(values[0])}`;
  return `${is === 'in' ? '' : 'not '}${name} in {${values.map((value) => JSON.stringify(value)).join(', ')}}`;
}
