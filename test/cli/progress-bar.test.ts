import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Desk, setUpDesk } from './run-command.js';
import { terminalText } from './terminal-text.js';

describe('a progress bar', () => {
  let desk: Desk;
  const terminal = { out: false, err: true };

  before(() => { desk = setUpDesk(); });
  after(() => { desk.remove(); });

  it('leaves the cursor and the wrapping of lines as they are, as the command may be ended while it shows', async () => {
    writeFileSync(join(desk.folder, 'registration.csv'), 'mpxn,network_operator,effective_from\n9000000000001,EMOR,2020-01-01\n');
    for (const args of [['import', 'registration', join(desk.folder, 'registration.csv')], ['audit', 'verify']]) {
      const shown = await terminalText(terminal, () => desk.run(...args));
      expect(shown, args[0]).to.match(/ \[[=-]{10}/).and.not.contain('\u001B[?');
    }
  });

  it('tells the name of a file as text alone', async () => {
    const file = join(desk.folder, '\u001B[31m{bar}\n.csv');
    writeFileSync(file, 'mpxn,network_operator,effective_from\n9000000000001,EMOR,2020-01-01\n');
    const shown = await terminalText(terminal, () => desk.run('import', 'registration', file));
    expect(shown).to.contain('\uFFFD[31m{bar}\uFFFD.csv [===').and.not.contain('\u001B[31m');
  });
});
