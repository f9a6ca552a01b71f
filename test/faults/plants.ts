import { readFileSync } from 'node:fs';
import http, { type Server, type ServerOptions } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { constants, gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';

/**
 * Faults and defects that a test plants in the libraries under a service, so that there is no hook for them in the service itself: loaded before it with
 * `--import`, chosen by FAULTS_PLANTS, names with commas between them.
 */
const plants = {
  /** a fault: SIGUSR2 leaves no more room in any file of the store, and then room again */
  'full-disk': () => {
    const open = new Set<Database.Database>();
    replacePragma((db, source, ask) => {
      open.add(db);
      return ask(source);
    });
    const rooms = [(pages: number) => pages + 1, () => 4_000_000_000];
    process.on('SIGUSR2', () => {
      const room = rooms.shift();
      for (const db of open) if (db.open && room) db.pragma(`max_page_count = ${room(Number(db.pragma('page_count', { simple: true })))}`);
    });
  },
  /** a fault: the clock is as many milliseconds wrong as the file FAULTS_CLOCK says just now */
  clock: () => {
    const honest = Date.now.bind(Date);
    let wrongBy = 0;
    setInterval(() => { wrongBy = Number(readFileSync(process.env.FAULTS_CLOCK ?? '', 'utf8')); }, 20).unref();
    const now = () => honest() + wrongBy;
    globalThis.Date = new Proxy(Date, {
      construct: (target, given: unknown[]) => Reflect.construct(target, given.length === 0 ? [now()] : given) as Date,
      get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
    });
  },
  /** a fault: the old rows are gone for a while before the new ones come */
  'slow-import': () => {
    replaceExec((sql, execute) => {
      if (sql.includes('INSERT INTO main.')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
      execute();
    });
  },

  /** what is committed is not on the disk yet, and SQLite is said to have put it there */
  'normal-synchronous': () => {
    replacePragma((_, source, ask) => {
      if (source === 'synchronous = FULL') return ask('synchronous = NORMAL');
      return source === 'synchronous' ? 2 : ask(source);
    });
  },
  /** the log begins anew before what it held is safe in the file */
  'unsafe-checkpoints': () => {
    replacePragma((_, source, ask) => ask(!isMainThread && source === 'synchronous = FULL' ? 'synchronous = OFF' : source));
  },
  /** records are written a little after they were answered */
  'answers-before-commit': () => {
    replaceAppend((append) => {
      setTimeout(append, 40);
      return asIfWritten;
    });
  },
  /** records that cannot be written are forgotten */
  'swallows-errors': () => {
    replaceAppend((append) => {
      try {
        return append();
      } catch {
        return asIfWritten;
      }
    });
  },
  /** the next record is tied to the one of the latest time */
  'chain-by-clock': () => { replaceSql('SELECT origin, seq, link FROM head', 'SELECT origin, seq, coalesce((SELECT link FROM entry ORDER BY at DESC, seq DESC LIMIT 1), link) AS link FROM head'); },
  /** the newest record is the one of the latest time */
  'listing-by-clock': () => { replaceSql('AND at >= ? AND at < ? ORDER BY seq DESC', 'AND at >= ? AND at < ? ORDER BY at DESC'); },
  /** every statement of an import stands for itself */
  'import-without-transaction': () => {
    replaceExec((sql, execute) => { if (!['BEGIN IMMEDIATE', 'COMMIT'].includes(sql)) execute(); });
  },

  /** no more than a few connections are let in */
  'few-connections': () => { replaceServer((server) => { server.maxConnections = 20; }); },
  /** whoever is slow may take for ever */
  'endless-patience': () => {
    replaceServer((server) => { Object.defineProperty(server, 'timeout', { get: () => 0, set: () => undefined }); }, { headersTimeout: 0 });
  },
  /** bodies are unpacked, however large they become, before it is looked whether they are read at all */
  'unpacks-bodies': () => {
    const held: Buffer[] = [];
    replaceServer((server) => {
      server.prependListener('request', (request) => {
        if (request.headers['content-encoding'] === undefined) return;
        request.once('data', (chunk: Buffer) => held.push(gunzipSync(chunk, { finishFlush: constants.Z_SYNC_FLUSH })));
      });
    });
  },
  /** what is broken counts as an error of ours */
  'blames-itself': () => {
    replaceServer((server) => { server.prependListener('clientError', (_, socket) => { socket.end('HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n'); }); });
  },
} satisfies Record<string, () => void>;

export type PlantName = keyof typeof plants;

type Pragma = (source: string, options?: Database.PragmaOptions) => unknown;

function replacePragma(answer: (db: Database.Database, source: string, ask: (source: string) => unknown) => unknown): void {
  const { pragma } = Database.prototype as { pragma: Pragma };
  Object.assign(Database.prototype, {
    pragma(this: Database.Database, source: string, options?: Database.PragmaOptions) {
      return answer(this, source, (asked) => pragma.call(this, asked, options));
    },
  });
}

function replaceSql(from: string, to: string): void {
  const { prepare } = Database.prototype as { prepare: (this: Database.Database, sql: string) => unknown };
  Object.assign(Database.prototype, { prepare(this: Database.Database, sql: string) { return prepare.call(this, sql.replace(from, to)); } });
}

function replaceExec(run: (sql: string, execute: () => void) => void): void {
  const { exec } = Database.prototype as { exec: (this: Database.Database, sql: string) => unknown };
  Object.assign(Database.prototype, {
    exec(this: Database.Database, sql: string) {
      run(sql, () => exec.call(this, sql));
      return this;
    },
  });
}

type Transaction = Record<'immediate' | 'deferred' | 'exclusive', (...given: unknown[]) => unknown> & ((...given: unknown[]) => unknown);

/** What the transaction that writes records answers. */
const asIfWritten = { seq: 0, overtaken: [] };

/** Transactions that are given a list of records are those that write to the audit. */
function replaceAppend(write: (append: () => unknown) => unknown): void {
  const { transaction } = Database.prototype as { transaction: (this: Database.Database, act: unknown) => Transaction };
  Object.assign(Database.prototype, {
    transaction(this: Database.Database, act: unknown) {
      const real = transaction.call(this, act);
      const immediate = (...given: unknown[]) => (isRecords(given[0]) ? write(() => real.immediate(...given)) : real.immediate(...given));
      return Object.assign((...given: unknown[]) => real(...given), { immediate, deferred: real.deferred, exclusive: real.exclusive });
    },
  });
}

function isRecords(given: unknown): boolean {
  return Array.isArray(given) && given.length > 0 && given.every((each: unknown) => typeof each === 'object' && each !== null && 'entry' in each);
}

function replaceServer(change: (server: Server) => void, options: ServerOptions = {}): void {
  const { createServer } = http;
  http.createServer = ((given: ServerOptions, listener: http.RequestListener) => {
    const server = createServer({ ...given, ...options }, listener);
    change(server);
    return server;
  }) as typeof createServer;
  syncBuiltinESMExports();
}

for (const name of (process.env.FAULTS_PLANTS ?? '').split(',')) plants[name as PlantName]();
