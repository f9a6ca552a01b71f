import { header, jsonContent, ndjson, query } from './content.js';
import { badLineExample, observedExample, rejectExample, responseXmlExample, serviceRequestExample, serviceRequestXmlExample } from './examples.js';
import { problemResponses, responseOf } from './problems.js';
import { refTo } from './schemas.js';
import { problemMediaType } from '../answer-problem.js';
import { problemKinds } from '../problems.js';
import { listingLimits } from '../records.js';

const duisRequest = [
  'A DUIS Service Request (`sr:Request`), signed or not; where configuration says `signature: verify`, signed by its originator.',
  'XML 1.0 in UTF-8, in which no two readers can see different values: no DOCTYPE, CDATA or processing instructions, no text beside elements,',
  'comments only before, behind and directly in `sr:Request` and in its `ds:Signature`, not in Header or Body, and no references in values.',
  'Other XML is answered with 400 `not-well-formed`, or 422 `not-decidable` for a reference, although it may be well-formed.',
].join(' ');
const duisResponse = [
  'A DUIS `sr:Response` without payload, unsigned: RequestID echoed, ResponseCode (`I0` for a permit), ResponseDateTime, ServiceReference and',
  'ServiceReferenceVariant. Valid against DUIS V5.4 but for response codes that are project placeholders.',
].join(' ');
const xmlHeaders = {
  'Slotguard-Decision-Id': header('the decisionId; only in an XML answer'),
  'Slotguard-Decision': header('`permit` or `reject`; only in an XML answer'),
  'Slotguard-Reason': header('the reason; only in an XML answer'),
};
const explain = query('explain', 'also tell every fact that was asked for and what every rule says; an XML answer has no room for it', { type: 'string', enum: ['true', 'false'] });
const requestTypes = {
  'application/xml': { schema: { type: 'string', description: duisRequest }, example: serviceRequestXmlExample },
  'text/xml': { schema: { type: 'string', description: duisRequest }, example: serviceRequestXmlExample },
  'application/json': { schema: refTo('ServiceRequest'), example: serviceRequestExample },
};
const undecided = [
  'not-acceptable', 'too-large', 'unsupported-type', 'not-decidable', 'signature-required', 'signature-invalid',
  'fact-malformed', 'fact-unavailable', 'store-unavailable', 'audit-unavailable', 'no-rule-decides', 'overloaded',
] as const;
const clearMpxn = query('mpxn', '`clear`: MPxNs in full, which are personal data; needs the scope `clear-mpxn`, too', { type: 'string', enum: ['clear'] });
const instant = { type: 'string', description: 'RFC 3339, or a day: its midnight in Great Britain', examples: ['2026-11-20T10:00:00Z', '2026-11-20'] };

export const decide = {
  operationId: 'decide',
  summary: 'Decide one Service Request',
  description: [
    'Answers 200 whatever the decision, once it is durably recorded. What is not answered 200 was not decided. The same request again (same RequestID, same content) is',
    'answered from its record, with `repeated` and the `attemptId` under which this attempt is recorded; the same RequestID with other content is a new decision, with `requestIdReused`.',
  ].join(' '),
  parameters: [explain],
  requestBody: { required: true, content: requestTypes },
  responses: {
    200: {
      description: 'the decision',
      headers: xmlHeaders,
      content: {
        ...jsonContent('Decision', { reject: rejectExample, observe: observedExample }),
        'application/xml': { schema: { type: 'string', description: duisResponse }, example: responseXmlExample },
        'text/xml': { schema: { type: 'string', description: duisResponse }, example: responseXmlExample },
      },
    },
    ...problemResponses(...undecided),
  },
};

export const decideBatch = {
  operationId: 'decideBatch',
  summary: 'Decide many Service Requests',
  description: [
    'One JSON request a line in (LF or CRLF, blank lines passed over), one answer a line out, in order, each as soon as it is there. A line that cannot be decided answers',
    'with its problem and does not stop the rest. Any number of lines, in any time, as long as neither side falls silent, nor the caller sends no whole line that is not blank, for longer than `server.requestTimeoutSeconds`:',
    'read answers while you send, for a caller who does not read is not read from. Once a line was read the status is 200, and a batch that breaks after that ends without the end',
    'of its chunked answer.',
  ].join(' '),
  parameters: [explain],
  requestBody: { required: true, content: ndjson('ServiceRequest', 'one Service Request a line', JSON.stringify(serviceRequestExample)) },
  responses: {
    200: { description: 'one answer a line', content: ndjson('BatchLine', 'one decision or problem a line', `${JSON.stringify(rejectExample)}\n${JSON.stringify(badLineExample)}`) },
    ...problemResponses('not-acceptable', 'unsupported-type', 'signature-required', 'overloaded'),
  },
};

export const readDecision = {
  operationId: 'readDecision',
  summary: 'The audit record of a decision',
  parameters: [{ name: 'decisionId', in: 'path', required: true, description: 'the decisionId of an answer', schema: { type: 'string', format: 'uuid' } }, clearMpxn],
  responses: {
    200: { description: 'the record, MPxNs masked unless asked for', content: jsonContent('FoundRecord') },
    ...problemResponses('not-found', 'audit-unavailable', 'store-unavailable', 'overloaded'),
  },
};

export const listDecisions = {
  operationId: 'listDecisions',
  summary: 'Audit records, newest first',
  parameters: [
    query('from', 'decided at this instant or later', instant),
    query('to', 'decided before this instant', instant),
    query('supplier', 'id of the party that sent it, or its Service User ID', { type: 'string' }),
    query('reason', 'why it was decided so', { type: 'string' }),
    query('decision', 'what was decided', { type: 'string', enum: ['permit', 'reject'] }),
    query('requestId', 'RequestID, its EUI-64s in either case', { type: 'string' }),
    query('limit', 'how many at the most', { type: 'integer', minimum: 1, maximum: listingLimits.most, default: listingLimits.otherwise }),
    query('cursor', 'the `nextCursor` of the page before, with the same filters', { type: 'string' }),
    clearMpxn,
  ],
  responses: {
    200: { description: 'a page of records, MPxNs masked unless asked for', content: jsonContent('DecisionPage') },
    ...problemResponses('audit-unavailable', 'store-unavailable', 'overloaded'),
  },
};

export const readHealth = {
  operationId: 'readHealth',
  summary: 'Alive',
  responses: { 200: { description: 'the process answers', content: jsonContent('Health', { alive: { status: 'alive' } }) }, ...problemResponses() },
};

export const readReadiness = {
  operationId: 'readReadiness',
  summary: 'Able to decide',
  description: 'Why a check fails is told to callers with the scope `admin` only. `signers` is there where signatures are verified (`signature: verify`).',
  responses: {
    200: { description: 'it can decide', content: jsonContent('Ready', { ready: { ready: true, checks: { rules: { ok: true }, store: { ok: true } } } }) },
    ...problemResponses(),
    503: { ...responseOf(problemKinds['not-ready'].status, ['not-ready']), content: { [problemMediaType]: { schema: refTo('NotReady') } } },
  },
};

export const readMetrics = {
  operationId: 'readMetrics',
  summary: 'Numbers for Prometheus',
  responses: { 200: { description: 'text exposition format', content: { 'text/plain': { schema: { type: 'string' } } } }, ...problemResponses('not-ready') },
};

export const readOpenApi = {
  operationId: 'readOpenApi',
  summary: 'This document',
  responses: { 200: { description: 'OpenAPI 3.1', content: { 'application/json': { schema: { type: 'object', required: ['openapi', 'info', 'paths'] } } } }, ...problemResponses() },
};
