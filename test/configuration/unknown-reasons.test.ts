import { expect } from 'chai';
import { findUnknownReasons } from '../../src/configuration/unknown-reasons.js';
import type { Policy } from '../../src/rules/rule.js';
import { load } from './configuration-files.js';

const { wording, responseCodes, report } = load([]).values;
const policy = (reasons: readonly string[]) => ({ reasons: Object.fromEntries(reasons.map((reason) => [reason, {}])) }) as unknown as Policy;
const shipped = policy(Object.keys(wording));

describe('reasons that configuration names', () => {
  it('are known where a policy gives them, and `unavailable` is known anyway', () => {
    expect(findUnknownReasons({ wording, responseCodes, report }, shipped)).to.deep.equal([]);
    expect(findUnknownReasons({ wording, responseCodes, report }, policy(Object.keys(wording).filter((reason) => reason !== 'unavailable')))).to.deep.equal([]);
  });

  it('are told where no policy gives them, in wording, codes and scope', () => {
    const misspelt = { wording: { verifed: 'It is.' }, responseCodes: { unavailible: {} }, report: { ...report, outOfScope: ['not-aplicable', 'verified', 'odd'] } };
    expect(findUnknownReasons(misspelt, shipped)).to.deep.equal([
      'wording.verifed in the configuration is for no reason of policy.yaml, did you mean `verified`?',
      'responseCodes.unavailible in the configuration is for no reason of policy.yaml, did you mean `unavailable`?',
      'report.outOfScope.not-aplicable in the configuration is for no reason of policy.yaml, did you mean `not-applicable`?',
      'report.outOfScope.odd in the configuration is for no reason of policy.yaml',
    ]);
  });
});
