import { z } from 'zod';
import { readEui64 } from '../domain/eui64.js';
import { Fault } from '../domain/fault.js';
import { type Party, partyKinds, userRoles } from '../domain/party.js';
import { readEntityIdRange, readEntityIds } from './entity-id-range.js';

const key = z.string().regex(/^[a-z0-9][a-z0-9-]*$/i, 'write letters, digits and hyphens, such as epn').max(60);

const user = z.strictObject({ id: z.string().transform(reading(readEui64)), role: z.enum(userRoles) });

const entityIds = z.union([
  z.string().transform(reading(readEntityIds)),
  z.strictObject({ from: z.string(), to: z.string() }).transform(reading(readEntityIdRange)),
]);

/** A party as a parties file writes it (INTERFACE section 3), all of its scalars text. */
export const partySchema = z
  .strictObject({
    id: key,
    name: z.string().regex(/\S/, 'write the name').max(200),
    kind: z.enum(partyKinds),
    entityIds: z.array(entityIds).default([]),
    users: z.array(user).default([]),
    marketParticipantIds: z.array(z.string().regex(/^\S(.{0,14}\S)?$/u, 'write 1 to 16 characters, no blank at either end')).default([]),
    distributorIds: z.array(z.string().regex(/^[0-9]{2}$/, 'write two digits, such as 10')).default([]),
    group: key.optional(),
  })
  .transform((party): Party => ({ ...party, group: party.group }));

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
