// Makes a clone ready: installs the locked packages when they are missing or older than the lock file, builds when src is newer than dist.
import { execSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const root = fileURLToPath(new URL('..', import.meta.url));
const installed = 'node_modules/.package-lock.json';
const at = (path) => join(root, path);
const time = (path) => (existsSync(at(path)) ? statSync(at(path)).mtimeMs : 0);
const run = (command) => execSync(command, { cwd: root, stdio: ['ignore', 2, 2] });

function newest(folder) {
  return Math.max(...readdirSync(at(folder), { recursive: true }).map((name) => time(join(folder, name.toString()))));
}

/** Lets the packages that package.json names run their install scripts, and no other, whatever this npm makes of the list by itself. */
function runInstallScripts() {
  const { allowScripts } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
  const named = Object.keys(allowScripts).filter((name) => allowScripts[name] && existsSync(at(join('node_modules', name))));
  try {
    run(`npm rebuild ${named.join(' ')} --loglevel=error`);
  } catch (error) {
    rmSync(at(installed)); // so that the next try installs again
    throw error;
  }
}

try {
  if (time(installed) < time('package-lock.json')) {
    console.error('slotguard: installing packages (the first time compiles the embedded store: a minute or two)');
    run('npm ci --ignore-scripts --no-fund --no-audit --loglevel=error');
    runInstallScripts();
  }
  if (time('dist/main.js') < Math.max(newest('src'), time('tsconfig.json'), time(installed))) {
    rmSync(at('dist'), { recursive: true, force: true });
    run('npm run --silent build');
    chmodSync(at('dist/main.js'), 0o755);
  }
} catch {
  console.error('slotguard: not ready, see above. It needs Node 20.19 or newer, and a C++ compiler, make and Python 3 where no built better-sqlite3 can be fetched.');
  process.exit(1);
}
