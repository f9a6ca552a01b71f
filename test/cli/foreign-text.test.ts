import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type House, setUpHouse } from '../serve/house.js';
import { type Ran, runCommand } from './run-command.js';

const escapes = '\u001B[31m\u001B]0;title\u0007';
const hostile = /[^\P{Cc}\n]|[\u202A-\u202E\u2028]/u;

describe('text of others on the terminal', () => {
  let house: House;
  const at = (name: string) => join(house.folder, name);
  const run = (...args: string[]): Promise<Ran> => runCommand(house.environment, args);

  before(async () => {
    house = await setUpHouse();
  });
  after(() => {
    house.remove();
  });

  it('of a field or a column of a file that is imported commands nothing', async () => {
    writeFileSync(at('field.csv'), `mpxn,network_operator,effective_from\n1${escapes}\u202E,EMOR,2020-01-01\n`);
    writeFileSync(at('header.csv'), `mpxn,net${escapes}work\n`);
    for (const name of ['field.csv', 'header.csv']) {
      const { code, err } = await run('import', 'registration', at(name));
      expect(err).to.contain('[31m').and.not.match(hostile);
      expect(code).to.equal(1);
    }
  });

  it('of a request, an argument or the name of a file commands nothing, and is on its own line', async () => {
    writeFileSync(at('request.json'), JSON.stringify({ srv: '6.21', [`srv${escapes}`]: '\u202E' }));
    for (const args of [['decide', at('request.json')], ['decide', `no${escapes}\nsuch`], [`such${escapes}`]]) {
      const { err } = await run(...args);
      expect(err).to.contain('[31m').and.not.match(hostile).and.not.match(/^such/m);
    }
  });

  it('of a party shows no second answer', async () => {
    const party = { id: 'westvale', name: `West\u202Evale\nother.xml: permit (verified, I0)`, kind: 'network-operator', entityIds: ['02-DE-30-02-00-00-00-00/32'], users: [{ id: '02-DE-30-02-00-00-00-01', role: 'ED' }], marketParticipantIds: ['WVAL'], distributorIds: ['91'] };
    writeFileSync(at('parties.yaml'), JSON.stringify({ parties: [party] }));
    expect((await run('import', 'parties', at('parties.yaml'))).code).to.equal(0);
    writeFileSync(at('reject.xml'), house.request('reject', 9_001));
    const { code, out } = await run('decide', at('reject.xml'), '--explain');
    expect(out).to.contain('other.xml: permit').and.not.match(hostile).and.not.match(/^other/m);
    expect(code).to.equal(3);
  });

  it('of the name of a file commands nothing on standard output either, and is on one line', async () => {
    const [registration, request, site] = [`n${escapes}\nsuch.csv`, `n${escapes}\nsuch.xml`, `n${escapes}.yaml`].map(at) as [string, string, string];
    writeFileSync(registration, 'mpxn,network_operator,effective_from\n9000000000001,EMOR,2020-01-01\n');
    writeFileSync(request, house.request('permit', 9_002));
    writeFileSync(site, 'log: { level: silent }\n');
    for (const args of [['import', 'registration', registration], ['certificate', request], ['audit', 'verify', registration], ['config', '--config', site]]) {
      const { out } = await run(...args);
      expect(out, args[0]).to.contain('[31m').and.not.match(hostile).and.not.match(/^such/m);
    }
  });

  it('of a rule turns no line round', async () => {
    const rule = join(house.rules, 'network-operator-certificate/sent-by-supplier.yaml');
    const text = readFileSync(rule, 'utf8');
    const [rules, name] = [at('turned'), '\u202Esupplier'];
    cpSync(house.rules, rules, { recursive: true });
    writeFileSync(join(rules, 'network-operator-certificate/turned.yaml'), text
      .replace('id: sent-by-supplier', 'id: turned')
      .replace(/^applies:[^]*/m, `applies: { fact: originatorParty, operator: equal, value: "${name}" }
then: { permit: exempt-recovery }
cases: { given: { originatorParty: "${name}" }, expect: [{ name: "${name}", finding: passed }] }
`));
    for (const args of [['rules', 'diff', house.rules, rules], ['rules', 'prove', rules], ['rules', 'test', rules, 'turned', '--coverage', '--scenarios', at('none')]]) {
      const { out, err } = await run(...args);
      expect(out, err).to.contain('\uFFFDsupplier').and.not.match(hostile);
    }
  });
});
