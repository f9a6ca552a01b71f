import { expect } from 'chai';
import { configurationAsJson, configurationAsYaml } from '../../src/configuration/print-configuration.js';
import { readYaml } from '../../src/yaml/read-yaml.js';
import { load } from './configuration-files.js';

describe('the configuration in force, printed', () => {
  const loaded = load(['server:\n  port: 9000\nequivalentGroups: [ukpn]\n'], { SLOTGUARD_ENFORCEMENT_6_21_GPF: 'observe' });

  it('as YAML has the origin of each value behind it', () => {
    const lines = configurationAsYaml(loaded).split('\n');
    expect(lines).to.include.members([
      '  host: 127.0.0.1 # default',
      '  port: 9000 # 0.yaml:2',
      '  "6.21":',
      '    GPF: observe # SLOTGUARD_ENFORCEMENT_6_21_GPF',
      'equivalentGroups: [ ukpn ] # 0.yaml:3',
      'registrationMaxAgeDays: null # default',
    ]);
    const leaves = lines.filter((line) => line !== '' && !line.endsWith(':'));
    expect(leaves.filter((line) => !/ # (default|0\.yaml:\d+|SLOTGUARD_\w+)$/.test(line))).to.deep.equal([]);
  });

  it('as YAML can be loaded again', () => {
    expect(load([configurationAsYaml(loaded)]).values).to.deep.equal(loaded.values);
  });

  it('as JSON has values and origins apart', () => {
    const printed = JSON.parse(configurationAsJson(loaded)) as { values: unknown; origins: Record<string, string> };
    expect(printed.values).to.deep.equal(loaded.values);
    expect(printed.origins).to.include({
      'server.port': '0.yaml:2',
      'server.host': 'default',
      'enforcement."6.21".GPF': 'SLOTGUARD_ENFORCEMENT_6_21_GPF',
      'wording.verified': 'default',
    });
    expect(printed.origins).not.to.have.property('enforcement."6.21".CAD');
  });

  const urls: readonly (readonly [string, string])[] = [
    ['postgres://slot:s3cret@host:5432/db', 'postgres://slot:****@host:5432/db'],
    ['postgresql://slot:p@ss:w/rd@host/db', 'postgresql://slot:****@host/db'],
    ['postgres://slot@host/db?sslmode=require&password=s3cret', 'postgres://slot@host/db?sslmode=require&password=****'],
    ['postgres://host/db', 'postgres://host/db'],
    ['sqlite:./data/slotguard.db', 'sqlite:./data/slotguard.db'],
    ['sqlite:/srv/a@b:c/slotguard.db', 'sqlite:/srv/a@b:c/slotguard.db'],
  ];
  for (const [url, masked] of urls) {
    it(`shows ${url} as ${masked}`, () => {
      const withUrl = { ...loaded, values: { ...loaded.values, store: { url } } };
      expect(readYaml(configurationAsYaml(withUrl), 'x.yaml').value).to.have.nested.property('store.url', masked);
      expect(JSON.parse(configurationAsJson(withUrl))).to.have.nested.property('values.store.url', masked);
      expect(withUrl.values.store.url).to.equal(url);
    });
  }
});
