import { Fault } from '../domain/fault.js';
import { weightOf } from './admission.js';
import { tellProblem } from './answer-problem.js';
import { type AnswerWindow, createAnswerWindow } from './answer-window.js';
import { eachChunk } from './body-chunks.js';
import { readContentType } from './content-type.js';
import { askingReaders } from './decisions.js';
import type { Answerer, Answering, HttpParts } from './http-parts.js';
import { createLineCutter, type Line } from './lines.js';
import { negotiate } from './negotiate.js';
import { noteDecision } from './note-decision.js';
import { readQuery } from './query.js';
import { tellDecision } from './tell-decision.js';

const ndjson = 'application/x-ndjson';

interface Batch {
  parts: HttpParts;
  response: Answering;
  explain: boolean;
  window: AnswerWindow;
}

/**
 * POST /v1/decisions/batch: one answer a line, in order and as soon as it is there, in constant memory: a caller who does not read
 * is not read from. A line that cannot be decided answers with its problem, and the rest goes on.
 */
export function decideBatch(parts: HttpParts): Answerer {
  return async (request, response) => {
    const { explain } = readQuery(request.url, askingReaders);
    negotiate(request, [ndjson]);
    readContentType(request.headers, [ndjson]);
    parts.requests.requireJsonIsRead();
    const window = createAnswerWindow(response, Math.ceil(parts.batchMaxInFlight / weightOf(explain === 'true')));
    const batch: Batch = { parts, response, explain: explain === 'true', window };
    const cutter = createLineCutter(parts.maxBodyBytes);
    await eachChunk(request, response, (chunk) => answerLines(batch, cutter.cut(chunk)));
    await answerLines(batch, cutter.rest());
    await window.emptied();
    begin(response);
    response.end();
  };
}

async function answerLines(batch: Batch, lines: Iterable<Line>): Promise<void> {
  const { parts } = batch;
  for (const line of lines) {
    if (batch.response.destroyed) return;
    begin(batch.response);
    const leave = await parts.admission.enterInTurn('decisions', weightOf(batch.explain));
    batch.window.add(answerLine(batch, line).finally(leave));
    await batch.window.room();
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
