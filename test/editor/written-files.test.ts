import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Desk, setUpDesk } from '../cli/run-command.js';

const writing = /\b(?:writeFileSync|writeFile|createWriteStream|openSync|appendFileSync|appendFile|renameSync|copyFileSync|cpSync|writeText)\b/;

describe('what people wrote stays as they wrote it', () => {
  it('files are written in these places only', () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
    expect(files.filter((path) => writing.test(readFileSync(join('src', path), 'utf8'))).sort()).to.deep.equal([
      'cli/audit-checkpoint.ts', // the new file that --out names
      'cli/demo-estate.ts', // requests of the demo estate, beside the store
      'cli/export-file.ts', // the new file that --out names
      'cli/report-panel.ts', // the file that --out names
      'cli/rules-new.ts', // a file that was not there
      'cli/rules-schema.ts', // what is generated
      'cli/standard-error.ts', // standard error, opened anew
      'cli/write-file.ts',
      'configuration/read-at-most.ts', // opened to read
      'store/audit/export/make-safe.ts', // opened to read
      'store/import/rejected-file.ts', // FILE.rejected.csv
      'store/sqlite/own-journal.ts', // opened to read
      'store/sqlite/whole.ts', // opened to read
    ]);
  });

  describe('whichever command is run', () => {
    let desk: Desk;
    beforeEach(() => {
      desk = setUpDesk();
      cpSync('rules', join(desk.folder, 'rules'), { recursive: true });
      mkdirSync(join(desk.folder, 'scenarios'));
      cpSync('test/scenarios/worlds', join(desk.folder, 'scenarios/worlds'), { recursive: true });
      cpSync('test/scenarios/a02-unknown-device.yaml', join(desk.folder, 'scenarios/a02-unknown-device.yaml'));
      writeFileSync(join(desk.folder, 'parties.yaml'), '# ours\r\nparties: # all\r\n  -   { name: "Eastern", id: epn, kind: other } # the first\r\n\r\n');
      writeFileSync(join(desk.folder, 'site.yaml'), '# ours\nlog: {level: silent} # quiet\n\n\nserver:   { port: 9000 }');
    });
    afterEach(() => {
      desk.remove();
    });

    it('no YAML file is changed in a single byte', async () => {
      const [rules, scenarios, site] = ['rules', 'scenarios', 'site.yaml'].map((name) => join(desk.folder, name)) as [string, string, string];
      const before = yamlIn(desk.folder);
      const commands = [
        ['rules', 'check', rules], ['rules', 'test', rules, 'unknown-device', '--scenarios', scenarios], ['rules', 'schema', rules, '--write', '--scenarios', scenarios],
        ['rules', 'new', 'network-operator-certificate/verified', rules], ['import', 'parties', join(desk.folder, 'parties.yaml')], ['--config', site, 'config'],
      ];
      const codes: number[] = [];
      for (const command of commands) codes.push((await desk.run(...command)).code);
      expect(codes).to.deep.equal([0, 0, 0, 2, 0, 0]);
      expect(yamlIn(desk.folder)).to.deep.equal(before);
    });
  });
});

function yamlIn(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml')).sort();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), 'latin1')]));
}
