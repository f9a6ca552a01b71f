import { expect } from 'chai';
import { findBlanks } from '../../src/rules/blanks.js';
import { readYaml } from '../../src/yaml/read-yaml.js';
import { problemsOfRule } from './rule-files.js';

describe('what is still to be filled in', () => {
  it('is every key and value that nobody wrote over, however deep', () => {
    const text = 'title: <say it>\napplies: { all: [<one>, { fact: <fact> }] }\ngiven: { <fact>: <its value> }\nempty:\n';
    expect(findBlanks(readYaml(text, 'x')).map(({ at, problem }) => `${at} ${problem}`)).to.deep.equal([
      'x:1:8 fill in `<say it>`', 'x:2:18 fill in `<one>`', 'x:2:33 fill in `<fact>`', 'x:3:10 fill in `<fact>`', 'x:3:18 fill in `<its value>`',
    ]);
  });

  it('is no text that only has such signs in it', () => {
    expect(findBlanks(readYaml('a: of <b> so\nb: "<>"\nc: <a> and b\nd: so <a>\ne: <a> <b>\nf: 1 < 2 > 1\n', 'x'))).to.deep.equal([]);
  });

  it('is all that is said of it', () => {
    expect(problemsOfRule({ stage: '<one of the stages>', applies: '{ fact: <fact>, operator: equal, value: <its value> }', then: '{ permit: <a reason to permit> }' })).to.deep.equal([
      '6:8 fill in `<one of the stages>`', '7:18 fill in `<fact>`', '7:50 fill in `<its value>`', '8:17 fill in `<a reason to permit>`',
    ]);
  });
});
