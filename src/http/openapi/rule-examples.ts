import type { z } from 'zod';
import type { Told } from '../answers.js';
import type { reloadAnswer, ruleAnswer, ruleListAnswer } from '../rule-answers.js';

const version = 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

const listed: Told<z.infer<typeof ruleListAnswer>>['rules'][number] = {
  id: 'retired-device-exempt',
  title: 'A device that was decommissioned or withdrawn is not checked',
  stage: 'device',
  mode: 'observe',
  outcome: { decision: 'permit', reason: 'not-applicable' },
  source: { document: 'Service Request Processing Document', clause: 'device status', text: 'Device SMI Status incompatible with Service Reference' },
  effective: { from: '2027-03-01' },
  status: 'not-yet',
};

export const ruleListExample: Told<z.infer<typeof ruleListAnswer>> = {
  version,
  since: '2026-11-20T10:00:00.000Z',
  policy: { id: 'network-operator-certificate', title: 'The right certificate', stages: [{ id: 'device', title: 'Is the device of a type that is checked?' }] },
  rules: [listed],
  next: [{ on: '2027-03-01', goesLive: ['retired-device-exempt'], ends: [] }],
  earlier: [{ version: 'sha256:60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752', since: '2026-11-01T09:30:00.000Z', until: '2026-11-20T10:00:00.000Z' }],
  refused: {
    at: '2026-11-21T08:00:00.000Z',
    problem: 'the rules in ./rules have a problem',
    errors: [{ at: './rules/network-operator-certificate/verified.yaml:12:18', problem: 'there is no reason `verifed`, did you mean `verified`?; policy.yaml names them' }],
  },
};

export const ruleExample: Told<z.infer<typeof ruleAnswer>> = {
  version,
  ...listed,
  rationale: 'Whether it may be touched at all is another control (E5).',
  excepts: [],
  applies: { fact: 'deviceStatus', operator: 'in', value: ['Decommissioned', 'Withdrawn'] },
  cases: { given: { deviceStatus: 'Decommissioned' }, expect: [{ name: 'one in use', with: { deviceStatus: 'Commissioned' }, finding: 'not-applicable' }] },
  text: 'id: retired-device-exempt\n',
};

export const reloadExample: Told<z.infer<typeof reloadAnswer>> = { version, changed: true, rules: 26 };
