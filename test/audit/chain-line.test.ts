import { expect } from 'chai';
import { linkAfter, sealRecord } from '../../src/audit/chain.js';
import { readChainLine, writeChainLine } from '../../src/audit/chain-line.js';
import { auditRecord } from '../store/audit-records.js';

const { text, sealed } = sealRecord(auditRecord(1), () => '0'.repeat(32));
const before = 'a'.repeat(64);
const whole = { text, seq: 7, before, link: linkAfter(before, text), sealed: undefined };
const line = writeChainLine(whole);
const inClear = writeChainLine({ ...whole, sealed });

describe('a line of an export', () => {
  it('is read as it was written, with an MPxN beside it and without', () => {
    expect(readChainLine(line)).to.deep.equal(whole);
    expect(readChainLine(inClear)).to.deep.equal({ ...whole, sealed });
    expect(line.startsWith(`${text.slice(0, -1)},"chain":{"seq":7,`)).to.equal(true);
  });

  const others: readonly (readonly [what: string, line: string])[] = [
    ['is empty', ''],
    ['is the record alone', text],
    ['has another text', line.replace('"permit"', '"reject"')],
    ['has another link', line.replace(whole.link, 'b'.repeat(64))],
    ['has another link before', line.replace(before, 'b'.repeat(64))],
    ['has a number in quotes', line.replace('"seq":7', '"seq":"7"')],
    ['has a number written otherwise', line.replace('"seq":7', '"seq":7.0')],
    ['has no number', line.replace('"seq":7,', '')],
    ['has no link', line.replace(`,"link":"${whole.link}"`, '')],
    ['has no link before', line.replace(`"before":"${before}",`, '')],
    ['has its members in another order', line.replace(`"seq":7,"before":"${before}"`, `"before":"${before}","seq":7`)],
    ['has one more member', line.replace('"seq":7', '"seq":7,"more":1')],
    ['has an MPxN without its salt', inClear.replace(/,"salt":"[^"]*"/, '')],
    ['has a salt without its MPxN', inClear.replace(/,"mpxn":"[^"]*"/, '')],
    ['has a number for an MPxN', inClear.replace(/,"mpxn":"0*([^"]*)"/, ',"mpxn":$1')],
    ['is cut short', line.slice(0, -1)],
    ['has more behind it', `${line} `],
    ['has rubbish under chain', `${text.slice(0, -1)},"chain":{rubbish}}`],
  ];
  for (const [what, other] of others) {
    it(`is none where it ${what}`, () => {
      expect(other).not.to.be.oneOf([line, inClear]);
      expect(readChainLine(other)).to.equal(undefined);
    });
  }
});
