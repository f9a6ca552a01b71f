import { expect } from 'chai';
import { openStoreToRead } from '../../src/store/open-to-read.js';
import { versionOf } from '../../src/rules/load-rules.js';
import { auditRecord } from './audit-records.js';
import { storeFolder } from './store-folder.js';

describe('the rule sets that a report reads', () => {
  const { store, path } = storeFolder();

  function readRuleSets(): string[] {
    const read = openStoreToRead(`sqlite:${path('slotguard.db')}`);
    try {
      return [...read.audit.readRuleSets()];
    } finally {
      read.close();
    }
  }

  it('are none where none is kept', () => {
    store();
    expect(readRuleSets()).to.deep.equal([]);
  });

  it('begin with the one that was last in force, each once, and end with those that never were', async () => {
    const { audit } = store();
    for (const version of ['first', 'second', 'tried', 'tried later']) await audit.keepRuleSet(version, `rules ${version}`);
    for (const version of ['first', 'second', 'first']) await audit.noteRuleSetInForce(version, 0);
    expect(readRuleSets()).to.deep.equal(['rules first', 'rules second', 'rules tried later', 'rules tried']);
    await audit.noteRuleSetInForce('second', 0);
    expect(readRuleSets()[0]).to.equal('rules second');
  });

  it('begin with the one by which the newest record was decided, whatever the store tells of what was in force since', async () => {
    const { audit } = store();
    for (const version of ['first', 'second', 'forged']) await audit.keepRuleSet(version, `rules ${version}`);
    for (const version of ['first', 'second', 'forged']) await audit.noteRuleSetInForce(version, 0);
    audit.append([auditRecord(1, { ruleSetVersion: 'first' }), auditRecord(2, { ruleSetVersion: 'second' })]);
    expect(readRuleSets()).to.deep.equal(['rules second', 'rules forged', 'rules first']);
  });

  it('leave out one whose text is not what its version is the digest of', async () => {
    const { audit } = store();
    const version = versionOf([]);
    await audit.keepRuleSet(version, '[]');
    expect(readRuleSets()).to.deep.equal(['[]']);
    await audit.keepRuleSet(version.replace(/.{8}$/, '00000000'), '[]');
    expect(readRuleSets()).to.deep.equal(['[]']);
  });
});
