import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { watchFiles } from '../../src/configuration/watch-files.js';

describe('files that are watched', () => {
  let folder: string;
  let stop: () => void;
  let changes: number;
  const at = (name: string) => join(folder, name);
  const watch = (seconds: number) => watchFiles(() => [at('odd'), at('rule')], seconds, () => { changes += 1; });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'slotguard-watched-'));
    symlinkSync(at('nowhere'), at('odd'));
    writeFileSync(at('rule'), 'a');
    changes = 0;
  });
  afterEach(() => {
    stop();
    rmSync(folder, { recursive: true });
  });

  it('are said to have changed once for each change, also beside a link to nowhere, and no more when it is over', async () => {
    stop = watch(0.01);
    await setTimeout(60);
    expect(changes, 'unchanged').to.equal(0);
    for (const [text, expected] of [['longer', 1], ['longest', 2]] as const) {
      writeFileSync(at('rule'), text);
      await setTimeout(100);
      expect(changes, text).to.equal(expected);
    }
    stop();
    writeFileSync(at('rule'), 'a');
    await setTimeout(60);
    expect(changes, 'over').to.equal(2);
  });

  it('are not looked at where nobody wants it', async () => {
    stop = watch(0);
    writeFileSync(at('rule'), 'longer');
    await setTimeout(60);
    expect(changes).to.equal(0);
  });
});
