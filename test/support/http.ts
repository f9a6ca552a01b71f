import { connect } from 'node:net';
import supertest from 'supertest';
import { type AdmissionSettings, createAdmission } from '../../src/http/admission.js';
import { openGate } from '../../src/access/gate.js';
import type { HttpParts, Readiness } from '../../src/http/http-parts.js';
import { createApp } from '../../src/http/create-app.js';
import { listen, type Listening, type ListenSettings } from '../../src/http/listen.js';
import { createMetrics } from '../../src/http/metrics.js';
import type { PanelReports } from '../../src/http/panel-reports.js';
import { loadConfiguration } from '../../src/configuration/load-configuration.js';
import { readRuleDirectory } from '../../src/configuration/rule-directory.js';
import { makePanelReport } from '../../src/report/make-panel-report.js';
import { makeSample } from '../../src/report/sample-counts.js';
import { tellForFile } from '../../src/report/period-ends.js';
import { devicesMissing, writePanel } from '../../src/report/write-panel.js';
import { keepRulesInForce } from '../../src/rules-in-force.js';
import type { RuleSet } from '../../src/rules/rule.js';
import { plainReader } from '../../src/signature/request-reader.js';
import { buildDecisionPoint, type Choices, issueTestCertificates, type Owner, readOwnRules, supplierUser, electricityMeter } from './decision-point.js';
import { type RequestParts, serviceRequestXml } from './duis.js';
import { type Answered, expectAnswerMatches } from './openapi.js';

export interface HttpChoices extends Choices {
  /** what a reload reads; otherwise the rules of this repository */
  readRules?: () => RuleSet | Promise<RuleSet>;
  parts?: Partial<HttpParts>;
  settings?: Partial<ListenSettings>;
  overload?: Partial<AdmissionSettings>;
  /** what all workers count together */
  readOfAll?: (() => Promise<string | null>) | undefined;
}

export interface Ask {
  headers?: Readonly<Record<string, string>>;
  body?: string | Buffer;
}

/** The HTTP interface on a free port, over a real decision point; every answer to `ask` is held against the OpenAPI document. */
export async function startHttp({ parts: chosen = {}, settings = {}, overload = {}, readRules = readOwnRules, readOfAll, ...choices }: HttpChoices = {}) {
  const point = buildDecisionPoint(choices);
  const logged: { level: string; line: object; message: string }[] = [];
  const log = (level: string) => (line: object, message: string) => { logged.push({ level, line, message }); };
  const admission = createAdmission({
    maxDecisions: 10_000,
    maxBatches: 100,
    maxReadings: 100,
    maxHeldBytes: 10_000_000,
    maxDelayMilliseconds: 60_000,
    ...overload,
  });
  const metrics = createMetrics({
    audit: point.audit.counts,
    certificates: point.readCertificate.counts,
    shed: admission.counts,
    lookUps: () => ({ paused: [], waiting: 0, refused: { paused: 0, waiting: 0 } }),
    ruleSetVersion: () => point.rules.current().version,
    storeLogBytes: () => 4096,
    readOfAll,
  });
  const readiness: Readiness = { ready: true, checks: { rules: { ok: true }, store: { ok: true } } };
  const logger = { info: log('info'), warn: log('warn'), error: log('error') };
  const rulesInForce = await keepRulesInForce({ book: point.rules, records: point.records, read: readRules, keep: 3, log: logger, now: () => point.clock.now });
  const parts: HttpParts = {
    decide: point.decide,
    requests: plainReader,
    records: point.records,
    reports: sampleReports,
    rules: rulesInForce,
    readiness: () => readiness,
    gate: () => openGate,
    maxBodyBytes: 65_536,
    requestTimeoutSeconds: 5,
    batchMaxInFlight: 16,
    admission,
    metrics,
    log: logger,
    ...chosen,
  };
  const listening = await listen(createApp(parts), {
    host: '127.0.0.1',
    port: 0,
    headersTimeoutSeconds: 5,
    requestTimeoutSeconds: 5,
    shutdownSeconds: 5,
    onConnection: admission.noteConnection,
    onRefused: (code) => metrics.countProblem(code),
    ...settings,
  });
  const ask = async (method: string, path: string, { headers = {}, body }: Ask = {}): Promise<Answered> => {
    const answered = await send(listening.url, method, path, { headers, ...(body !== undefined && { body }) });
    expectAnswerMatches(method, path, answered);
    return answered;
  };
  running.push(listening);
  const port = Number(new URL(listening.url).port);
  return { ...point, ...listening, port, parts, logged, metrics, ask, speak: (bytes: string | Buffer, manner?: Manner) => speak(port, bytes, manner) };
}

