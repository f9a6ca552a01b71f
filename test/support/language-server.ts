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
  insertText: string | undefined;
  documentation: string | undefined;
}

/** The language server that editors run for YAML, as a process of its own that speaks LSP over standard input and output. */
export interface LanguageServer {
  /** what is wrong with `text` as the content of `path`, which need not exist */
  diagnose: (path: string, text: string) => Promise<readonly Diagnostic[]>;
  complete: (path: string, text: string, at: Position) => Promise<readonly Completion[]>;
  /** the words shown over `at`; empty: none */
  hover: (path: string, text: string, at: Position) => Promise<string>;
  stop: () => Promise<void>;
}

interface Message {
  id?: number;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { message: string };
}

/** schemas are files that a document names in its first line: nothing is fetched */
const settings: Record<string, unknown> = {
  yaml: { validate: true, hover: true, completion: true, format: { enable: false }, schemaStore: { enable: false }, kubernetesCRDStore: { enable: false } },
  http: { proxy: 'http://127.0.0.1:9', proxyStrictSSL: true },
};

const program = createRequire(import.meta.url).resolve('yaml-language-server/bin/yaml-language-server');

export async function startLanguageServer(): Promise<LanguageServer> {
  const child = spawn(process.execPath, [program, '--stdio']);
  const answers = new Map<number, (message: Message) => void>();
  const published = new Map<string, (diagnostics: readonly Diagnostic[]) => void>();
  const versions = new Map<string, number>();
  let lastId = 0;

  const send = (message: Message) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const ask = (method: string, params: unknown) =>
    new Promise<unknown>((done, fail) => {
      const id = (lastId += 1);
      answers.set(id, ({ result, error }) => {
        if (error === undefined) done(result);
        else fail(new Error(`${method}: ${error.message}`));
      });
      send({ id, method, params });
    });
  const show = (path: string, text: string): { uri: string } => {
    const uri = pathToFileURL(resolve(path)).href;
    const version = (versions.get(uri) ?? 0) + 1;
    versions.set(uri, version);
    if (version === 1) send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'yaml', version, text } } });
    else send({ method: 'textDocument/didChange', params: { textDocument: { uri, version }, contentChanges: [{ text }] } });
    return { uri };
  };

  readMessages(child, (message) => {
    if (message.method === undefined) answers.get(message.id ?? 0)?.(message);
    else if (message.id !== undefined) send({ id: message.id, result: answerTo(message) });
    else if (message.method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = message.params as { uri: string; diagnostics: Diagnostic[] };
      published.get(uri)?.(diagnostics);
    }
  });

  const dynamic = { dynamicRegistration: true };
  const textDocument = { completion: { completionItem: { documentationFormat: ['markdown'] } }, hover: { contentFormat: ['markdown'] }, publishDiagnostics: {} };
  await ask('initialize', { processId: process.pid, rootUri: null, workspaceFolders: null, capabilities: { workspace: { configuration: true, didChangeConfiguration: dynamic }, textDocument } });
  send({ method: 'initialized', params: {} });
  send({ method: 'workspace/didChangeConfiguration', params: { settings } });

  return {
    diagnose: async (path, text) => {
      const uri = pathToFileURL(resolve(path)).href;
      const arrived = new Promise<readonly Diagnostic[]>((done) => published.set(uri, done));
      show(path, text);
      return arrived;
    },
    complete: async (path, text, position) => {
      const answer = (await ask('textDocument/completion', { textDocument: show(path, text), position })) as { items: Completion[] } | null;
      return answer?.items ?? [];
    },
    hover: async (path, text, position) => {
      const answer = (await ask('textDocument/hover', { textDocument: show(path, text), position })) as { contents: { value: string } } | null;
      return answer?.contents.value ?? '';
    },
    stop: async () => {
      await ask('shutdown', undefined);
      const ended = new Promise((done) => child.once('exit', done));
      send({ method: 'exit' });
      await ended;
    },
  };
}

/** The server asks for settings, and to be told of changes, which it is. */
function answerTo({ method, params }: Message): unknown {
  if (method !== 'workspace/configuration') return null;
  return (params as { items: { section: string }[] }).items.map(({ section }) => settings[section] ?? {});
}

function readMessages(child: ChildProcessWithoutNullStreams, take: (message: Message) => void): void {
  let pending = Buffer.alloc(0);
  child.stdout.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const head = /^Content-Length: (\d+)\r\n(?:[^\r\n]+\r\n)*\r\n/.exec(pending.toString('latin1'));
      const [start, length] = [head?.[0].length ?? 0, Number(head?.[1])];
      if (head === null || pending.length < start + length) return;
      take(JSON.parse(pending.subarray(start, start + length).toString('utf8')) as Message);
      pending = pending.subarray(start + length);
    }
  });
}
