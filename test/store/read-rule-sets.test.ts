import { expect } from 'chai';
import { openStoreToRead } from '../../src/store/open-to-read.js';
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
});
