import { Command, Option } from 'commander';
import { assemble } from '../assembly.js';
import { sayWithoutParties } from '../without-parties.js';
import type { CommandContext } from './context.js';
import { decideAll } from './decide-all.js';
import { findFiles } from './find-files.js';
import { sayAuditAway } from './say-audit-away.js';
import { workersOf, workersOption } from './workers-option.js';

interface DecideOptions {
  explain: boolean;
  json: boolean;
  xml: boolean;
  ndjson: boolean;
  workers?: number;
}

const help = `
FILE holds a DUIS Service Request, or the JSON form of one; where its name ends in .ndjson, one in the JSON form on each line. Of a folder, all files
are taken whose names end in .xml, .json or .ndjson, in upper or lower case, those in its folders too, by name; one line on standard error says how many
others there are, and of what kind. - is standard input: one request, or one in the JSON form on each line. Answers come in the order of the requests.
Every decision is recorded like one of the service; what was answered before is answered from its record.
Exit codes: 0 all permitted, 1 some undecidable, otherwise 3 some rejected, 2 wrong usage. Where nobody reads on, what was found by then, or 141.

Examples:
  slotguard decide request.xml
  slotguard decide requests/*.xml --json
  slotguard decide request.xml --explain
  slotguard decide requests/ october.ndjson --json > answers.ndjson
  zcat october.ndjson.gz | slotguard decide --json --ndjson - > answers.ndjson`;

export function decideCommand(context: CommandContext): Command {
  return new Command('decide')
    .description('Decide Service Requests offline, against the configured store.')
    .argument('<file...>', 'DUIS XML, the JSON form, or a folder of such files')
    .option('--explain', 'tell every fact, and what every rule found', false)
    .addOption(new Option('--json', 'one JSON answer a request, a line each').default(false).conflicts('xml'))
    .addOption(new Option('--xml', 'DUIS responses').default(false))
    .option('--ndjson', 'one request a line, whatever the names of the files', false)
    .addOption(workersOption('decide'))
    .addHelpText('after', help)
    .action(async (names: string[], options: DecideOptions) => {
      const files = findFiles(names, context.err);
      const configuration = context.loadConfiguration().values;
      sayAuditAway(configuration.store.url, context);
      const house = await assemble(configuration);
      try {
        const withoutParties = sayWithoutParties(house);
        if (withoutParties !== undefined) context.err(`slotguard: ${withoutParties}`);
        const { explain, json, xml, ndjson } = options;
        const form = { explain, json, xml, maxLineBytes: configuration.server.maxBodyBytes };
        context.exitWith(await decideAll({ context, configuration, house, files, isNdjson: ndjson, form, workers: workersOf(options) }));
      } finally {
        await house.close();
      }
    });
}
