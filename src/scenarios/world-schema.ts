import { z } from 'zod';
import { isCalendarDay } from '../domain/calendar.js';
import { deviceStatuses, deviceTypes } from '../domain/device.js';
import { readEui64 } from '../domain/eui64.js';
import { Fault } from '../domain/fault.js';
import { certificateUses, remotePartyRoles } from '../domain/service-request.js';
import { partySchema } from '../parties/party-schema.js';
import { breakages, forms } from './scenario.js';

export const words = z.string().regex(/\S/, 'say it in words');
export const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'write lower-case words joined by hyphens');
const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/, 'write an instant such as 2026-11-20T10:00:00Z').transform(Date.parse);
const day = z.string().refine(isCalendarDay, 'write a day that the calendar has, as YYYY-MM-DD').meta({ format: 'date' });
const eui64 = z.string().refine(isEui64, 'write an EUI-64, eight hex pairs joined by `-`');
const mpxn = z.string().regex(/^[0-9]{1,13}$/, 'write 1 to 13 digits in quotes');
const participant = z.string().regex(/^[A-Za-z0-9]{1,16}$/, 'write a market participant id');

/** One name for both, or one for each use. */
const certificates = z.union([z.string(), z.partialRecord(z.enum(certificateUses), z.string())]);

export const sayingSchema = z.strictObject({
  srv: z.string().describe('Service Reference Variant, in quotes').optional(),
  from: z.string().describe('who sends it: a party of the world (`bright-energy`, or `islands as ED` where it has several users), or any EUI-64').optional(),
  target: z.string().describe('a device of the world, or any EUI-64').optional(),
  remotePartyRole: z.enum(remotePartyRoles).describe('the trust anchor cell that it names').optional(),
  commandVariant: z.int().describe('4 for a 6.15.1, 1 for a 6.21 and 8 for any other, unless said').optional(),
  executionDateTime: z.string().describe('when it is to be done, xs:dateTime').optional(),
  certificates: certificates.describe('certificates of the world: one name for signing and key agreement, or a name for each use; `{}` for none').optional(),
  schemaVersion: z.string().describe('the DUIS version that it names, in quotes').optional(),
  form: z.enum(forms).describe('how it is sent: xml unless said').optional(),
  answer: z.enum(forms).describe('json unless said; xml for a DUIS response').optional(),
  body: z.string().describe('the element in the body, where it is not the one of the SRV').optional(),
  requestId: z.string().describe('the RequestID as it stands, in place of sender, target and counter').optional(),
  message: z.string().describe('the whole message as it stands, in place of everything').optional(),
  anew: z.literal(true).describe('with another RequestID than in the step before').optional(),
  now: instant.describe('what the clock of the service shows').optional(),
});
export type WrittenSaying = z.infer<typeof sayingSchema>;

const device = z.strictObject({
  id: eui64,
  type: z.enum(deviceTypes),
  status: z.enum(deviceStatuses).optional(),
  importMpxn: mpxn.optional(),
  secondaryImportMpan: mpxn.optional(),
  exportMpan: mpxn.optional(),
  hubId: eui64.optional(),
});

const registration = z.strictObject({ mpxn, networkOperator: participant, supplier: participant.optional(), from: day, to: day.optional() });

const certificate = z.strictObject({
  entityId: eui64,
  ou: z.string().regex(/^[0-9A-F]{2}$/, 'write two hex digits in quotes, such as "03"'),
  use: z.enum(certificateUses).optional(),
  notBefore: instant.optional(),
  notAfter: instant.optional(),
  broken: z.enum(breakages).optional(),
});

/** Laid over the default configuration, and read with that one's own schema. */
export const configuration = z.record(z.string(), z.unknown()).meta({ term: 'configuration' });

export const worldSchema = z.strictObject({
  title: words.describe('what is special about this world'),
  now: instant.describe('what the clock of the service shows'),
  imported: instant.describe('when registration data was imported; otherwise just now').optional(),
  configuration: configuration.describe('laid over the default configuration').optional(),
  parties: z.array(partySchema).describe('as in a parties file'),
  devices: z.record(id, device).describe('the inventory, each device by a name for scenarios'),
  registrations: z.array(registration).describe('who is registered for which MPxN'),
  certificates: z.record(id, certificate).describe('certificates to be issued, each by a name for scenarios'),
  request: sayingSchema.describe('what a request says where a scenario does not say otherwise'),
});
export type WrittenWorld = z.infer<typeof worldSchema>;

export function isEui64(text: string): boolean {
  try {
    readEui64(text);
    return true;
  } catch (cause) {
    if (cause instanceof Fault) return false;
    throw cause;
  }
}
