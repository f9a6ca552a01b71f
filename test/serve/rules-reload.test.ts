import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { serve, type Serving } from '../../src/serve.js';
import { until } from '../support/until.js';
import { ask, type House, setUpHouse } from './house.js';

describe('rules that change under a running service', () => {
  const logged: { level: string; message: string }[] = [];
  const log = {
    info: (_: object, message: string) => logged.push({ level: 'info', message }),
    warn: (_: object, message: string) => logged.push({ level: 'warn', message }),
    error: (_: object, message: string) => logged.push({ level: 'error', message }),
  };
  let house: House;
  let serving: Serving;
  let counter = 100;
  const decide = async () => (await ask(serving.url, house.request('reject', (counter += 1)))).body;
  const file = () => join(house.rules, 'network-operator-certificate/certificate-owner-known.yaml');

  before(async () => {
    house = await setUpHouse({ SLOTGUARD_RULES_RELOADSECONDS: '1' });
    serving = await serve(house.configuration, { log });
  });
  after(async () => {
    await serving.stop();
    house.remove();
  });

  it('takes up an exemption that is one new file, by itself', async () => {
    expect(await decide()).to.include({ decision: 'reject', reason: 'wrong-network-operator' });
    const before = serving.assembly.rules.current().version;
    const exemption = readFileSync(join(house.rules, 'network-operator-certificate/check-switched-off.yaml'), 'utf8')
      .replace('id: check-switched-off', 'id: handovers-of-today')
      .replace('stage: device', 'stage: device\nexcepts: [checked]')
      .replace(/applies: .*/, 'applies: { fact: originatorParty, operator: equal, value: brightspark }')
      .replace(/given: .*/, 'given: { originatorParty: brightspark }')
      .replace(/(expect:\n)[^]*$/, '$1    - { name: that party, finding: passed }\n');
    writeFileSync(join(house.rules, 'network-operator-certificate/handovers-of-today.yaml'), exemption);
    await until(() => serving.assembly.rules.current().version !== before);
    expect(await decide()).to.deep.include({ decision: 'permit', reason: 'not-applicable' });
  });

  it('keeps the rules in force when an edit is broken, says so loudly and in readiness, and recovers', async () => {
    const before = serving.assembly.rules.current().version;
    const sound = readFileSync(file(), 'utf8');
    writeFileSync(file(), sound.slice(0, sound.length / 2));
    await until(() => logged.some(({ level, message }) => level === 'error' && message.includes('refused')));
    expect(serving.assembly.rules.current().version).to.equal(before);
    expect(await decide()).to.include({ decision: 'permit', reason: 'not-applicable' });
    const ready = await fetch(`${serving.url}/readyz`);
    expect(ready.status).to.equal(200);
    expect(JSON.stringify(await ready.json())).to.contain('refused').and.contain('certificate-owner-known.yaml');
    writeFileSync(file(), `${sound}# as before\n`);
    await until(() => serving.assembly.rules.current().version !== before);
    expect(JSON.stringify(await (await fetch(`${serving.url}/readyz`)).json())).not.to.contain('refused');
  });

  it('refuses rules that break a promise, and says which, where and for what request', async () => {
    const before = serving.assembly.rules.current().version;
    const readable = join(house.rules, 'network-operator-certificate/certificates-readable.yaml');
    const sound = readFileSync(readable, 'utf8');
    writeFileSync(readable, sound.replace('reject: unreadable-certificate', 'permit: unverified'));
    const refused = async () => JSON.stringify(await (await fetch(`${serving.url}/v1/rules`)).json());
    for (let waited = 0; !(await refused()).includes('broken-certificates-say-so'); waited += 50) {
      expect(waited, await refused()).to.be.below(4_000);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await refused()).to.contain('certificates-readable decides permit unverified').and.to.contain('certificates-readable.yaml:2:5');
    expect(serving.assembly.rules.current().version).to.equal(before);
    writeFileSync(readable, `${sound}# as before\n`);
    await until(() => serving.assembly.rules.current().version !== before);
  });

  it('reads them once for all who ask before they are read, and again for who asks while they are', async () => {
    logged.length = 0;
    const readings = Array.from({ length: 50 }, () => serving.reloadRules());
    await new Promise(setImmediate);
    readings.push(serving.reloadRules(), serving.reloadRules());
    await Promise.all(readings);
    expect(logged.filter(({ message }) => message === 'rules reloaded')).to.have.length(2);
  });

  it('does not start with rules that break one', async () => {
    const other = await setUpHouse();
    writeFileSync(join(other.rules, 'network-operator-certificate/verified.yaml'), readFileSync(join(other.rules, 'network-operator-certificate/verified.yaml'), 'utf8').replace('value: match }\nthen', 'value: mismatch }\nthen'));
    const fault = await serve(other.configuration, { log }).then(() => undefined, (cause: unknown) => cause);
    expect(fault).to.include({ code: 'rules-invalid' });
    other.remove();
  });
});
