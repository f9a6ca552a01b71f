import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { readYaml } from '../../src/yaml/read-yaml.js';
import { writePanel } from '../../src/report/write-panel.js';
import { heading, rejection, reportOn, sent, shippedRules, type Told } from './flat-entries.js';

const before = [sent(rejection({ reason: 'unknown-certificate-owner' }), { day: '2026-09-02' })];
const { reasons: shipped } = readYaml(readFileSync('rules/policy.yaml', 'utf8'), 'policy.yaml').value as { reasons: Record<string, { meaning: string }> };

/** A rule set that has nothing but those reasons. */
function ruleSet(reasons: Record<string, string>): string {
  const declared = Object.entries(reasons).map(([reason, meaning]) => `  ${reason}: { decision: reject, counted: true, meaning: ${meaning} }\n`).join('');
  return JSON.stringify([{ path: 'policy.yaml', text: `id: policy\ntitle: A policy\nstages:\n  - { id: only, title: The only one }\nreasons:\n${declared}` }]);
}

function entriesOf(...reasons: string[]) {
  return reasons.map((reason) => sent(rejection({ reason })));
}

describe('what the report says that reasons mean', () => {
  const meanings = (told: Told) => reportOn(told).reasons;

  it('is what the policy says of them, of every reason that occurs and no other', () => {
    for (const [reason, { meaning }] of Object.entries(shipped)) expect(meanings({ entries: entriesOf(reason) })).to.deep.equal({ [reason]: meaning });
    expect(meanings({})).to.deep.equal({});
  });

  it('is told of what was only observed, and of what was only rejected in the period before', () => {
    const observed = { by: 'switch', reason: 'wrong-network-operator', responseCode: 'E062106' } as const;
    expect(Object.keys(meanings({ entries: [sent(heading({ observed }))], before }))).to.have.members(['verified', 'wrong-network-operator', 'unknown-certificate-owner']);
  });

  it('follows the rule set that was last in force, where an older one says it otherwise', () => {
    expect(meanings({ entries: entriesOf('mine'), ruleSets: [ruleSet({ mine: 'said anew' }), ruleSet({ mine: 'said before' })] })).to.deep.equal({ mine: 'said anew' });
  });

  it('falls back on older rule sets for a reason that only they know, in the words of the newest of them', () => {
    const ruleSets = [ruleSet({ mine: 'said anew' }), ruleSet({ gone: 'said last', mine: 'said before' }), ruleSet({ gone: 'said first' })];
    expect(meanings({ entries: entriesOf('gone', 'mine'), ruleSets })).to.deep.equal({ mine: 'said anew', gone: 'said last' });
  });

  it('is nothing for a reason that no rule set knows, or none that can be read', () => {
    const unreadable = JSON.stringify([{ path: 'policy.yaml', text: 'stages: [' }]);
    expect(meanings({ entries: entriesOf('mine', 'verified'), ruleSets: [unreadable, '[]', shippedRules] })).to.deep.equal({ verified: shipped.verified?.meaning, mine: null });
  });

  it('is the service’s own for what no rule decides', () => {
    expect(meanings({ entries: entriesOf('unavailable'), ruleSets: [] })).to.deep.equal({ unavailable: 'data that the check needs could not be looked up in time' });
  });

  it('is the same in every format', async () => {
    const report = reportOn({ entries: entriesOf('mine'), ruleSets: [ruleSet({ mine: 'said once' })] });
    const details = { csvTable: 'details', entries: [{ day: '2026-10-07', heading: rejection({ reason: 'mine' }), entries: 1 }] } as const;
    expect(JSON.parse(await writePanel(report, 'json', details))).to.have.deep.property('reasons', { mine: 'said once' });
    expect(await writePanel(report, 'csv', details)).to.contain('"mine","said once"');
    for (const format of ['html', 'table'] as const) expect((await writePanel(report, format, details)).replace(/\n */g, ' '), format).to.contain('Reasons: mine: said once.');
  });

  it('reads no older rule set than it needs', () => {
    let asked = 0;
    const ruleSets = (function* () { for (; asked < 9; yield shippedRules) asked += 1; })();
    reportOn({ entries: entriesOf('verified', 'unverified'), ruleSets });
    expect(asked).to.equal(1);
  });
});
