import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Both from 0, as the Language Server Protocol counts. */
export interface Position {
  line: number;
  character: number;
}

export interface Diagnostic {
  range: { start: Position; end: Position };
  message: string;
}

export interface Completion {
  label: string;
  documentation?: string;
}

/** The language server that editors run for YAML. It is shown texts as if they lay in a folder: their first line names a schema from there. */
export interface LanguageServer {
  diagnose: (folder: string, text: string) => Promise<readonly Diagnostic[]>;
  complete: (folder: string, text: string, at: Position) => Promise<readonly Completion[]>;
  /** the words over `at`; empty: none */
  hover: (folder: string, text: string, at: Position) => Promise<string>;
  stop: () => Promise<void>;
}

interface Message {
  id?: number;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { message: string };
}

/** nothing is fetched: schemas are files */
const settings: Record<string, unknown> = {
  yaml: { validate: true, hover: true, completion: true, schemaStore: { enable: false }, kubernetesCRDStore: { enable: false } },
};

const program = createRequire(import.meta.url).resolve('yaml-language-server/bin/yaml-language-server');

/** Starts the server as a process of its own, spoken to over standard input and output. */
export async function startLanguageServer(): Promise<LanguageServer> {
  const connection = connect(spawn(process.execPath, [program, '--stdio']));
  const textDocument = { completion: { completionItem: { documentationFormat: ['plaintext'] } }, hover: { contentFormat: ['markdown'] }, publishDiagnostics: {} };
  await connection.ask('initialize', { processId: process.pid, rootUri: null, capabilities: { workspace: { configuration: true }, textDocument } });
  connection.tell('initialized', {});
  let shown = 0;

  /** a document of its own each time, so that answers are about no earlier text */
  const show = (folder: string, text: string): string => {
    shown += 1;
    const uri = pathToFileURL(resolve(folder, `shown-${shown}.yaml`)).href;
    connection.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
    return uri;
  };

  return {
    diagnose: (folder, text) => connection.diagnosticsOf(show(folder, text)),
    complete: async (folder, text, position) => {
      const answer = (await connection.ask('textDocument/completion', { textDocument: { uri: show(folder, text) }, position })) as { items: Completion[] } | null;
      return answer?.items ?? [];
    },
    hover: async (folder, text, position) => {
      const answer = (await connection.ask('textDocument/hover', { textDocument: { uri: show(folder, text) }, position })) as { contents: { value: string } } | null;
      return answer?.contents.value ?? '';
    },
    stop: connection.stop,
  };
}

interface Connection {
  ask: (method: string, params: unknown) => Promise<unknown>;
  tell: (method: string, params: unknown) => void;
  diagnosticsOf: (uri: string) => Promise<readonly Diagnostic[]>;
  stop: () => Promise<void>;
}

function connect(child: ChildProcessWithoutNullStreams): Connection {
  const answers = new Map<number, (message: Message) => void>();
  const diagnostics = new Map<string, (found: readonly Diagnostic[]) => void>();
  let lastId = 0;
  const tell = (method: string, params: unknown) => writeMessage(child, { method, params });
  const ask = (method: string, params: unknown) =>
    new Promise<unknown>((done, fail) => {
      lastId += 1;
      answers.set(lastId, ({ result, error }) => (error === undefined ? done(result) : fail(new Error(`${method}: ${error.message}`))));
      writeMessage(child, { id: lastId, method, params });
    });
  readMessages(child, ({ id, method, params, ...answer }) => {
    if (method === undefined) answers.get(id ?? 0)?.(answer);
    else if (id !== undefined) writeMessage(child, { id, result: method === 'workspace/configuration' ? configurationFor(params) : null });
    else if (method === 'textDocument/publishDiagnostics') {
      const published = params as { uri: string; diagnostics: readonly Diagnostic[] };
      diagnostics.get(published.uri)?.(published.diagnostics);
    }
  });
  return {
    ask,
    tell,
    diagnosticsOf: (uri) => new Promise((done) => diagnostics.set(uri, done)),
    stop: async () => {
      await ask('shutdown', undefined);
      const ended = new Promise((done) => child.once('exit', done));
      tell('exit', undefined);
      await ended;
    },
  };
}

function configurationFor(params: unknown): unknown[] {
  return (params as { items: { section: string }[] }).items.map(({ section }) => settings[section] ?? {});
}

function writeMessage(child: ChildProcessWithoutNullStreams, message: Message): void {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message });
  child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

function readMessages(child: ChildProcessWithoutNullStreams, take: (message: Message) => void): void {
  let pending = Buffer.alloc(0);
  child.stdout.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const head = /^Content-Length: (\d+)\r\n(?:[^\r\n]+\r\n)*\r\n/.exec(pending.toString('latin1', 0, 200));
      const end = (head?.[0].length ?? 0) + Number(head?.[1]);
      if (head === null || pending.length < end) return;
      take(JSON.parse(pending.toString('utf8', head[0].length, end)) as Message);
      pending = pending.subarray(end);
    }
  });
}
