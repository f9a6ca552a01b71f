import Database from 'better-sqlite3';
import { expect } from 'chai';
import { versionOf } from '../../src/rules/load-rules.js';
import { auditRecord } from './audit-records.js';
import { verify } from './chain-file.js';
import { storeFolder } from './store-folder.js';

const files = [{ path: 'policy.yaml', text: 'stages: []\n' }, { path: 'a/b.yaml', text: 'rule: "a"\n' }];
const version = versionOf(files);
const other = versionOf(files.slice(1));

describe('rule sets that an audit keeps', () => {
  const folder = storeFolder();

  beforeEach(async () => {
    const store = folder.store();
    const { audit } = store;
    await audit.keepRuleSet(version, JSON.stringify(files));
    await audit.keepRuleSet(other, JSON.stringify(files.slice(1)));
    await audit.noteRuleSetInForce(other, 0);
    await audit.noteRuleSetInForce(version, 1);
    audit.append([auditRecord(1, { ruleSetVersion: version }), auditRecord(2, { ruleSetVersion: 'of a test' })]);
    store.close();
  });

  async function problemsAfter(change: string): Promise<readonly [boolean, string[]]> {
    const db = new Database(folder.path('slotguard.db'));
    db.exec(change);
    db.close();
    const { holds, otherProblems } = await verify(folder.path('slotguard.db'));
    return [holds, otherProblems];
  }

  it('hold when they are as they were', async () => {
    expect(await problemsAfter('SELECT 1')).to.deep.equal([true, []]);
  });

  const short = version.slice(0, 19);
  const isOdd = (ruleSet: string, seq: number) => `what was in force when is not as it was written: something was removed or added before ${ruleSet.slice(0, 19)}, number ${seq}`;
  for (const [what, change, problems] of [
    ['one changed', `UPDATE rule_set SET text = replace(text, '"a', '"b') WHERE version = '${version}'`, [`the text of rule set ${short} is not the one that its version is the digest of: it was changed since`]],
    ['one made unreadable', `UPDATE rule_set SET text = '{' WHERE version = '${version}'`, [`the text of rule set ${short} is not the one that its version is the digest of: it was changed since`]],
    ['one that was used is gone', `DELETE FROM rule_set WHERE version = '${version}'`, [`rule set ${short} is not kept any more, though records were decided by it`]],
    ['one that was in force is gone', `DELETE FROM rule_set WHERE version = '${other}'`, [`rule set ${other.slice(0, 19)} is not kept any more, though it was in force`]],
    ['one renamed', `UPDATE rule_set SET version = '${other.replace(/.{8}$/, '00000000')}' WHERE version = '${other}'`, [
      `the text of rule set ${other.slice(0, 19)} is not the one that its version is the digest of: it was changed since`, `rule set ${other.slice(0, 19)} is not kept any more, though it was in force`,
    ]],
    ['a time in force gone', 'DELETE FROM rule_set_in_force WHERE seq = 1', [isOdd(version, 2)]],
    ['a time in force put in between', `INSERT INTO rule_set_in_force VALUES (9, '${other}', 2)`, [isOdd(other, 9)]],
    ['a time in force told twice', `INSERT INTO rule_set_in_force VALUES (3, '${version}', 2)`, [isOdd(version, 3)]],
    ['a time in force of something else', `INSERT INTO rule_set_in_force VALUES (3, 'foo', 2)`, ['"foo" was in force by what the store tells, and is the version of no rule set']],
  ] as const) {
    it(`are found with ${what}`, async () => {
      expect(await problemsAfter(change)).to.deep.equal([false, problems]);
    });
  }
});
