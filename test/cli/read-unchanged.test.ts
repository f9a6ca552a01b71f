import { appendFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { readUnchanged } from '../../src/cli/read-unchanged.js';
import { caught } from '../store/store-folder.js';
import { type Desk, setUpDesk } from './run-command.js';

describe('a file that is imported', () => {
  let desk: Desk;
  let path = '';

  beforeEach(() => {
    desk = setUpDesk();
    path = join(desk.folder, 'registration.csv');
    writeFileSync(path, 'x'.repeat(3 << 20));
  });
  afterEach(() => { desk.remove(); });

  /** Changes the file once its first piece is there. */
  async function readWhile(change: () => void): Promise<Buffer> {
    const input = readUnchanged(path);
    input.once('readable', change);
    return buffer(input);
  }

  it('is read to its end', async () => {
    expect(await readWhile(() => undefined)).to.have.length(3 << 20);
  });

  it('is refused where it grew, was cut short, or was written over meanwhile', async () => {
    const told = { code: 'data-invalid', message: `\`${path}\` was written to while it was read: import it again when it is whole` };
    expect(await caught(() => readWhile(() => { appendFileSync(path, 'more\n'); }))).to.include(told);
    expect(await caught(() => readWhile(() => { truncateSync(path, 2 << 20); }))).to.include(told);
    utimesSync(path, 1, 1);
    expect(await caught(() => readWhile(() => { writeFileSync(path, 'y'.repeat(2 << 20)); })), 'as long as before').to.include(told);
  });
});
