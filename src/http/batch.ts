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
import { noteDecision } from './note-decision.js';
import { readQuery } from './query.js';
import { endUnread } from './send-answer.js';
import { tellDecision } from './tell-decision.js';

const ndjson = 'application/x-ndjson';

interface Batch {
  parts: HttpParts;
  request: Asked;
  response: Answering;
  explain: boolean;
  window: AnswerWindow;
  /** when others last had their turn */
  turnBegan: number;
}

const longestTurnMilliseconds = 10;

/**
 * POST /v1/decisions/batch: one answer a line, in order and as soon as it is there, in constant memory: a caller who does not read
 * is not read from. A line that cannot be decided answers with its problem, and the rest goes on; unless the caller may not decide any more, who hears
 * that and is cut off.
 */
export function decideBatch(parts: HttpParts): Answerer {
  return async (request, response) => {
    const { explain } = readQuery(request.url, askingReaders);
    negotiate(request, [ndjson]);
    readContentType(request.headers, [ndjson]);
    parts.requests.requireJsonIsRead();
    const window = createAnswerWindow(response, Math.ceil(parts.batchMaxInFlight / weightOf(explain === 'true')));
    const batch: Batch = { parts, request, response, explain: explain === 'true', window, turnBegan: performance.now() };
    const isWhole = await answerChunks(batch, createLineCutter(parts.maxBodyBytes));
    await window.emptied();
    begin(response);
    if (isWhole) response.end();
    else endUnread(response, '');
  };
}

const noLongerAdmitted = new Error('the caller may not decide any more');

/** Answers false where the caller was cut off. */
async function answerChunks(batch: Batch, cutter: LineCutter): Promise<boolean> {
  try {
    await eachChunk(batch.request, batch.response, (chunk) => answerLines(batch, cutter.cut(chunk)));
    await answerLines(batch, cutter.rest());
    return true;
  } catch (cause) {
    if (cause !== noLongerAdmitted) throw cause;
    return false;
  }
}

async function answerLines(batch: Batch, lines: Iterable<Line>): Promise<void> {
  const { parts } = batch;
  let isAdmitted = false;
  await giveWay(batch);
  for (const line of lines) {
    if (batch.response.destroyed) return;
    begin(batch.response);
    if (!isAdmitted) await requireAdmitted(batch, line);
    isAdmitted = true;
    const leave = await parts.admission.enterInTurn('decisions', weightOf(batch.explain));
    batch.window.add(answerLine(batch, line).finally(leave));
    await batch.window.room();
    await giveWay(batch);
  }
}

/** What comes without a pause would otherwise be read and answered without one. */
async function giveWay(batch: Batch): Promise<void> {
  if (performance.now() - batch.turnBegan < longestTurnMilliseconds) return;
  await setImmediate();
  batch.turnBegan = performance.now();
}

/** A batch may last for hours, in which tokens and certificates expire and callers are taken out of the table. */
async function requireAdmitted({ parts, request, window }: Batch, { number: line }: Line): Promise<void> {
  try {
    await requireStill(parts, 'decide', request);
  } catch (cause) {
    window.add(Promise.resolve(JSON.stringify({ line, problem: tellProblem(parts, cause) })));
    throw noLongerAdmitted;
  }
}

/** From the first line on the answer has begun: what breaks then breaks it off, for no status could take back what was decided. */
function begin(response: Answering): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(200, { 'Content-Type': ndjson, 'Cache-Control': 'no-store' });
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
