// An OPA server with its decision log on. The rows are one chain in Rego, the most frequent first, so that the first that holds decides.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rowsOf } from './policy.mjs';
import { counterMark, targetMark } from '../inputs/requests.mjs';
import { originator } from '../inputs/estate.mjs';

/** `binary`: path of `opa`, which no package brings. Its decision log is standard output, sent to a file by the shell. */
export function opaCommand(binary, policy, folder, port) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'slotguard.rego'), regoOf(policy));
  const serve = 'echo ready; exec "$0" run --server --addr "127.0.0.1:$1" --disable-telemetry --log-level error --set decision_logs.console=true slotguard.rego > decisions.log 2>&1';
  return ['/bin/sh', ['-c', serve, binary, String(port)], { folder, ready: /ready/, url: `http://127.0.0.1:${port}` }];
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
