import { existsSync, renameSync } from 'node:fs';
import { expect } from 'chai';
import { rebuildCounts } from '../../src/store/audit/counts/rebuild-counts.js';
import { exportFromStore } from '../../src/store/audit/export/export-from-store.js';
import { verifyStore } from '../../src/store/audit/verify/verify-store.js';
import { chainFiles, dump } from './chain-file.js';
import { hearingPragmas } from './heard-pragmas.js';
import { entries, exportingTo, prune } from './prune-and-export.js';
import { caught } from './store-folder.js';

describe('another audit that is put in its place while a command is at work', () => {
  const files = chainFiles();
  const exportAll = exportingTo(files);
  let [first, second, exported] = ['', '', ''];
  before(() => {
    first = files.write('first.db', entries);
    second = files.write('second.db', entries);
  });

  /** Exchanges the file as soon as it is asked to, and expects that the other one stays what it was. */
  async function expectLeftAlone(act: (path: string, exchange: () => void) => unknown): Promise<void> {
    const [path, other] = [files.copy(first), files.copy(second)];
    exported = await exportAll(path);
    const before = dump(other);
    let isDue = true;
    const exchange = () => {
      if (!isDue) return;
      isDue = false;
      renameSync(other, path);
      for (const end of ['-wal', '-shm']) if (existsSync(`${path}${end}`)) renameSync(`${path}${end}`, files.path(`moved${end}`));
    };
    expect(await caught(async () => { await act(path, exchange); })).to.include({ code: 'store-unavailable', message: `\`${path}\` was moved, replaced or deleted meanwhile: put it back, or start again` });
    expect(isDue).to.equal(false);
    expect(dump(path)).to.equal(before);
  }

  const onceOpenedToWrite = (exchange: () => void, act: () => unknown) => hearingPragmas((_, pragma) => { if (pragma === 'secure_delete = ON') exchange(); }, act);

  it('is not told to be exported', () => expectLeftAlone((path, exchange) => exportFromStore(path, {
    span: {}, clearMpxn: true, path: 'all.ndjson',
    write: (text) => {
      for (const lines of text) expect(lines).to.not.equal('');
      exchange();
      return Promise.resolve('0'.repeat(64));
    },
  })));

  it('is not told to be read back', () => expectLeftAlone((path, exchange) => verifyStore(path, { files: [exported], checkpoint: undefined, onProgress: exchange })));

  it('loses nothing to a pruning', () => expectLeftAlone((path, exchange) => onceOpenedToWrite(exchange, () => prune(path))));

  it('is not mended by what the other says', () => expectLeftAlone((path, exchange) => onceOpenedToWrite(exchange, () => rebuildCounts(path))));
});
