import { execFileSync, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { compactVerify, decodeProtectedHeader } from 'jose';
import type { Verified } from '../../src/store/audit/verify/verify-store.js';
import { entriesOf, someEvents } from '../store/audit-history.js';
import { auditRecord } from '../store/audit-records.js';
import { spoil, writeEntries } from '../store/chain-file.js';
import { product } from '../support/product.js';
import { type Desk, type Ran, runCommand, setUpDesk } from './run-command.js';

describe('audit', () => {
  let desk: Desk;
  const at = (name: string) => join(desk.folder, name);
  const run = (...args: string[]): Promise<Ran> => desk.run('audit', ...args);
  const allowed = (...args: string[]): Promise<Ran> => runCommand({ SLOTGUARD_STORE_URL: `sqlite:${at('slotguard.db')}`, SLOTGUARD_AUDIT_MPXN_IN_CLEAR: 'true' }, ['audit', ...args]);

  beforeEach(() => {
    desk = setUpDesk();
    writeEntries(at('slotguard.db'), entriesOf(someEvents(150)));
  });
  afterEach(() => { desk.remove(); });

  describe('verify', () => {
    it('exits 0 and tells how far the chain goes', async () => {
      expect(await run('verify')).to.deep.equal({ code: 0, out: 'the chain holds: 150 records, 1 to 150\n', err: '' });
    });

    it('holds where nothing was ever written', async () => {
      for (const name of readdirSync(desk.folder)) rmSync(at(name));
      writeEntries(at('slotguard.db'), []);
      expect(await run('verify')).to.deep.equal({ code: 0, out: 'the chain holds: no record\n', err: '' });
      expect(JSON.parse((await run('verify', '--json')).out)).to.deep.include({ holds: true, store: null, records: 0 });
    });

    it('exits 1 and names the first record that was altered, with its decision and its time', async () => {
      spoil(at('slotguard.db'), (db) => db.exec(`UPDATE entry SET record = replace(record, '"via":"http"', '"via":"cli"') WHERE seq IN (41, 90)`));
      const { code, out } = await run('verify');
      expect(code).to.equal(1);
      expect(out).to.match(/^the chain is broken: record 41 does not follow the records before it: its text was altered, as the records after it still follow its old one, or record 40 was rewritten together with its link\n {2}record 41, 018f0000-0000-7000-\d000-\w{12}, \d{4}-\d\d-\d\dT[\d:.]+Z\n$/);
      const told = JSON.parse((await run('verify', '--json')).out) as Verified;
      expect(told).to.have.property('holds', false);
      expect(told.problem).to.deep.include({ kind: 'altered', seq: 41 });
    });

    it('exits 2 where an export that is named cannot be read: nothing is wrong with the chain', async () => {
      const missing = at('not-there.ndjson');
      expect(await run('verify', missing)).to.deep.equal({ code: 2, out: '', err: `slotguard: \`${missing}\` cannot be read: there is no such file\n` });
      expect((await run('verify', desk.folder)).code).to.equal(2);
    });

    it('exits 1 where only what is counted was changed, and says that a rebuild makes it right', async () => {
      spoil(at('slotguard.db'), (db) => db.exec('UPDATE tally SET entries = entries + 1'));
      const { code, out } = await run('verify');
      expect(code).to.equal(1);
      expect(out).to.match(/^the chain holds: 150 records, 1 to 150\nthe store counts otherwise than its records say: \d+ rows of tally are wrong or missing \(slotguard audit rebuild counts again\)\n$/);
      expect((await run('rebuild')).out).to.match(/^150 records counted again: what was wrong is right now\n {2}tally: \d+ rows were wrong or missing\n$/);
      expect((await run('verify')).code).to.equal(0);
      expect((await run('rebuild')).out).to.equal('150 records counted again: everything was right\n');
      expect(JSON.parse((await run('rebuild', '--json')).out)).to.deep.equal({ records: 150, mended: 0, mendedHeadings: 0, wrongCounts: [], arePrunedWrong: false });
    });

    it('exits 1 where there is no store, and makes none', async () => {
      for (const command of [['verify'], ['export'], ['checkpoint'], ['prune', '--before', '2026-01-01'], ['rebuild']]) {
        const { code, err } = await runCommand({ SLOTGUARD_STORE_URL: `sqlite:${at('nowhere/slotguard.db')}` }, ['audit', ...command]);
        expect([code, err], command.join(' ')).to.deep.equal([1, `slotguard: there is no store at \`${at('nowhere/slotguard.db')}\`: name the one that the service writes to in store.url\n`]);
      }
      expect(existsSync(at('nowhere'))).to.equal(false);
    });

    it('shows no MPxN', async () => {
      spoil(at('slotguard.db'), (db) => db.exec(`UPDATE entry SET mpxn = '0012345678999' WHERE mpxn IS NOT NULL`));
      const { out, err } = await run('verify', '--json');
      expect(out).to.contain('its MPxN');
      expect(out + err).not.to.match(/00123456789/);
    });
  });

  describe('export', () => {
    it('writes a new file, packed by its name, that verify reads back', async () => {
      expect(await run('export', '--out', at('all.ndjson.gz'))).to.include({ code: 0, out: '', err: `150 records, 1 to 150, are in ${at('all.ndjson.gz')}\n` });
      expect(gunzipSync(readFileSync(at('all.ndjson.gz'))).toString().split('\n')).to.have.length(151);
      expect(await run('verify', at('all.ndjson.gz'))).to.deep.equal({ code: 0, out: `the chain holds: 150 records, 1 to 150\n${at('all.ndjson.gz')}: holds records 1 to 150 as they were written, MPxNs masked\n`, err: '' });
      expect(readdirSync(desk.folder).filter((name) => name.includes('partial'))).to.deep.equal([]);
    });

    it('never writes over a file', async () => {
      writeFileSync(at('there.ndjson'), 'mine');
      expect(await run('export', '--out', at('there.ndjson'))).to.include({ code: 2 }).and.to.have.property('err').that.contains('is there already');
      expect(readFileSync(at('there.ndjson'), 'utf8')).to.equal('mine');
      expect((await run('export', '--out', at('no/such/folder'))).err).to.contain('cannot be written');
    });

    it('gives MPxNs in clear only where the configuration allows it', async () => {
      expect(await run('export', '--clear-mpxn', '--out', at('clear.ndjson'))).to.deep.include({ code: 2, err: 'slotguard: MPxNs may not be exported in clear here: who may set audit.mpxnInClear can allow it\n' });
      expect(existsSync(at('clear.ndjson'))).to.equal(false);
      await allowed('export', '--clear-mpxn', '--out', at('clear.ndjson'));
      await run('export', '--out', at('masked.ndjson'));
      expect(readFileSync(at('clear.ndjson'), 'utf8')).to.contain('"mpxn":"0012345678901"');
      expect(readFileSync(at('masked.ndjson'), 'utf8')).not.to.contain('0012345678901');
      expect((await run('verify', at('clear.ndjson'))).out).to.contain('MPxNs in clear');
    });

    it('writes to standard output no faster than it is read, and ends without a word when nobody reads on', async () => {
      const environment = { ...process.env, SLOTGUARD_STORE_URL: `sqlite:${at('slotguard.db')}` };
      const child = spawn(process.execPath, [product, 'audit', 'export'], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
      const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
      expect([out.trimEnd().split('\n').length, err]).to.deep.equal([150, '150 records, 1 to 150\n']);
      const head = execFileSync('bash', ['-c', '"$0" "$1" audit export | head -n 1; echo "${PIPESTATUS[0]}"', process.execPath, product], { env: environment }).toString();
      expect(head).to.equal(`${out.split('\n')[0] ?? ''}\n141\n`);
    });

    it('takes a span, and says where there is none', async () => {
      expect((await run('export', '--from', '2030-01-01', '--out', at('later.ndjson'))).err).to.equal('no record is of that time\n');
      expect((await run('export', '--to', '2026-01-22', '--out', at('early.ndjson'))).err).to.match(/^\d+ records, 1 to \d+, are in/);
      expect((await run('export', '--from', '2026-02-01', '--to', '2026-01-01')).err).to.contain('--to is before --from');
      expect((await run('export', '--from', 'yesterday')).code).to.equal(2);
    });
  });

  describe('checkpoint', () => {
    const sign = (type: 'ed25519' | 'p256') => {
      const { privateKey, publicKey } = type === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
      writeFileSync(at('private.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
      writeFileSync(at('public.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
      return publicKey;
    };
    const withKey = (...args: string[]) => runCommand({ SLOTGUARD_STORE_URL: `sqlite:${at('slotguard.db')}`, SLOTGUARD_AUDIT_SIGNING_KEY_FILE: at('private.pem') }, ['audit', ...args]);

    it('tells where the chain stands, which verify holds it to later', async () => {
      const { out } = await run('checkpoint');
      expect(JSON.parse(out)).to.have.all.keys('store', 'seq', 'link', 'records', 'at').and.to.include({ seq: 150, records: 150 });
      writeFileSync(at('point.json'), out);
      expect((await run('verify', '--checkpoint', at('point.json'))).out).to.contain('the chain goes through the checkpoint at record 150');
      expect(await run('verify', '--checkpoint', at('point.json'), '--key', at('point.json'))).to.include({ code: 1 }).and.to.have.property('out').that.contains('is not signed');
    });

    for (const type of ['ed25519', 'p256'] as const) {
      it(`signs it with ${type}, as any JOSE tool verifies`, async () => {
        const key = sign(type);
        expect(await withKey('checkpoint', '--out', at('point.jws'))).to.include({ code: 0, out: '' });
        const jws = readFileSync(at('point.jws'), 'utf8').trim();
        expect(JSON.parse(Buffer.from((await compactVerify(jws, key)).payload).toString())).to.include({ seq: 150 });
        expect(decodeProtectedHeader(jws)).to.have.all.keys('alg', 'kid', 'cty').and.to.include({ alg: type === 'ed25519' ? 'EdDSA' : 'ES256' });
        expect((await run('verify', '--checkpoint', at('point.jws'), '--key', at('public.pem'))).code).to.equal(0);
        const forged = jws.replace(/\.(.)/, (_, first: string) => `.${first === 'A' ? 'B' : 'A'}`);
        writeFileSync(at('forged.jws'), forged);
        expect(await run('verify', '--checkpoint', at('forged.jws'), '--key', at('public.pem'))).to.include({ code: 1 }).and.to.have.property('out').that.contains('was not signed with the key');
        sign(type);
        expect((await run('verify', '--checkpoint', at('point.jws'), '--key', at('public.pem'))).code).to.equal(1);
        expect((await run('verify', '--checkpoint', at('point.jws'))).err).to.contain('name the public key');
      });
    }

    it('shows a store that was rewritten as a whole, and agrees with itself', async () => {
      writeFileSync(at('point.json'), (await run('checkpoint')).out);
      const [origin] = ask(at('slotguard.db'), 'SELECT origin FROM head') as [string];
      for (const name of ['slotguard.db', 'slotguard.db-wal', 'slotguard.db-shm']) rmSync(at(name), { force: true });
      writeEntries(at('slotguard.db'), []);
      spoil(at('slotguard.db'), (db) => db.prepare('UPDATE origin SET origin = ?').run(origin));
      writeEntries(at('slotguard.db'), entriesOf(someEvents(150)).map((entry, index) => (index === 60 ? { ...entry, via: 'cli' as const } : entry)));
      expect((await run('verify')).code).to.equal(0);
      expect(await run('verify', '--checkpoint', at('point.json'))).to.include({ code: 1 }).and.to.have.property('out').that.contains('does not go through the checkpoint');
    });

    it('says what is wrong with a key, and never shows it', async () => {
      const keys: [string, RegExp][] = [
        ['', /holds no private key/], [generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), /another kind \(rsa\)/],
        [generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), /another kind \(ec\)/],
        [generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString(), /holds no private key/],
        [generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString(), /without a pass phrase/],
      ];
      for (const [pem, problem] of keys) {
        writeFileSync(at('private.pem'), pem);
        const { code, out, err } = await withKey('checkpoint');
        expect(code).to.equal(2);
        expect(err).to.match(problem);
        expect(pem === '' || !(out + err).includes(pem.split('\n')[1] ?? '')).to.equal(true);
      }
      rmSync(at('private.pem'));
      expect((await withKey('checkpoint')).err).to.contain('cannot be read: there is no such file');
    });
  });

  describe('prune', () => {
    it('says for each month what is missing, exits 1, and does it once that is done', async () => {
      const { code, out, err } = await run('prune', '--before', '2026-04-01', '--without-mpxn');
      expect([code, out]).to.deep.equal([1, '']);
      expect(err).to.match(/^nothing was pruned\n2026-01 \(records 1 to \d+\) was not exported as a whole; first run\n {2}slotguard audit export --from 2026-01-01 --to 2026-02-01 --out audit-2026-01.ndjson.gz\n {2}slotguard audit verify audit-2026-01.ndjson.gz\n2026-02/);
      await run('export', '--out', at('all.ndjson.gz'));
      await run('verify', at('all.ndjson.gz'));
      expect((await run('prune', '--before', '2026-04-01', '--without-mpxn', '--dry-run')).out).to.match(/^2026-01: records 1 to \d+\n(2026-0[23]: .*\n)+\d+ records would leave\n$/);
      expect((await run('verify')).out).to.equal('the chain holds: 150 records, 1 to 150\n');
      expect((await run('prune', '--before', '2026-04-01', '--without-mpxn')).out).to.match(/\d+ records left the store\n$/);
      expect((await run('verify')).out).to.match(/^the chain holds: \d+ records, \d+ to 151; \d+ left the store before, and are counted\n$/);
      expect((await run('prune', '--before', '2026-04-01')).out).to.equal('nothing is so old that it could leave\n');
      expect((await run('prune')).code).to.equal(2);
    });

    it('lets only months before that of the day leave, also where that one ends on it, and says so', async () => {
      await run('export', '--out', at('all.ndjson'));
      await run('verify', at('all.ndjson'));
      expect((await run('prune', '--before', '2026-02-28', '--without-mpxn', '--dry-run')).out).to.match(/^2026-01: records 1 to (\d+)\n\1 records would leave\n$/);
      expect((await run('prune', '--help')).out).to.match(/--before <day> +only months before the one that this day is in/);
    });

    it('tells what left of a pruning that was ended half way, also where nothing else may leave', async () => {
      await run('export', '--to', '2026-02-01', '--out', at('january.ndjson'));
      await run('verify', at('january.ndjson'));
      spoil(at('slotguard.db'), (db) => db.exec(`CREATE TRIGGER stop BEFORE DELETE ON entry BEGIN SELECT raise(ABORT, 'no further'); END`));
      expect((await run('prune', '--before', '2026-02-01', '--without-mpxn')).err).to.contain('no further');
      spoil(at('slotguard.db'), (db) => db.exec('DROP TRIGGER stop'));
      const { code, err } = await run('prune', '--before', '2026-03-01', '--without-mpxn');
      expect(code).to.equal(1);
      expect(err).to.match(/^\d+ records that were to leave before have left; nothing else was pruned\n2026-02 \(/);
    });

    it('tells beforehand how many leave, also where the clock was put back', async () => {
      for (const name of readdirSync(desk.folder)) rmSync(at(name));
      writeEntries(at('slotguard.db'), ['2026-02-01', '2025-06-01', '2026-02-02'].map((day, number) => auditRecord(number, { at: Date.parse(day) })));
      await run('export', '--out', at('all.ndjson'));
      await run('verify', at('all.ndjson'));
      const told = async (...dry: string[]) => /(\d+) records/.exec((await run('prune', '--before', '2030-01-01', '--without-mpxn', ...dry)).out.split('\n').at(-2) ?? '')?.[1];
      expect([await told('--dry-run'), await told()]).to.deep.equal(['2', '2']);
    });

    it('needs no MPxNs in clear where no record has one', async () => {
      for (const name of readdirSync(desk.folder)) rmSync(at(name));
      writeEntries(at('slotguard.db'), entriesOf(someEvents(150).map((event) => ({ ...event, hasMpxn: false }))));
      await run('export', '--out', at('all.ndjson'));
      await run('verify', at('all.ndjson'));
      expect((await run('prune', '--before', '2026-04-01')).out).to.match(/\d+ records left the store\n$/);
    });

    it('and a checkpoint of what left is proved by the export', async () => {
      const [link] = ask(at('slotguard.db'), 'SELECT link FROM entry WHERE seq = 5');
      const [origin] = ask(at('slotguard.db'), 'SELECT origin FROM head');
      writeFileSync(at('point.json'), JSON.stringify({ store: origin, seq: 5, link, records: 5, at: '2026-01-20T00:00:00.000Z' }));
      await run('export', '--out', at('all.ndjson'));
      await run('verify', at('all.ndjson'));
      await run('prune', '--before', '2026-04-01', '--without-mpxn');
      expect(await run('verify', '--checkpoint', at('point.json'))).to.include({ code: 1 }).and.to.have.property('out').that.contains('has left the store: name the exports');
      expect(await run('verify', at('all.ndjson'), '--checkpoint', at('point.json'))).to.include({ code: 0 });
    });
  });
});

function ask(path: string, sql: string): unknown[] {
  let found: unknown[] = [];
  spoil(path, (db) => { found = db.prepare(sql).pluck().all(); });
  return found;
}
