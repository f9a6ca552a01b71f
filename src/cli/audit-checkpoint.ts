import { Command } from 'commander';
import { takeCheckpoint } from '../store/audit/chain/chain-place.js';
import { openChain } from '../store/audit/chain/open-chain.js';
import { readPath } from '../store/open-store.js';
import { signText } from './checkpoint-signature.js';
import type { CommandContext } from './context.js';
import { writeText } from './write-file.js';

const help = `
Keep checkpoints where whoever can write to the store cannot: a store that was rewritten as a whole, with everything in it agreeing, still does not go
through them. With audit.signingKeyFile it is a compact JWS, which any JOSE tool verifies; otherwise it is JSON.

Examples:
  slotguard audit checkpoint
  slotguard audit checkpoint --out monday.jws
  slotguard audit verify --checkpoint monday.jws --key public.pem`;

export function auditCheckpointCommand(context: CommandContext): Command {
  return new Command('checkpoint')
    .description('Tell where the chain of records stands now, signed where there is a key.')
    .option('--out <file>', 'a new file; otherwise standard output')
    .addHelpText('after', help)
    .action(async ({ out }: { out?: string }) => {
      const { store, audit } = context.loadConfiguration().values;
      const db = openChain(readPath(store.url));
      try {
        const checkpoint = JSON.stringify(takeCheckpoint(db));
        const text = audit.signingKeyFile === null ? checkpoint : await signText(checkpoint, audit.signingKeyFile);
        if (out === undefined) context.out(text);
        else writeText(out, `${text}\n`, { isNew: true });
      } finally {
        db.close();
      }
    });
}
