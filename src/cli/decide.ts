import { Command, Option } from 'commander';
import { assemble, type Assembly } from '../assembly.js';
import type { Decided } from '../decision/decision-point.js';
import { Fault } from '../domain/fault.js';
import type { ServiceRequest } from '../domain/service-request.js';
import { writeResponse } from '../duis/write-response.js';
import { problemOf } from '../http/problems.js';
import { tellDecision } from '../http/tell-decision.js';
import type { CommandContext } from './context.js';
import { describeExplanation } from './describe-explanation.js';
import { describeFault, exitCodes } from './output.js';
import { readInput } from './read-input.js';

interface DecideOptions {
  explain: boolean;
  json: boolean;
  xml: boolean;
}

const help = `
FILE holds a DUIS Service Request, or the JSON form of one; - is standard input. Every decision is recorded like one of the service.
Exit codes: 0 all permitted, 3 some rejected, 1 some undecidable, 2 wrong usage.

Examples:
  slotguard decide request.xml
  slotguard decide requests/*.xml --json
  slotguard decide request.xml --explain`;

export function decideCommand(context: CommandContext): Command {
  return new Command('decide')
    .description('Decide Service Requests offline, against the configured store.')
    .argument('<file...>', 'DUIS XML or the JSON form')
    .option('--explain', 'tell every fact, and what every rule found', false)
    .addOption(new Option('--json', 'one JSON answer a file, a line each').default(false).conflicts('xml'))
    .addOption(new Option('--xml', 'DUIS responses').default(false))
    .addHelpText('after', help)
    .action(async (files: string[], options: DecideOptions) => {
      const house = await assemble(context.loadConfiguration().values);
      try {
        const codes: number[] = [];
        for (const file of files) codes.push(await decideFile(context, house, file, options));
        context.exitWith(worst(codes));
      } finally {
        await house.close();
      }
    });
}

async function decideFile(context: CommandContext, house: Assembly, file: string, options: DecideOptions): Promise<number> {
  try {
    const request = readRequest(house, await readInput(file));
    const decided = await house.decide(request, { via: 'cli', explain: options.explain });
    context.out(tell(file, request, decided, options));
    return decided.record.decision === 'permit' ? exitCodes.done : exitCodes.rejected;
  } catch (error) {
    if (!(error instanceof Fault) || error.code === 'usage') throw error;
    if (options.json) context.out(JSON.stringify({ file, problem: problemOf(error) }));
    else describeFault(error).forEach((line, index) => context.err(index === 0 ? `${file}: undecidable: ${error.message}` : line));
    return exitCodes.failed;
  }
}

function readRequest({ requests }: Assembly, bytes: Buffer): ServiceRequest {
  const isJson = /^\s*[{[]/.test(bytes.subarray(0, 64).toString('latin1'));
  return isJson ? requests.json(bytes) : requests.xml(bytes);
}

function tell(file: string, request: ServiceRequest, decided: Decided, { json, xml }: DecideOptions): string {
  const { record, explanation } = decided;
  if (json) return JSON.stringify({ file, ...tellDecision(request, decided) });
  if (xml) return writeResponse({ request, responseCode: record.responseCode, responseDateTime: record.decidedAt }).trimEnd();
  const observed = record.observed === null ? '' : `, observed: ${record.observed.decision} ${record.observed.responseCode}`;
  return [
    `${file}: ${record.decision} (${record.reason}, ${record.responseCode}${observed})${decided.attempt === undefined ? '' : ', from the record'}`,
    `  ${record.message}`,
    ...(record.rule === null ? [] : [`  rule ${record.rule.id}: ${record.rule.source}`]),
    ...(record.trial === null ? [] : [`  trial: rule ${record.trial.rule} would ${record.trial.decision} (${record.trial.reason}, ${record.trial.responseCode})`]),
    ...record.advice.map(({ message }) => `  advice: ${message}`),
    ...(explanation === undefined ? [] : describeExplanation(explanation)),
  ].join('\n');
}

/** Undecidable weighs more than rejected: something was not answered at all. */
function worst(codes: readonly number[]): number {
  if (codes.includes(exitCodes.failed)) return exitCodes.failed;
  return codes.includes(exitCodes.rejected) ? exitCodes.rejected : exitCodes.done;
}
