import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';

interface Policy { cases: { decision: string; reason: string; rows: unknown[][] }[] }
interface HowToStart { folder: string; url: string; log: string }
interface Server { url: string; stop: () => Promise<void> }
const bench = async (name: string): Promise<unknown> => import(new URL(`../../bench/${name}`, import.meta.url).href);
const { startServer } = (await bench('measure/child.mjs')) as { startServer: (command: string, args: string[], how: HowToStart) => Promise<Server> };
const { opaCommand } = (await bench('peers/opa.mjs')) as { opaCommand: (binary: string, policy: Policy, folder: string, port: number) => [string, string[], HowToStart] };
const { freePort } = (await bench('measure/free-port.mjs')) as { freePort: () => Promise<number> };

const policy: Policy = { cases: [{ decision: 'permit', reason: 'verified', rows: [[{ fact: 'srv', is: 'in', values: ['6.21', '6.15.1'] }]] }] };

/** Stands for OPA: answers with its arguments, or does what else it is told to. */
const answering = `#!${process.execPath}
const port = Number(process.argv.find((each) => each.startsWith('127.0.0.1:')).split(':')[1]);
console.error('a decision');
require('node:http').createServer((_, response) => response.end(JSON.stringify(process.argv.slice(2)))).listen(port, '127.0.0.1');`;
const refusing = `#!${process.execPath}\nconsole.log('error: load error: rego_parse_error');\nprocess.exit(1);`;

describe('a server that the benchmark is shown', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'slotguard opa-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  async function start(program: string): Promise<Server> {
    const binary = join(folder, 'opa');
    writeFileSync(binary, program);
    chmodSync(binary, 0o755);
    return startServer(...opaCommand(binary, policy, join(folder, 'run'), await freePort()));
  }
  const failed = async (program: string): Promise<unknown> => start(program).then(() => 'started', (cause: unknown) => (cause as Error).message);

  it('is ready when it answers, and writes to its log', async () => {
    const server = await start(answering);
    const told = (await (await fetch(server.url)).json()) as string[];
    await server.stop();
    expect(told.filter((each) => !each.startsWith('127.0.0.1:'))).to.deep.equal(['run', '--server', '--addr', '--skip-version-check', '--log-level', 'error', '--set', 'decision_logs.console=true', 'slotguard.rego']);
    expect(readFileSync(join(folder, 'run/decisions.log'), 'utf8')).to.equal('a decision\n');
    expect(readFileSync(join(folder, 'run/slotguard.rego'), 'utf8')).to.include('decision := {"decision": "permit", "reason": "verified"} if {\n\tinput.srv in {"6.21", "6.15.1"}\n}');
  });

  it('is told of in its own words where it does not start', async () => {
    expect(await failed(refusing)).to.equal('it ended before it was ready: error: load error: rego_parse_error');
    expect(await failed('\u007fELF of another machine')).to.match(/^spawn .*(ENOEXEC|EACCES|UNKNOWN)|it ended before it was ready/);
  });
});
