import { problemMediaType } from '../answer-problem.js';
import { refTo } from './schemas.js';
import { type ProblemCode, problemKinds, problemType } from '../problems.js';

/** What any path can be answered with, whatever it does. */
const everywhere: readonly ProblemCode[] = ['malformed-value', 'not-well-formed', 'request-timeout', 'expectation-failed', 'headers-too-large', 'internal-error'];

/** The responses of an operation that are problems, by their status: those that any path has, and these. */
export function problemResponses(...codes: readonly ProblemCode[]): Record<string, object> {
  const all = [...new Set([...everywhere, ...codes])];
  const statuses = [...new Set(all.map((code) => problemKinds[code].status))].sort((a, b) => a - b);
  return Object.fromEntries(statuses.map((status) => [String(status), responseOf(status, all.filter((code) => problemKinds[code].status === status))]));
}

/** One status, with the codes that it can carry here. */
export function responseOf(status: number, codes: readonly ProblemCode[]): object {
  const headers = headersOf(status);
  return {
    description: codes.map((code) => `\`${code}\`: ${problemKinds[code].meaning}`).join('\n\n'),
    ...(headers !== undefined && { headers }),
    content: {
      [problemMediaType]: {
        schema: { allOf: [refTo('Problem'), { properties: { status: { const: status }, code: { enum: codes } } }] },
        examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }])),
      },
    },
  };
}

function headersOf(status: number): object | undefined {
  switch (status) {
    case 401:
      return { 'WWW-Authenticate': { description: 'what to show', required: true, schema: { type: 'string' } } };
    case 405:
      return { Allow: { description: 'the methods that the path knows', required: true, schema: { type: 'string' } } };
    case 429:
    case 503:
      return { 'Retry-After': { description: 'seconds after which to try again', required: true, schema: { type: 'integer' } } };
    default:
      return undefined;
  }
}

function exampleOf(code: ProblemCode): object {
  const { title, status, meaning } = problemKinds[code];
  return { type: problemType(code), title, status, ...(code !== 'internal-error' && { detail: meaning }), code };
}