/** Reports of generated data, written at once. */
const sampleReports: PanelReports = {
  write: async ({ format, csvTable, ...asked }) => {
    const { values } = loadConfiguration({ defaultFile: 'config/default.yaml', files: [], environment: {} });
    const sample = makeSample(JSON.stringify(readRuleDirectory('rules')));
    const { report, entries } = makePanelReport({ ...sample, settings: values, isSample: true }, asked);
    return {
      text: await writePanel(report, format, { csvTable, entries }),
      period: tellForFile(report.period),
      devicesMissing: devicesMissing(report, format, csvTable),
    };
  },
};

const running: Listening[] = [];

/** Stops whatever a test started, also one that failed: mocha would wait for it. */
export async function stopHttp(): Promise<void> {
  await Promise.all(running.splice(0).map((listening) => listening.stop()));
}

export type TestHttp = Awaited<ReturnType<typeof startHttp>>;

async function send(url: string, method: string, path: string, { headers = {}, body }: Ask): Promise<Answered> {
  const call = supertest(url).options(path).ok(() => true).redirects(0).set('Accept-Encoding', 'identity').buffer(true);
  Object.assign(call, { method });
  for (const [name, value] of Object.entries(headers)) void call.set(name, value);
  const response = await call.parse(readText).serialize((text: unknown) => text as string).send(body);
  return { status: response.status, headers: response.headers, text: typeof response.body === 'string' ? response.body : '' };
}

function readText(answer: unknown, done: (error: Error | null, text: string) => void): void {
  const response = answer as NodeJS.ReadableStream;
  const chunks: Buffer[] = [];
  response.on('data', (chunk: Buffer) => chunks.push(chunk));
  response.on('end', () => done(null, Buffer.concat(chunks).toString()));
}

interface Manner {
  /** milliseconds after which nothing more is expected */
  silence?: number;
  /** hangs up as soon as one whole answer was heard */
  once?: boolean;
  /** says at once that nothing more will come */
  halfClose?: boolean;
}

/** Says the bytes on a connection of its own, and answers all that comes back until it is closed, or silent for a while. */
function speak(port: number, bytes: string | Buffer, { silence = 300, once = false, halfClose = false }: Manner = {}): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    let ticksOfSilence = 0;
    const socket = connect(port, '127.0.0.1', () => {
      if (halfClose) socket.end(bytes);
      else socket.write(bytes);
    });
    // a machine that stands still for a while is one tick of silence, however long
    const ticking = setInterval(() => { if ((ticksOfSilence += 1) > silence / 10) socket.destroy(); }, 10);
    socket.on('data', (chunk: Buffer) => {
      ticksOfSilence = 0;
      heard += chunk.toString('latin1');
      if (once && isWhole(heard)) socket.destroy();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      clearInterval(ticking);
      resolve(heard);
    });
  });
}

function isWhole(heard: string): boolean {
  const [head = '', body] = heard.split('\r\n\r\n', 2);
  return body !== undefined && body.length >= Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
}

/** What was heard on a connection, as the answers that it holds. */
export function readAnswers(heard: string): Answered[] {
  const answers: Answered[] = [];
  for (let rest = heard; rest !== ''; ) {
    const headEnd = rest.indexOf('\r\n\r\n');
    if (headEnd === -1) throw new Error(`no whole answer: ${rest.slice(0, 100)}`);
    const [statusLine = '', ...lines] = rest.slice(0, headEnd).split('\r\n');
    const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
    const bodyEnd = headEnd + 4 + Number(headers['content-length'] ?? 0);
    answers.push({ status: Number(statusLine.split(' ')[1]), headers, text: rest.slice(headEnd + 4, bodyEnd) });
    rest = rest.slice(bodyEnd);
  }
  return answers;
}

/** A 6.21 for the electricity meter that places the certificates of `owner`. */
export async function xmlRequest(owner: Owner, parts: RequestParts = {}): Promise<Ask & { body: string }> {
  const certificates = (await issueTestCertificates())[owner];
  return { headers: { 'Content-Type': 'application/xml' }, body: serviceRequestXml({ certificates, ...parts }) };
}

export interface JsonRequest {
  requestId: string;
  commandVariant: number;
  srv: string;
  schemaVersion: string;
  remotePartyRole: string;
  executionDateTime: string | null;
  certificates: { use: string; certificate: string }[];
}

/** The same in JSON. */
export async function jsonRequest(owner: Owner, counter: number, change: Partial<JsonRequest> = {}): Promise<JsonRequest> {
  const certificates = (await issueTestCertificates())[owner].map(({ use, base64 }) => ({ use, certificate: base64 }));
  return {
    requestId: `${supplierUser}:${electricityMeter}:${counter}`, commandVariant: 1, srv: '6.21', schemaVersion: '5.4', remotePartyRole: 'NetworkOperator',
    executionDateTime: null, certificates, ...change,
  };
}

export function asJson(request: object): Ask & { body: string } {
  return { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(request) };
}
