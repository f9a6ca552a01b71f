import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { CompactSign } from 'jose';
import { entriesOf, someEvents } from '../store/audit-history.js';
import { spoil, writeEntries } from '../store/chain-file.js';
import { type Desk, type Ran, setUpDesk } from './run-command.js';

describe('how a command of the audit ends', () => {
  let desk: Desk;
  const at = (name: string) => join(desk.folder, name);
  const run = (...args: string[]): Promise<Ran> => desk.run('audit', ...args);
  const prune = (before: string, ...options: string[]) => run('prune', '--before', before, '--without-mpxn', ...options);

  beforeEach(() => {
    desk = setUpDesk();
    writeEntries(at('slotguard.db'), entriesOf(someEvents(150)));
  });
  afterEach(() => { desk.remove(); });

  async function exportTo(file: string, ...options: string[]): Promise<void> {
    await run('export', '--out', at(file), ...options);
    await run('verify', at(file));
  }

  it('is well where months left, and nothing more is said than which', async () => {
    await exportTo('all.ndjson');
    for (const options of [['--dry-run'], []]) {
      const { out, ...ended } = await prune('2026-03-01', ...options);
      expect(ended, options.join()).to.deep.equal({ code: 0, err: '' });
      expect(out).to.match(/^2026-01: records 1 to \d+\n2026-02: records \d+ to \d+\n\d+ records (would leave|left the store)\n$/);
    }
  });

  it('is a failure where one month of several may not leave, and tells of no other', async () => {
    await exportTo('january.ndjson', '--to', '2026-02-01');
    await run('export', '--out', at('february.ndjson'), '--from', '2026-02-01', '--to', '2026-03-01');
    const { code, out, err } = await prune('2026-03-01');
    expect([code, out]).to.deep.equal([1, '']);
    expect(err).to.match(/^nothing was pruned\n2026-02 \(records \d+ to \d+\) was exported, but the export was not read back; first run\n {2}slotguard audit verify \S+february\.ndjson\n$/);
  });

  it('is well where what was left of a pruning leaves', async () => {
    await exportTo('january.ndjson', '--to', '2026-02-01');
    spoil(at('slotguard.db'), (db) => db.exec(`CREATE TRIGGER stop BEFORE DELETE ON entry BEGIN SELECT raise(ABORT, 'no further'); END`));
    expect((await prune('2026-02-01')).code).to.equal(1);
    spoil(at('slotguard.db'), (db) => db.exec('DROP TRIGGER stop'));
    const { out, ...ended } = await prune('2026-02-01');
    expect(ended).to.deep.equal({ code: 0, err: '' });
    expect(out).to.match(/^\d+ records that were to leave before have left\n$/);
  });

  it('is a failure where what is counted of records that left cannot be put right', async () => {
    await exportTo('all.ndjson');
    await prune('2026-04-01');
    spoil(at('slotguard.db'), (db) => db.exec('UPDATE tally SET entries = entries + 1 WHERE pruned = 1'));
    const { code, out } = await run('rebuild');
    expect(code).to.equal(1);
    expect(out).to.contain('\n  what is counted of records that left the store was changed, and nothing in the store can put it right: take the store from a backup\n');
    expect((await run('rebuild', '--json')).code).to.equal(1);
  });

  it('is well where a rebuild mended the listing or headings, and says so', async () => {
    expect((await run('rebuild')).out, 'which lists all of them').to.contain('everything was right');
    spoil(at('slotguard.db'), (db) => db.exec('DELETE FROM listing WHERE seq = 5'));
    expect(await run('rebuild')).to.deep.equal({ code: 0, out: '150 records counted again: what was wrong is right now\n  1 record or row of the listing mended\n', err: '' });
    spoil(at('slotguard.db'), (db) => db.exec('UPDATE heading SET strand = 1'));
    const { code, out } = await run('rebuild');
    expect(code).to.equal(0);
    expect(out).to.contain('\n  headings were mended: start the service again, which remembers the wrong ones, and then run this once more\n');
  });

  it('is a failure where an export was altered, and says of it what is wrong', async () => {
    await run('export', '--out', at('all.ndjson'));
    writeFileSync(at('all.ndjson'), readFileSync(at('all.ndjson'), 'utf8').replace('"via":"http"', '"via":"cli"'));
    const { code, out } = await run('verify', at('all.ndjson'));
    expect(code).to.equal(1);
    expect(out).to.contain('all.ndjson: ').and.not.contain('as they were written');
  });

  it('is a failure where what is named as a checkpoint is none, signed or not', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    writeFileSync(at('public.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
    const signed = await new CompactSign(Buffer.from('{"seq":150}')).setProtectedHeader({ alg: 'EdDSA' }).sign(privateKey);
    for (const [text, ...key] of [[''], ['{"seq":150}'], ['a.b'], [signed, '--key', at('public.pem')]] as const) {
      writeFileSync(at('point.json'), text);
      expect(await run('verify', '--checkpoint', at('point.json'), ...key), text).to.deep.equal({ code: 1, out: `the chain holds: 150 records, 1 to 150\n\`${at('point.json')}\` is no checkpoint\n`, err: '' });
    }
  });

  it('is wrong usage where the key of a checkpoint is none, or of another kind', async () => {
    writeFileSync(at('point.jws'), 'a.b.c');
    for (const [pem, told] of [['no key', /holds no public key/], [generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' }), /another kind \(rsa\)/]] as const) {
      writeFileSync(at('public.pem'), pem);
      const { code, out, err } = await run('verify', '--checkpoint', at('point.jws'), '--key', at('public.pem'));
      expect([code, out]).to.deep.equal([2, '']);
      expect(err).to.match(told);
    }
  });

  it('is wrong usage where the calendar has no such day', async () => {
    expect((await prune('2026-02-30')).code).to.equal(2);
  });

  it('is wrong usage where a key is named and no checkpoint', async () => {
    expect(await run('verify', '--key', at('public.pem'))).to.deep.equal({ code: 2, out: '', err: 'slotguard: --key goes with --checkpoint\n' });
  });

  it('is wrong usage where a checkpoint would be written over a file', async () => {
    writeFileSync(at('monday.jws'), 'the one of monday');
    expect((await run('checkpoint', '--out', at('monday.jws'))).code).to.equal(2);
    expect(readFileSync(at('monday.jws'), 'utf8')).to.equal('the one of monday');
  });
});
