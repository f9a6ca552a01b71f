// Rule sets of other sizes that decide the mix as the shipped ones do.
import { join } from 'node:path';
import { readRuleDirectory } from '../../dist/configuration/rule-directory.js';
import { root } from './estate.mjs';

/** Without any of these, a request of the mix would be decided otherwise or not at all. */
const needed = [
  'certificate-owner-known', 'certificates-readable', 'device-in-inventory', 'handover-places-registered-operator', 'meter-point-known',
  'meter-point-registered', 'network-operator-certificates-only', 'places-network-operator-credentials', 'update-places-registered-operator', 'verified',
];
const folder = 'network-operator-certificate';
const otherVariants = ['1.1.1', '1.2.1', '2.1', '3.2', '4.1.1', '4.8.1', '5.1', '6.2.4', '6.5', '6.11', '6.23', '7.4', '8.2', '8.5', '11.1'];
const otherRoles = ['Root', 'TransCoS', 'LoadController'];
const userRoles = ['IS', 'GS', 'ES', 'RSA', 'OU'];

/**
 * Rule files of `count` rules. Those beyond the shipped ones are about `other-requests`, which are told apart by their SRV, or about the `same-requests` that
 * the policy checks, but for cells that the mix does not place into: every fresh decision has to ask them.
 */
export function ruleFiles(count, about) {
  const shipped = readRuleDirectory(join(root, 'rules'));
  const idOf = ({ path }) => path.split('/').at(-1).replace('.yaml', '');
  const rules = shipped.filter(({ path }) => path.startsWith(`${folder}/`));
  const rest = shipped.filter((file) => !rules.includes(file) && !file.path.includes('invariants'));
  const kept = count < rules.length ? rules.filter((file) => needed.includes(idOf(file))) : rules;
  return [...rest, ...kept, ...Array.from({ length: Math.max(count - kept.length, 0) }, (_, number) => further(number, about))];
}

function further(number, about) {
  const pick = (list, step = 1) => list[Math.floor(number / step) % list.length];
  const given = about === 'other-requests'
    ? { srv: pick(otherVariants), userRole: pick(userRoles, 15), commandVariant: 1 + pick([0, 1, 2, 3, 4], 75) }
    : {
      srv: pick(['6.15.1', '6.21']),
      remotePartyRole: pick(otherRoles, 2),
      userRole: pick(userRoles, 6),
      commandVariant: 1 + pick([0, 1, 2, 3, 4, 5, 6], 30),
    };
  const conditions = Object.entries(given).map(([fact, value]) => `{ fact: ${fact}, operator: equal, value: ${JSON.stringify(value)} }`);
  const text = `id: further-${number}
title: A further rule, to see what many cost
source: { document: Benchmark, clause: "${number}", text: "none" }
effective: { from: 2020-11-05 }
rationale: It says what another rule of its stage says already.
stage: ${about === 'other-requests' ? 'request' : 'scope'}
applies: { all: [${conditions.join(', ')}] }
then: { permit: not-applicable }
cases:
  given: { ${Object.entries(given).map(([fact, value]) => `${fact}: ${JSON.stringify(value)}`).join(', ')} }
  expect: [{ name: the one case, finding: passed }]
`;
  return { path: `${folder}/further-${number}.yaml`, text };
}
