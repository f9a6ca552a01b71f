import { Command } from 'commander';
import { Fault } from '../domain/fault.js';
import { type Verified, verifyStore } from '../store/audit/verify/verify-store.js';
import { readPath } from '../store/open-store.js';
import type { CommandContext } from './context.js';
import { countOf } from './count-of.js';
import { exitCodes, tell } from './output.js';
import { readCheckpointFile } from './read-checkpoint.js';
import { requireFile } from './read-input.js';
import { showProgress } from './record-progress.js';

interface VerifyOptions {
  checkpoint?: string;
  key?: string;
  json: boolean;
}

const help = `
The chain is walked from its beginning, or from what was pruned last, to where it ended at the start. Every record must follow the one before it; what is
stored beside it, counted from it and listed of it must follow from its text. The first record that was altered, removed, reordered or added is named.
Files are exports: each must hold together and be byte for byte what the store holds, and is then noted as read back, so that prune may remove what it holds.
Of several, no record between the first and the last may be in none; the same records may be in more than one.
Whoever rewrites the whole store can make it agree with itself: a checkpoint or an export that was kept elsewhere shows it.

Exit codes: 0 the chain holds, 1 it does not, 2 wrong usage.

Examples:
  slotguard audit verify
  slotguard audit verify audit-2026-09.ndjson.gz audit-2026-10.ndjson.gz
  slotguard audit verify --checkpoint monday.jws --key public.pem --json`;

export function auditVerifyCommand(context: CommandContext): Command {
  return new Command('verify')
    .description('Prove that no record was altered, removed, reordered or added.')
    .argument('[file...]', 'exports to read back')
    .option('--checkpoint <file>', 'the chain must go through this checkpoint')
    .option('--key <file>', 'the public key of who signed it, PEM')
    .option('--json', 'one JSON document', false)
    .addHelpText('after', help)
    .action(async (files: string[], { checkpoint, key, json }: VerifyOptions) => {
      if (key !== undefined && checkpoint === undefined) throw new Fault('usage', '--key goes with --checkpoint');
      const { store } = context.loadConfiguration().values;
      const place = checkpoint === undefined ? undefined : await readCheckpointFile(checkpoint, key);
      for (const file of files) await requireFile(file);
      const bar = showProgress('verify');
      try {
        const verified = await verifyStore(readPath(store.url), { files, checkpoint: place, onProgress: bar.update });
        bar.stop();
        if (!verified.holds) context.exitWith(exitCodes.failed);
        if (verified.notNoted !== null) context.err(`slotguard: which files were read back could not be noted in the store, so that audit prune does not go by them: ${verified.notNoted}`);
        if (json) context.out(JSON.stringify(verified));
        else tell(context, describeVerified(verified));
      } finally {
        bar.stop();
      }
    });
}

function describeVerified({ records, first, last, pruned, problem, otherProblems, files, checkpoint }: Verified): string[] {
  const those = records === 0 ? 'no record' : `${countOf(records, 'record')}, ${first} to ${last}`;
  const left = pruned === 0 ? '' : `; ${pruned} left the store before, and ${pruned === 1 ? 'is' : 'are'} counted`;
  return [
    problem === null ? `the chain holds: ${those}${left}` : `the chain is broken: ${problem.problem}`,
    ...(problem?.decisionId == null ? [] : [`  record ${problem.seq}, ${problem.decisionId}${problem.at === null ? '' : `, ${problem.at}`}`]),
    ...otherProblems,
    ...files.map((file) => `${file.path}: ${file.problem ?? `holds records ${file.first} to ${file.last} as they were written, MPxNs ${file.hasMpxn ? 'in clear' : 'masked'}`}`),
    ...(checkpoint === null ? [] : [checkpoint.problem ?? `the chain goes through the checkpoint at record ${checkpoint.seq ?? 0}`]),
  ];
}
