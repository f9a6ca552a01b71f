import { execFileSync } from 'node:child_process';

/** The command as it is shipped, for Node to run: built anew where the sources are newer. It starts in a third of the time that they take. */
export const product = build();

function build(): string {
  execFileSync(process.execPath, ['.ci/ready.mjs'], { stdio: ['ignore', 'inherit', 'inherit'] });
  return 'dist/main.js';
}
