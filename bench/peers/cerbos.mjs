// A Cerbos server with its decision log on a file. A rule for each reason; which one held it says as output.
import { createRequire } from 'node:module';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { targetMark, counterMark } from '../inputs/requests.mjs';
import { originator } from '../inputs/estate.mjs';

const platformPackage = `@cerbos/cerbos-${process.platform}-${process.arch}`;

/** Writes configuration and policy to `folder`; answers arguments of `startServer`. Throws where there is no binary. */
export function cerbosCommand(policy, folder, port) {
  const binary = createRequire(import.meta.url).resolve(`${platformPackage}/cerbos-${process.platform}-${process.arch}`);
  mkdirSync(join(folder, 'policies'), { recursive: true });
  const configuration = {
    server: { httpListenAddr: `127.0.0.1:${port}`, grpcListenAddr: `127.0.0.1:${port + 1}` },
    storage: { driver: 'disk', disk: { directory: join(folder, 'policies'), watchForChanges: false } },
    audit: { enabled: true, accessLogsEnabled: false, decisionLogsEnabled: true, backend: 'file', file: { path: join(folder, 'decisions.log') } },
    telemetry: { disabled: true },
  };
  writeFileSync(join(folder, 'cerbos.yaml'), JSON.stringify(configuration));
  writeFileSync(join(folder, 'policies/request.yaml'), JSON.stringify(resourcePolicy(policy)));
  return [binary, ['server', `--config=${join(folder, 'cerbos.yaml')}`], { folder, ready: /Starting HTTP server/i, url: `http://127.0.0.1:${port}` }];
}

const requestId = `${originator}:${targetMark}:${counterMark}`;

export const cerbosPath = '/api/check/resources';

export const cerbosBody = (facts) => JSON.stringify({
  requestId,
  principal: { id: originator, roles: ['originator'] },
  resources: [{ actions: ['place'], resource: { kind: 'request', id: targetMark, attr: facts } }],
});

export const expectOfCerbos = ({ decision, reason }) => [`"place":"${decision === 'permit' ? 'EFFECT_ALLOW' : 'EFFECT_DENY'}"`, `"val":"${reason}"`, `"requestId":"${requestId}"`];

function resourcePolicy({ cases }) {
  const rules = cases.map(({ decision, reason, rows }) => ({
    name: reason,
    actions: ['place'],
    roles: ['*'],
    effect: decision === 'permit' ? 'EFFECT_ALLOW' : 'EFFECT_DENY',
    condition: { match: { expr: rows.map((tests) => `(${tests.map(expression).join(' && ')})`).join(' || ') } },
    output: { when: { ruleActivated: JSON.stringify(reason) } },
  }));
  return { apiVersion: 'api.cerbos.dev/v1', resourcePolicy: { version: 'default', resource: 'request', rules } };
}

/** Numbers of JSON are doubles there. */
function expression({ fact, is, values }) {
  const literals = values.map((value) => (typeof value === 'number' ? value.toFixed(1) : JSON.stringify(value)));
  const name = `R.attr.${fact}`;
  if (literals.length === 1) return `${name} ${is === 'in' ? '==' : '!='} ${literals[0]}`;
  const found = `${name} in [${literals.join(', ')}]`;
  return is === 'in' ? found : `!(${found})`;
}
