// Makes a clone ready: installs the locked packages when they are missing or older than the lock file, compiles the store where the Node that runs now
// cannot use it, builds when src is newer than dist. With `bench`, the packages of the benchmark as well.
import { execSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const root = fileURLToPath(new URL('..', import.meta.url));
const installed = 'node_modules/.package-lock.json';
const at = (path) => join(root, path);
const time = (path) => (existsSync(at(path)) ? statSync(at(path)).mtimeMs : 0);
const run = (command, env = {}) => execSync(command, { cwd: root, stdio: ['ignore', 2, 2], env: { ...process.env, ...env } });

function newest(folder) {
  return Math.max(...readdirSync(at(folder), { recursive: true }).map((name) => time(join(folder, name.toString()))));
}

/** Lets the packages that package.json names run their install scripts, and no other, whatever this npm makes of the list by itself. */
function runInstallScripts() {
  const { allowScripts } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
  const named = Object.keys(allowScripts).filter((name) => allowScripts[name] && existsSync(at(join('node_modules', name))));
  try {
    run(`npm rebuild ${named.join(' ')} --loglevel=error`, { CXXFLAGS: `${process.env.CXXFLAGS ?? ''} -include ../../../.ci/object-wrap.h` });
  } catch (error) {
    rmSync(at(installed)); // so that the next try installs again
    throw error;
  }
}

/** For the Node that runs now, and not so that it aborts there (`object-wrap.h`). */
function isStoreBuilt() {
  try {
    if (readFileSync(at('node_modules/better-sqlite3/build/Release/better_sqlite3.node')).includes('RemoveEnvironmentCleanupHook')) return false;
    const Database = createRequire(import.meta.url)('better-sqlite3');
    new Database(':memory:').close();
    return true;
  } catch {
    return false;
  }
}

/** Where npx finds the command also if it was asked for it before it was built: it goes on believing that there is none. */
function linkCommand() {
  const link = at('node_modules/.bin/slotguard');
  if (existsSync(link)) return;
  rmSync(link, { force: true });
  symlinkSync('../../dist/main.js', link);
}

try {
  if (time(installed) < time('package-lock.json')) {
    console.error('slotguard: installing packages (the first time compiles the embedded store: a minute or two)');
    run('npm ci --ignore-scripts --no-fund --no-audit --loglevel=error');
    runInstallScripts();
  } else if (!isStoreBuilt()) {
    console.error(`slotguard: compiling the embedded store for Node ${process.version} (a minute or two)`);
    runInstallScripts();
  }
  if (time('dist/main.js') < Math.max(newest('src'), time('tsconfig.json'), time(installed))) {
    rmSync(at('dist'), { recursive: true, force: true });
    run('npm run --silent build');
    chmodSync(at('dist/main.js'), 0o755);
  }
  linkCommand();
  if (process.argv[2] === 'bench' && time(`bench/${installed}`) < time('bench/package-lock.json')) run('npm ci --prefix bench --ignore-scripts --no-fund --no-audit --loglevel=error');
} catch {
  console.error('slotguard: not ready, see above. It needs Node 20.19 or newer, and a C++ compiler, make and Python 3 where no built better-sqlite3 can be fetched.');
  process.exit(1);
}
