import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { factVocabulary } from '../../src/facts/catalogue.js';
import { factTable } from '../../src/rules/fact-table.js';

describe('what is generated for rule authors', () => {
  it('the facts in rules/README.md are those of the catalogue', () => {
    expect(readFileSync('rules/README.md', 'utf8')).to.contain(`${factTable(factVocabulary)}\n<!-- /facts -->`);
  });
});
