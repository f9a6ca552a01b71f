import type { z } from 'zod';
import type { Caller } from '../access/caller.js';
import type { Attempts, AuditRecord, DecisionPage, DecisionQuery } from '../audit/record.js';
import { type Answer, withAnswer } from '../domain/answer.js';
import { Fault } from '../domain/fault.js';
import { maskMpxn } from '../domain/mpxn.js';
import { requestKey } from '../domain/service-request.js';
import { readRequestId } from '../duis/request-values.js';
import { requireScope } from './admit-caller.js';
import type { auditRecord, decisionPage, foundRecord, Told } from './answers.js';
import type { Answerer, Answering, HttpParts } from './http-parts.js';
import { malformed, readOneOf, readQuery, readQueryInstant } from './query.js';
import { sendJson } from './send-answer.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
export const listingLimits = { most: 1000, otherwise: 100 };

const listingReaders = {
  from: readQueryInstant,
  to: readQueryInstant,
  supplier: readWord,
  reason: readWord,
  decision: readOneOf(['permit', 'reject']),
  requestId: (text: string) => requestKey(readRequestId(text)),
  limit: readLimit,
  cursor: (text: string) => text,
  mpxn: readClear,
};

/** GET /v1/decisions: audit records, newest first. */
export function listDecisions({ records, gate, admission }: HttpParts): Answerer {
  return async (request, response, caller) => {
    const { requestId: requestKey, limit = listingLimits.otherwise, mpxn, ...filters } = readQuery(request.url, listingReaders);
    const tellRecord = choosing(gate, mpxn, caller, response);
    const { from = -Infinity, to = Infinity } = filters;
    if (from > to) throw malformed([{ at: 'to', problem: 'it is before `from`' }]);
    const page = await admission.readInTurn(response, () => readPage(records, { ...filters, ...(requestKey !== undefined && { requestKey }), limit }));
    const told: Told<z.infer<typeof decisionPage>> = { decisions: page.decisions.map(tellRecord), nextCursor: page.nextCursor };
    sendJson(response, told);
  };
}

/** GET /v1/decisions/{decisionId}: one audit record, and when its request was sent again. */
export function findDecision({ records, gate, admission }: HttpParts): Answerer {
  return async (request, response, caller) => {
    const { mpxn } = readQuery(request.url, { mpxn: readClear });
    const tellRecord = choosing(gate, mpxn, caller, response);
    const { decisionId = '' } = request.params as { decisionId?: string };
    if (!uuid.test(decisionId)) throw new Fault('malformed-value', `\`${decisionId.slice(0, 60)}\` is no decision id: give the decisionId of an answer`);
    const found = await admission.readInTurn(response, () => Promise.resolve(readWithAttempts(records, decisionId.toLowerCase())));
    if (found === undefined) throw new Fault('not-found', `there is no decision \`${decisionId}\``);
    const told: Told<z.infer<typeof foundRecord>> = {
      ...tellRecord(found.record),
      attempts: found.attempts.map(({ attemptId, attemptedAt, via }) => ({ attemptId, attemptedAt, via })),
      hasEarlierAttempts: found.hasEarlier,
    };
    sendJson(response, told);
  };
}

function readWithAttempts(records: HttpParts['records'], decisionId: string): Answer<Attempts & { record: AuditRecord } | undefined> {
  return withAnswer(records.findDecision(decisionId), (record) => record && withAnswer(records.findAttempts(record), (attempts) => ({ record, ...attempts })));
}

type TellRecord = (record: AuditRecord) => Told<z.infer<typeof auditRecord>>;

/** How records are told: as they are to a caller who asks for that and may, which the log then says, otherwise masked. */
function choosing(gate: HttpParts['gate'], mpxn: 'clear' | undefined, caller: Caller, { locals }: Answering): TellRecord {
  if (mpxn === undefined) return maskRecord;
  requireScope(gate(), 'clear-mpxn', caller);
  locals.mpxn = mpxn;
  return (record) => record;
}

/** What stands there instead may be an MPxN, and is not said again. */
function readClear(text: string): 'clear' {
  if (text !== 'clear') throw new Fault('malformed-value', 'it cannot be: write clear, or leave it out and MPxNs are masked');
  return text;
}

/** The record as it leaves the audit store: an MPxN is personal data (DOMAIN 13, A38). */
function maskRecord(record: AuditRecord): Told<z.infer<typeof auditRecord>> {
  const { mpxn } = record.evidence;
  return mpxn === null ? record : { ...record, evidence: { ...record.evidence, mpxn: maskMpxn(mpxn) } };
}

async function readPage(records: HttpParts['records'], query: DecisionQuery): Promise<DecisionPage> {
  try {
    return await records.listDecisions(query);
  } catch (cause) {
    // of all that is passed on, only the cursor is the store's to read
    if (cause instanceof Fault && cause.code === 'malformed-value') throw malformed([{ at: 'cursor', problem: cause.message }]);
    throw cause;
  }
}

function readWord(text: string): string {
  if (!/^[\w.-]{1,100}$/.test(text)) throw new Fault('malformed-value', `\`${text.slice(0, 60)}\` cannot be: write letters, digits and hyphens, at most 100`);
  return text;
}

function readLimit(text: string): number {
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > listingLimits.most) throw new Fault('malformed-value', `\`${text.slice(0, 60)}\` is no limit: write 1 to ${listingLimits.most}`);
  return limit;
}
