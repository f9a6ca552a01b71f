import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommanderError } from 'commander';

export interface Ran {
  code: number;
  out: string;
  err: string;
}

/** A folder with a store of its own, which the commands run in it use. */
export interface Desk {
  folder: string;
  run: (...args: string[]) => Promise<Ran>;
  remove: () => void;
}

export function setUpDesk(): Desk {
  const folder = mkdtempSync(join(tmpdir(), 'slotguard-cli-'));
  return {
    folder,
    run: (...args) => runCommand({ SLOTGUARD_STORE_URL: `sqlite:${join(folder, 'slotguard.db')}`, SLOTGUARD_LOG_LEVEL: 'silent' }, args),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A desk with a copy of the shipped rules, which a test may change. */
export function setUpRulesDesk(): Desk & { rules: string } {
  const desk = setUpDesk();
  const rules = join(desk.folder, 'rules');
  cpSync('rules', rules, { recursive: true });
  return { ...desk, rules };
}

/** Runs one command in this process, as the shell would. */
export async function runCommand(environment: Record<string, string>, args: readonly string[]): Promise<Ran> {
  // imported like the commands themselves: else mocha loads every module a second time for them, and a fault of theirs is none of ours
  const [{ createProgram }, { describeError, exitCodeOf }] = await Promise.all([import('../../src/cli/program.js'), import('../../src/cli/output.js')]);
  const ran: Ran = { code: 0, out: '', err: '' };
  const output = { out: (line: string) => (ran.out += `${line}\n`), err: (line: string) => (ran.err += `${line}\n`) };
  const before = { ...process.env };
  Object.assign(process.env, environment);
  try {
    const program = await createProgram(output, (code) => (ran.code = code), args);
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    ran.code = exitCodeOf(error);
    if (!(error instanceof CommanderError)) describeError(error).forEach(output.err);
  } finally {
    takeBack(before);
  }
  return ran;
}

/** An object in the place of `process.env` is not what Node 26 gives to the processes that it starts. */
function takeBack(before: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in before)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, before);
}
