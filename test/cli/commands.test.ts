import { copyFileSync, cpSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { seedDemoEstate } from '../../src/cli/demo-estate.js';
import { openStore } from '../../src/store/open-store.js';
import { type Desk, runCommand, setUpDesk } from './run-command.js';

describe('the commands', () => {
  let desk: Desk;
  const at = (name: string) => join(desk.folder, name);

  before(async () => {
    desk = setUpDesk();
    const store = openStore(`sqlite:${at('slotguard.db')}`);
    expect(await seedDemoEstate(store, at('demo'))).to.equal('seeded');
    expect(await seedDemoEstate(store, at('demo'))).to.equal('left alone');
    store.close();
  });
  after(() => {
    desk.remove();
  });

  describe('decide', () => {
    it('exits 0 when all are permitted', async () => {
      const { code, out } = await desk.run('decide', at('demo/permit.xml'), at('demo/unverified.xml'));
      expect(out).to.match(/permit \(verified, I0\)/).and.match(/permit \(unverified, I0\)/);
      expect(code).to.equal(0);
    });

    it('exits 3 when some are rejected, and says whose the certificates are', async () => {
      const { code, out } = await desk.run('decide', at('demo/permit.xml'), at('demo/reject.xml'));
      expect(out).to.contain('reject (wrong-network-operator, E062106)').and.contain('Westvale Power Distribution Ltd').and.contain('Eastmoor Networks plc');
      expect(code).to.equal(3);
    });

    it('answers from the record the second time', async () => {
      const first = JSON.parse((await desk.run('decide', '--json', at('demo/reject.xml'))).out) as { decisionId: string; repeated?: true };
      const second = JSON.parse((await desk.run('decide', '--json', at('demo/reject.xml'))).out) as typeof first;
      expect(second).to.include({ decisionId: first.decisionId, repeated: true });
    });

    it('tells what a rule in observe mode would have decided, and exits by what was', async () => {
      const tried = 'id: tried\ntitle: Handovers are never checked\nsource: { document: D, clause: "1", text: Words }\neffective: { from: 2020-11-05 }\nmode: observe\nrationale: To see\nstage: cancellation\n'
        + 'applies: { fact: srv, operator: equal, value: "6.21" }\nthen: { permit: exempt-cancellation }\ncases: { given: { srv: "6.21" }, expect: [{ name: one, finding: passed }] }\n';
      cpSync('rules', at('trying'), { recursive: true });
      writeFileSync(at('trying/network-operator-certificate/tried.yaml'), tried);
      writeFileSync(at('trying.yaml'), `rules: { directory: ${at('trying')} }\n`);
      writeFileSync(at('tried.xml'), readFileSync(at('demo/reject.xml'), 'utf8').replace(/:\d+<\/sr:RequestID>/, ':424242</sr:RequestID>'));
      const { code, out } = await desk.run('--config', at('trying.yaml'), 'decide', '--explain', at('tried.xml'));
      expect(out).to.match(/reject \(wrong-network-operator, E062106\)/).and.contain('  trial: rule tried would permit (exempt-cancellation, I0)').and.contain(' tried, only tried (');
      expect(code).to.equal(3);
    });

    it('exits 1 when some cannot be decided, and goes on with the rest', async () => {
      writeFileSync(at('broken.xml'), readFileSync(at('demo/permit.xml'), 'utf8').replace('6.21</sr:ServiceReferenceVariant>', '<!-- -->6.21</sr:ServiceReferenceVariant>'));
      const { code, out, err } = await desk.run('decide', at('broken.xml'), at('demo/reject.xml'));
      expect(err).to.match(/broken\.xml: undecidable: .*comment/s).and.match(/line \d+/);
      expect(out).to.contain('reject (wrong-network-operator');
      expect(code).to.equal(1);
    });

    it('tells with --json what a program needs, a line each', async () => {
      const { out } = await desk.run('decide', '--json', '--explain', at('demo/reject.xml'), at('broken.xml'));
      const [answer, problem] = out.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(answer).to.include({ decision: 'reject', reason: 'wrong-network-operator' }).and.to.have.keys('file', 'decisionId', 'decision', 'reason', 'responseCode', 'enforcement', 'rule', 'message', 'advice', 'requestId', 'srv', 'decidedAt', 'ruleSet', 'registrationAsOf', 'repeated', 'facts', 'findings');
      expect(problem?.problem).to.include({ code: 'not-well-formed', status: 400 });
    });

    it('explains facts and findings', async () => {
      const { out } = await desk.run('decide', '--explain', at('demo/reject.xml'));
      expect(out).to.match(/violated\s+handover-places-registered-operator \(networkOperatorMatch equal match; it is mismatch, from certificates\)/);
      expect(out).to.contain('it would be permitted as verified if every Network Operator certificate belonged to ');
      expect(out).to.match(/networkOperatorMatch\s+mismatch/);
    });

    it('writes DUIS responses with --xml', async () => {
      const { out } = await desk.run('decide', '--xml', at('demo/reject.xml'));
      expect(out).to.contain('<sr:ResponseCode>E062106</sr:ResponseCode>');
    });

    it('exits 2 on wrong usage', async () => {
      expect((await desk.run('decide')).code).to.equal(2);
      expect((await desk.run('decide', '--json', '--xml', at('demo/permit.xml'))).code).to.equal(2);
      expect((await desk.run('decide', '--colour', at('demo/permit.xml'))).code).to.equal(2);
    });

    it('says which file is missing', async () => {
      const { code, err } = await desk.run('decide', at('nowhere.xml'));
      expect(err).to.contain('nowhere.xml').and.contain('there is no such file');
      expect(code).not.to.equal(0);
    });
  });

  describe('import', () => {
    it('says what became of the rows', async () => {
      writeFileSync(at('more.csv'), 'device_type,device_id\nESME,02-DE-30-A0-00-00-01-01\nESME,02-DE-30-A0-00-00-01-02\n');
      expect((await desk.run('import', 'inventory', at('more.csv'))).out).to.match(/2 rows read, 2 applied, 0 unchanged, 0 rejected, \d+ rows\/s/);
      expect((await desk.run('import', 'inventory', at('more.csv'))).out).to.match(/2 rows read, 0 applied, 2 unchanged, 0 rejected/);
    });

    it('applies nothing when a row is bad, names line, field and reason, and exits 1', async () => {
      writeFileSync(at('bad.csv'), 'device_id,device_type\n02-DE-30-A0-00-00-02-01,ESME\n02-DE-30-A0-00-00-02-02,ESMEE\n');
      const { code, err, out } = await desk.run('import', 'inventory', at('bad.csv'));
      expect(err).to.match(/line 3/).and.contain('device_type').and.contain('ESME');
      expect(out).to.match(/0 applied/);
      expect(code).to.equal(1);
      const { out: applied } = await desk.run('import', 'inventory', at('bad.csv'), '--skip-bad-rows', '--json');
      expect(JSON.parse(applied)).to.include({ read: 2, applied: 1, rejected: 1 });
      expect(readFileSync(at('bad.csv.rejected.csv'), 'utf8')).to.contain('ESMEE');
    });

    it('leaves all as it was and exits 1 where no row is good, though bad ones are skipped', async () => {
      writeFileSync(at('all-bad.csv'), 'device_id,device_type\n02-DE-30-A0-00-00-02-02,ESMEE\n');
      for (const options of [[], ['--replace'], ['--replace', '--force']]) {
        const { code, err } = await desk.run('import', 'inventory', at('all-bad.csv'), '--skip-bad-rows', ...options);
        expect(err, options.join(' ')).to.contain('all-bad.csv: nothing was applied; none of its rows is good');
        expect(code, options.join(' ')).to.equal(1);
      }
    });

    it('tells a program why a whole file was refused, and what is wrong where', async () => {
      writeFileSync(at('headless.csv'), 'device_id\n02-DE-30-A0-00-00-02-01\n');
      writeFileSync(at('contrary.yaml'), 'parties: [{ id: contrary, name: Contrary, kind: supplier, users: [{ id: 02-DE-30-01-00-00-00-01, role: IS }] }]\n');
      for (const [kind, file, problem] of [['inventory', 'headless.csv', '`device_type` is missing'], ['parties', 'contrary.yaml', 'stands under both `eastmoor` and `contrary`']] as const) {
        const { code, out, err } = await desk.run('import', kind, at(file), '--skip-bad-rows', '--json');
        const { refused, problems, ...counts } = JSON.parse(out) as { refused: string; problems: { problem: string }[] };
        expect(counts, file).to.include({ file: at(file), read: 0, applied: 0, rejected: 0, problemCount: problems.length });
        expect(problems.map((each) => each.problem).join('\n')).to.contain(problem);
        expect(err).to.contain(refused);
        expect(code).to.equal(1);
      }
    });

    it('reads no file where one of them is not there', async () => {
      writeFileSync(at('early.csv'), 'device_id,device_type\n02-DE-30-A0-00-00-07-01,ESME\n');
      expect(await desk.run('import', 'inventory', at('early.csv'), at('nowhere.csv'))).to.include({ code: 2, out: '' });
      expect((await desk.run('import', 'inventory', at('early.csv'))).out).to.contain('1 applied, 0 unchanged');
    });

    it('tells a program no half of a character', async () => {
      writeFileSync(at('half.csv'), `device_id,${'x'.repeat(59)}\u{1F600}\u{1F600}\n`);
      expect((await desk.run('import', 'inventory', at('half.csv'), '--json')).out).to.contain('xxx').and.not.match(/\\ud83d/);
    });

    it('refuses an unknown kind, a directory, and --replace with two files', async () => {
      expect(await desk.run('import', 'devices', at('more.csv'))).to.include({ code: 2 });
      expect(await desk.run('import', 'inventory', 'config')).to.include({ code: 2, err: 'slotguard: `config` cannot be read: it is a directory: name the files in it\n' });
      expect((await desk.run('import', 'inventory', '--replace', at('more.csv'), at('more.csv'))).err).to.contain('--replace takes one file');
    });
  });

  describe('certificate', () => {
    it('prints every field and the owner, for the certificates of a DUIS message', async () => {
      const { code, out } = await desk.run('certificate', at('demo/reject.xml'));
      expect(out).to.contain('DigitalSigning').and.contain('KeyAgreement');
      for (const field of ['03 (network operator)', '02-DE-30-02-00-00-00-01', 'Westvale Power Distribution Ltd (westvale)', 'digitalSignature', 'CN=Demo', '2025-09-01T00:00:00Z to 2035-09-01T23:59:59Z', 'SHA-256']) expect(out).to.contain(field);
      expect(code).to.equal(0);
    });

    it('reads PEM, DER and base64 alike', async () => {
      const base64 = /<sr:DigitalSigningCertificate>([^<]+)</.exec(readFileSync(at('demo/reject.xml'), 'utf8'))?.[1] ?? '';
      writeFileSync(at('c.b64'), base64);
      writeFileSync(at('c.der'), Buffer.from(base64, 'base64'));
      writeFileSync(at('c.pem'), `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`);
      const { out } = await desk.run('certificate', '--json', at('c.b64'), at('c.der'), at('c.pem'));
      const [one, two, three] = out.trim().split('\n').map((line) => ({ ...(JSON.parse(line) as object), file: '' }));
      expect(one).to.deep.equal(two).and.deep.equal(three).and.to.deep.include({ owner: { id: 'westvale', name: 'Westvale Power Distribution Ltd' } });
    });

    it('writes nothing to the store, and waits for nobody who does', async () => {
      const writing = new Database(at('slotguard.db'));
      writing.exec('BEGIN IMMEDIATE');
      const { code, out, err } = await desk.run('certificate', at('demo/reject.xml')).finally(() => { writing.close(); });
      expect([code, err]).to.deep.equal([0, '']);
      expect(out).to.contain('Westvale Power Distribution Ltd');
    });

    it('says why a certificate cannot be read, and exits 1', async () => {
      const bytes = Buffer.concat([readFileSync(at('c.der')), Buffer.from([0])]);
      writeFileSync(at('long.der'), bytes);
      const { code, out } = await desk.run('certificate', at('long.der'));
      expect(out).to.match(/unreadable as an SMKI Organisation certificate: .*(after|trailing|end)/);
      expect(code).to.equal(1);
    });
  });

  describe('rules', () => {
    it('check finds the shipped rules sound', async () => {
      const { code, out } = await desk.run('rules', 'check');
      expect(out).to.match(/^\d+ rules in \d+ stages are sound/);
      expect(code).to.equal(0);
    });

    it('check names file, line and column, and what to write instead', async () => {
      rmSync(at('rules'), { recursive: true, force: true });
      cpSync('rules', at('rules'), { recursive: true });
      const rule = at('rules/network-operator-certificate/verified.yaml');
      writeFileSync(rule, readFileSync(rule, 'utf8').replace('fact: networkOperatorMatch, operator: equal, value: match }', 'fact: networkOperatorMtch, operator: equal, value: match }'));
      const { code, err } = await desk.run('rules', 'check', at('rules'));
      expect(err).to.match(/verified\.yaml:\d+:\d+: there is no fact `networkOperatorMtch`, did you mean `networkOperatorMatch`\?/);
      expect(code).to.equal(1);
    });

    it('check wants a response code for whatever a rule can reject', async () => {
      rmSync(at('rules'), { recursive: true, force: true });
      cpSync('rules', at('rules'), { recursive: true });
      copyFileSync(at('rules/network-operator-certificate/certificates-readable.yaml'), at('rules/network-operator-certificate/all-readable.yaml'));
      const rule = at('rules/network-operator-certificate/all-readable.yaml');
      const wider = readFileSync(rule, 'utf8').replace('id: certificates-readable', 'id: all-readable').replace(/applies: .*\n/, 'applies: { fact: srv, operator: notEqual, value: "8.2" }\n');
      writeFileSync(rule, wider);
      const { code, err } = await desk.run('rules', 'check', at('rules'));
      expect(err).to.match(/all-readable\.yaml:\d+:\d+: it can reject .* as unreadable-certificate, for which configuration has no response code/);
      expect(code).to.equal(1);
    });
  });

  describe('config', () => {
    it('prints every value with where it came from', async () => {
      writeFileSync(at('site.yaml'), 'enforcement:\n  "6.21": { GPF: observe }\n');
      const { out } = await desk.run('config', '--config', at('site.yaml'));
      expect(out).to.match(/GPF: observe +# .*site\.yaml:2/).and.match(/port: 8080 +# default/).and.match(/url: sqlite:.* # SLOTGUARD_STORE_URL/);
    });

    it('refuses an unknown key with file, line and the nearest', async () => {
      writeFileSync(at('wrong.yaml'), 'server:\n  prot: 9000\n');
      const { err } = await desk.run('config', '--config', at('wrong.yaml'));
      expect(err).to.match(/wrong\.yaml:2:\d+: .*`prot`.*`port`/);
    });
  });

  it('say of a directory in the place of the store that it is one', async () => {
    for (const args of [['audit', 'verify'], ['report', 'panel'], ['import', 'inventory', 'package.json']]) {
      const { code, err } = await runCommand({ SLOTGUARD_STORE_URL: `sqlite:${desk.folder}` }, args);
      expect(err, args[0]).to.equal(`slotguard: cannot open \`${realpathSync(desk.folder)}\`: it is a directory: name a file in it in store.url\n`);
      expect(code).to.equal(1);
    }
  });

  it('are all told of where help is asked for or none is named, and found by their names wherever those stand', async () => {
    const all = /^ {2}serve .*^ {2}decide .*^ {2}import .*^ {2}rules .*^ {2}replay .*^ {2}report .*^ {2}audit .*^ {2}certificate .*^ {2}config .*^ {2}demo .*/ms;
    for (const args of [['--help'], ['help'], ['-h'], ['--help', 'decide']]) expect((await desk.run(...args)).out, args.join(' ')).to.match(all);
    expect((await desk.run()).err).to.match(all);
    expect(await desk.run('--version')).to.deep.equal({ code: 0, out: `${(JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version}\n`, err: '' });
    expect(await desk.run('decied')).to.include({ code: 2 }).and.satisfy(({ err }: { err: string }) => err.includes('Did you mean decide?'));
    expect((await desk.run('--config', 'rules', 'config')).err).to.contain('the configuration file `rules` cannot be read');
  });

  it('every command has a help text with examples', async () => {
    for (const command of [[], ['serve'], ['decide'], ['import'], ['rules'], ['rules', 'check'], ['rules', 'test'], ['audit', 'verify'], ['certificate'], ['config'], ['demo']]) {
      const { code, out } = await desk.run(...command, '--help');
      expect(code).to.equal(0);
      expect(out, command.join(' ')).to.contain('Usage: slotguard').and.contain('--config <file>').and.not.contain('default: []');
      if (command.join(' ') !== 'rules') expect(out, command.join(' ')).to.match(/Examples?:/);
    }
  });
});
