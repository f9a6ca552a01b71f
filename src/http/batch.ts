import { setImmediate } from 'node:timers/promises';
import { Fault } from '../domain/fault.js';
import { requireStill } from './admit-caller.js';
import { weightOf } from './admission.js';
import { tellProblem } from './answer-problem.js';
import { type AnswerWindow, createAnswerWindow } from './answer-window.js';
import { eachChunk } from './body-chunks.js';
import { readContentType } from './content-type.js';
import { askingReaders } from './decisions.js';
import type { Answerer, Answering, Asked, HttpParts } from './http-parts.js';
import { createLineCutter, type Line, type LineCutter } from './lines.js';
import { negotiate } from './negotiate.js';
import { Refusal } from './problems.js';
import { noteDecision } from './note-decision.js';
import { readQuery } from './query.js';
import { endUnread, everyAnswer } from './send-answer.js';
import { tellDecision } from './tell-decision.js';

const ndjson = 'application/x-ndjson';

interface Batch {
  parts: HttpParts;
  request: Asked;
  response: Answering;
  explain: boolean;
  window: AnswerWindow;
  /** when a line was last whole */
  lineEnded: number;
}

/**
 * POST /v1/decisions/batch: one answer a line, in order and as soon as it is there, in constant memory: a caller who does not read
 * is not read from. A line that cannot be decided answers with its problem, and the rest goes on; unless the caller may not decide any more, or sends next
 * to nothing, who hears that and is cut off.
 */
export function decideBatch(parts: HttpParts): Answerer {
  return async (request, response) => {
    const { explain } = readQuery(request.url, askingReaders);
    negotiate(request, [ndjson]);
    readContentType(request.headers, [ndjson]);
    parts.requests.requireJsonIsRead();
    const window = createAnswerWindow(response, Math.ceil(parts.batchMaxInFlight / weightOf(explain === 'true')));
    const batch: Batch = { parts, request, response, explain: explain === 'true', window, lineEnded: performance.now() };
    const isWhole = await answerChunks(batch, createLineCutter(parts.maxBodyBytes));
    await window.emptied();
    begin(response);
    if (isWhole) response.end();
    else endUnread(response, '');
  };
}

const cutOff = new Error('the caller was told why, and is not read from any more');

/** Answers false where the caller was cut off. */
async function answerChunks(batch: Batch, cutter: LineCutter): Promise<boolean> {
  try {
    await eachChunk(batch.request, batch.response, (chunk) => answerLines(batch, cutter, cutter.cut(chunk)));
    await answerLines(batch, cutter, cutter.rest());
    return true;
  } catch (cause) {
    if (cause !== cutOff) throw cause;
    return false;
  }
}

async function answerLines(batch: Batch, cutter: LineCutter, lines: Iterable<Line>): Promise<void> {
  const { parts, response } = batch;
  await giveWay(parts);
  await stillAdmitted(batch, cutter);
  for (const line of lines) {
    if (response.destroyed) return;
    begin(response);
    batch.lineEnded = performance.now();
    const leave = await parts.admission.enterInTurn('decisions', weightOf(batch.explain), response);
    batch.window.add(answerLine(batch, line).finally(leave));
    await batch.window.room();
    await giveWay(parts);
  }
  requireProgress(batch, cutter);
}

/** What comes without a pause would otherwise be read and answered without one. */
async function giveWay({ admission }: HttpParts): Promise<void> {
  while (admission.isTurnOver()) await setImmediate();
}

/** A batch may last for hours, in which tokens and certificates expire and callers are taken out of the table. */
async function stillAdmitted(batch: Batch, cutter: LineCutter): Promise<void> {
  try {
    await requireStill(batch.parts, 'decide', batch.request);
  } catch (cause) {
    breakOff(batch, cutter, cause);
  }
}

/** A batch holds one of few places: who sends less than a line in the time of a whole request keeps others out. */
function requireProgress(batch: Batch, cutter: LineCutter): void {
  const { requestTimeoutSeconds: seconds } = batch.parts;
  if (performance.now() - batch.lineEnded <= seconds * 1000) return;
  breakOff(batch, cutter, new Refusal('request-timeout', `no line was complete for ${seconds} s: send faster, or end the batch`));
}

function breakOff({ parts, window, response }: Batch, cutter: LineCutter, cause: unknown): never {
  if (!response.headersSent) throw cause;
  window.add(Promise.resolve(JSON.stringify({ line: cutter.line(), problem: tellProblem(parts, cause) })));
  throw cutOff;
}

/** From the first line on the answer has begun: what breaks then breaks it off, for no status could take back what was decided. */
function begin(response: Answering): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(200, { 'Content-Type': ndjson, ...everyAnswer });
  response.flushHeaders();
}

async function answerLine({ parts, response, explain }: Batch, line: Line): Promise<string> {
  const { locals } = response;
  locals.lines = (locals.lines ?? 0) + 1;
  try {
    const request = parts.requests.json(bytesOf(line, parts), parts.maxBodyBytes);
    const decided = await parts.decide(request, { via: 'batch', explain });
    noteDecision(parts, decided);
    return JSON.stringify(tellDecision(request, decided));
  } catch (cause) {
    locals.badLines = (locals.badLines ?? 0) + 1;
    return JSON.stringify({ line: line.number, problem: tellProblem(parts, cause) });
  }
}

function bytesOf({ bytes }: Line, { maxBodyBytes }: HttpParts): Buffer {
  if (bytes === undefined) throw new Fault('too-large', `the line has more than the ${maxBodyBytes} bytes that are read (server.maxBodyBytes)`);
  return bytes;
}
