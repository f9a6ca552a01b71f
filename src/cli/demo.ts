import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Command } from 'commander';
import { shellWord } from '../domain/shell-word.js';
import { openStore, readPath } from '../store/open-store.js';
import { seedDemoEstate } from './demo-estate.js';
import type { CommandContext } from './context.js';
import { sayAuditAway } from './say-audit-away.js';
import { serveUntilStopped } from './serve.js';

/** What `npm start` runs: `serve`, over a store that is seeded with a fictitious estate when it is empty. */
export function demoCommand(context: CommandContext): Command {
  return new Command('demo')
    .description('Serve, with a small fictitious estate when the store is empty, and requests to try (npm start).')
    .addHelpText('after', '\nExamples:\n  slotguard demo\n  SLOTGUARD_SERVER_PORT=9000 slotguard demo')
    .action(async () => {
      const { values } = context.loadConfiguration();
      const folder = join(dirname(readPath(values.store.url)), 'demo');
      sayAuditAway(values.store.url, context);
      const store = openStore(values.store.url);
      try {
        await seedDemoEstate(store, folder);
      } finally {
        store.close();
      }
      await serveUntilStopped(context, (url) => printRequests(context, url, relative('.', folder)));
    });
}

function printRequests({ out, err }: CommandContext, url: string, folder: string): void {
  const fileOf = (name: string) => join(folder, `${name}.xml`);
  if (!['permit', 'reject'].every((name) => existsSync(fileOf(name)))) {
    err(`slotguard: there is no request to try in ${folder}: they are written there with the estate, when the store is empty`);
    return;
  }
  const post = (name: string) => `  curl -s -H 'Content-Type: application/xml' --data-binary @${shellWord(fileOf(name))} '${url}/v1/decisions?explain=true'`;
  out(`
Try a request. This one places the certificates of the registered Network Operator, and is permitted:
${post('permit')}
This one places another operator's, and is rejected:
${post('reject')}
Sent again, each is answered from its record. What was recorded: ${url}/v1/decisions`);
}
