import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { ask, setUpHouse } from './house.js';

describe('a log that nobody reads', () => {
  it('holds up no answer', async function () {
    this.timeout(60_000);
    const house = await setUpHouse();
    const child = spawn(process.execPath, ['--import=tsx', 'src/main.ts', 'serve'], { env: { ...process.env, ...house.environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    try {
      child.stderr.pause();
      const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
      const url = line.replace('slotguard listening on ', '');
      // a pipe holds 64 KiB: that many lines are more
      for (let round = 0; round < 20; round += 1) {
        const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => ask(url, house.request('permit', round * 50 + index))));
        expect(answers.filter(({ status }) => status === 200)).to.have.length(50);
      }
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
      house.remove();
    }
  });
});
