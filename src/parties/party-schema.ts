import { z } from 'zod';
import { readEui64 } from '../domain/eui64.js';
import { unknownValue } from '../domain/fact.js';
import { Fault } from '../domain/fault.js';
import { type Party, partyKinds, userRoles } from '../domain/party.js';
import { readEntityIdRange, readEntityIds } from './entity-id-range.js';

const key = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]*$/, 'write letters, digits and hyphens, such as epn').max(60);

const user = z.strictObject({ id: z.string().describe('User ID, an EUI-64').transform(reading(readEui64)), role: z.enum(userRoles).describe('the User Role in which it sends') });

const entityIds = z.union([
  z.string().transform(reading(readEntityIds)),
  z.strictObject({ from: z.string(), to: z.string() }).transform(reading(readEntityIdRange)),
]);

/** A party as a parties file writes it (INTERFACE section 3), all of its scalars text. */
export const partySchema = z
  .strictObject({
    id: key.describe('stable key, used in decisions, reports and rules'),
    name: z.string().regex(/\S/, 'write the name').max(200).describe('as a person knows the party'),
    kind: z.enum(partyKinds).describe('what it is to the Smart Energy Code'),
    entityIds: z.array(entityIds).describe('EUI-64s allocated to the party: single ones, prefixes (`90-B3-D5-1F-30-02-00-00/48`), or `{ from, to }`').default([]),
    users: z.array(user).describe('User IDs that send requests').default([]),
    marketParticipantIds: z.array(z.string().regex(/^\S(.{0,14}\S)?$/u, 'write 1 to 16 characters, no blank at either end')).describe('as they stand in registration data: electricity MPID, gas short code').default([]),
    distributorIds: z.array(z.string().regex(/^[0-9]{2}$/, 'write two digits, such as 10')).describe('MPAN prefixes, in quotes').default([]),
    group: key.describe('counts as one operator with the others of its group, where `equivalentGroups` in the configuration says so').optional(),
  })
  .transform((party): Party => ({ ...party, group: party.group }));

/** To a rule, `originatorParty` and `responsibleParty` are so where there is no party. */
const namedParty = partySchema.refine(({ id }) => id !== unknownValue, { path: ['id'], message: `\`${unknownValue}\` is what rules call a party that is in no directory: give it another id` });

/** All scalars are read as text (as-text.ts). */
export const partiesFileSchema = z.strictObject({ parties: z.array(namedParty) });

/** A zod transform out of a reader that throws a `Fault`, whose message becomes the problem. */
function reading<In, Out>(read: (input: In) => Out): (input: In, context: z.core.$RefinementCtx<In>) => Out {
  return (input, context) => {
    try {
      return read(input);
    } catch (error) {
      if (!(error instanceof Fault)) {
        throw error;
      }
      context.issues.push({ code: 'custom', message: error.message, input });
      return z.NEVER;
    }
  };
}
