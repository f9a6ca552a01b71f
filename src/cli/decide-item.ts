import type { Assembly } from '../assembly.js';
import type { Decided } from '../decision/decision-point.js';
import { Fault } from '../domain/fault.js';
import { printable, wellFormed } from '../domain/printable.js';
import type { ServiceRequest } from '../domain/service-request.js';
import { writeResponse } from '../duis/write-response.js';
import { problemOf } from '../http/problems.js';
import { tellDecision } from '../http/tell-decision.js';
import { describeExplanation } from './describe-explanation.js';
import { endsIn } from './find-files.js';
import { describeFault, exitCodes } from './output.js';

/** A request to decide, and where it stands. */
export interface Item {
  /** as the command line names it */
  file: string;
  /** of a file that holds one request a line, counted from 1 */
  line?: number;
  /** undefined: it could not be read, or is a line longer than is read */
  bytes: Buffer | undefined;
  /** why it could not be read */
  unread?: string;
}

export interface DecideForm {
  explain: boolean;
  json: boolean;
  xml: boolean;
  /** bytes of a line (server.maxBodyBytes) */
  maxLineBytes: number;
}

/** What is told of one request: to which stream, and the exit code that it is worth. */
export interface Told {
  to: 'out' | 'err';
  text: string;
  code: number;
}

/** Throws what is no `Fault` of the request. */
export async function decideItem(house: Pick<Assembly, 'decide' | 'requests'>, item: Item, form: DecideForm): Promise<Told> {
  try {
    const request = readRequest(house, item, form);
    const decided = await house.decide(request, { via: 'cli', explain: form.explain });
    return { to: 'out', text: tell(item, request, decided, form), code: decided.record.decision === 'permit' ? exitCodes.done : exitCodes.rejected };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (form.json) return { to: 'out', text: JSON.stringify({ ...tellPlace(item), problem: wellFormed(problemOf(error)) }), code: exitCodes.failed };
    const [, ...places] = describeFault(error);
    return { to: 'err', text: printable([`${nameOf(item)}: undecidable: ${error.message}`, ...places]).join('\n'), code: exitCodes.failed };
  }
}

export function nameOf({ file, line }: Pick<Item, 'file' | 'line'>): string {
  return line === undefined ? file : `${file}:${line}`;
}

function tellPlace({ file, line }: Item): { file: string; line?: number } {
  return { file, ...(line !== undefined && { line }) };
}

function readRequest({ requests }: Pick<Assembly, 'requests'>, { file, bytes, line, unread }: Item, { maxLineBytes }: DecideForm): ServiceRequest {
  if (unread !== undefined) throw new Fault('not-decidable', unread);
  if (bytes === undefined) throw new Fault('too-large', `the line has more than the ${maxLineBytes} bytes that are read (server.maxBodyBytes)`);
  if (line !== undefined) return requests.json(bytes, maxLineBytes);
  return isJson(file, bytes) ? requests.json(bytes) : requests.xml(bytes);
}

const byteOrderMark = Buffer.from('\uFEFF');
const blanks: readonly (number | undefined)[] = Array.from(Buffer.from(' \t\r\n'));

/** By what it begins with, or else by its name. */
function isJson(file: string, bytes: Buffer): boolean {
  let at = bytes.subarray(0, byteOrderMark.length).equals(byteOrderMark) ? byteOrderMark.length : 0;
  while (blanks.includes(bytes[at])) at += 1;
  const first = String.fromCharCode(bytes[at] ?? 0);
  return first === '{' || first === '[' || (first !== '<' && endsIn(file, '.json'));
}

function tell(item: Item, request: ServiceRequest, decided: Decided, { json, xml }: DecideForm): string {
  const { record, explanation } = decided;
  if (json) return JSON.stringify({ ...tellPlace(item), ...tellDecision(request, decided) });
  if (xml) return writeResponse({ request, responseCode: record.responseCode, responseDateTime: record.decidedAt }).trimEnd();
  const observed = record.observed === null ? '' : `, observed: ${record.observed.decision} ${record.observed.responseCode}`;
  return printable([
    `${nameOf(item)}: ${record.decision} (${record.reason}, ${record.responseCode}${observed})${decided.attempt === undefined ? '' : ', from the record'}`,
    `  ${record.message}`,
    ...(record.rule === null ? [] : [`  rule ${record.rule.id}: ${record.rule.source}`]),
    ...(record.trial === null ? [] : [`  trial: rule ${record.trial.rule} would ${record.trial.decision} (${record.trial.reason}, ${record.trial.responseCode})`]),
    ...record.advice.map(({ message }) => `  advice: ${message}`),
    ...(explanation === undefined ? [] : describeExplanation(explanation)),
  ]).join('\n');
}
