import { serviceReferenceVariants } from '../duis/service-references.js';
import { cancellationInstant, remotePartyRoles } from '../domain/service-request.js';
import { booleanFact, integerFact, textFact } from './definition.js';

const otherVariant = 'other';

/** What the message itself says. */
export const requestFacts = [
  textFact('srv', {
    called: 'the SRV',
    meaning: 'Service Reference Variant of the Service Request; the element in its body decides',
    provider: 'request',
    values: [
      ...serviceReferenceVariants.map((srv) => [srv, `Service Request ${srv}`] as const),
      [otherVariant, 'a variant that DUIS V5.4 does not list'],
    ],
    find: ({ request }) => (serviceReferenceVariants.includes(request.srv) ? request.srv : otherVariant),
  }),
  integerFact('commandVariant', {
    called: 'the command variant',
    meaning: 'what the DCC makes of the request: a Command, a Pre-Command, or a Signed Pre-Command on its way',
    provider: 'request',
    values: [
      [1, 'Service Request, Command over the SM WAN'],
      [2, 'Service Request, Command for local delivery'],
      [3, 'Service Request, Command for both'],
      [4, 'Service Request, Pre-Command: nothing is signed yet'],
      [5, 'Signed Pre-Command, over the SM WAN'],
      [6, 'Signed Pre-Command, local delivery'],
      [7, 'Signed Pre-Command, both'],
      [8, 'Service Request answered by the DCC alone'],
      [9, 'internal to the DCC'],
    ],
    find: ({ request }) => request.commandVariant,
  }),
  textFact('remotePartyRole', {
    called: 'the RemotePartyRole',
    meaning: 'whose credentials the request places: the trust anchor cell that it names',
    provider: 'request',
    values: [...remotePartyRoles.map((role) => [role, `the ${role} cell`] as const), ['none', 'the request names no role']],
    find: ({ request }) => request.remotePartyRole ?? 'none',
  }),
  booleanFact('cancellation', {
    meaning: 'whether the request cancels a future-dated one (ExecutionDateTime 3000-12-31T00:00:00Z)',
    provider: 'request',
    whenTrue: 'cancels a future-dated request',
    whenFalse: 'does not',
    wereTrue: 'it cancelled a future-dated request',
    find: ({ request }) => request.executionDateTime === cancellationInstant,
  }),
];
