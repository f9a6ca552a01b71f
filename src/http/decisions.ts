import type { Decided } from '../decision/decision-point.js';
import type { ServiceRequest } from '../domain/service-request.js';
import { writeResponse } from '../duis/write-response.js';
import { requireStill } from './admit-caller.js';
import { weightOf } from './admission.js';
import { readContentType } from './content-type.js';
import type { Answerer, Answering, HttpParts } from './http-parts.js';
import { negotiate } from './negotiate.js';
import { noteDecision } from './note-decision.js';
import { readOneOf, readQuery } from './query.js';
import { readBody } from './read-body.js';
import { sendAnswer, sendJson } from './send-answer.js';
import { tellDecision } from './tell-decision.js';

const typesRead = ['application/xml', 'text/xml', 'application/json'] as const;
const typesAnswered = ['application/json', 'application/xml', 'text/xml'] as const;

/** Who has sent for longer than that may have been taken out of the table meanwhile. */
const soonMilliseconds = 1000;

/** `?explain=true` or `false`, of one request or of a whole batch */
export const askingReaders = { explain: readOneOf(['true', 'false']) };

/** POST /v1/decisions: everything that could keep the caller from getting an answer is found before anything is decided. */
export function decideOne(parts: HttpParts): Answerer {
  return async (request, response) => {
    const { explain } = readQuery(request.url, askingReaders);
    const answered = negotiate(request, typesAnswered);
    const sent = readContentType(request.headers, typesRead);
    const began = performance.now();
    const body = await readBody(request, response, parts);
    if (performance.now() - began > soonMilliseconds) await requireStill(parts, 'decide', request);
    const serviceRequest = await parts.admission.joinRound(weightOf(explain === 'true'), response, () => readSent(sent, body, parts));
    const decided = await parts.decide(serviceRequest, { via: 'http', explain: explain === 'true' && answered === 'application/json' });
    noteDecision(parts, decided);
    const { decisionId, decision, reason } = decided.record;
    Object.assign(response.locals, { decisionId, decision, reason });
    if (answered === 'application/json') sendJson(response, tellDecision(serviceRequest, decided));
    else sendXml(response, answered, serviceRequest, decided);
  };
}

function readSent(type: (typeof typesRead)[number], body: Buffer, { requests, maxBodyBytes }: HttpParts): ServiceRequest {
  return type === 'application/json' ? requests.json(body, maxBodyBytes) : requests.xml(body);
}

/** A DUIS response has no room for more than a code: the rest goes into headers. */
function sendXml(response: Answering, type: string, request: ServiceRequest, { record }: Decided): void {
  const { responseCode, decidedAt, decisionId, decision, reason } = record;
  const headers = { 'Slotguard-Decision-Id': decisionId, 'Slotguard-Decision': decision, 'Slotguard-Reason': reason };
  const text = writeResponse({ request, responseCode, responseDateTime: decidedAt });
  sendAnswer(response, { status: 200, type: `${type}; charset=utf-8`, text, headers });
}
