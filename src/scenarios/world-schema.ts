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
const day = z.string().refine(isCalendarDay, 'write a day that the calendar has, as YYYY-MM-DD');
const eui64 = z.string().refine(isEui64, 'write an EUI-64, eight hex pairs joined by `-`');
const mpxn = z.string().regex(/^[0-9]{1,13}$/, 'write 1 to 13 digits in quotes');
const participant = z.string().regex(/^[A-Za-z0-9]{1,16}$/, 'write a market participant id');

/** One name for both, or one for each use. */
const certificates = z.union([z.string(), z.partialRecord(z.enum(certificateUses), z.string())]);

export const sayingSchema = z.strictObject({
  srv: z.string().optional(),
  from: z.string().optional(),
  target: z.string().optional(),
  remotePartyRole: z.enum(remotePartyRoles).optional(),
  commandVariant: z.int().optional(),
  executionDateTime: z.string().optional(),
  certificates: certificates.optional(),
  schemaVersion: z.string().optional(),
  form: z.enum(forms).optional(),
  answer: z.enum(forms).optional(),
  body: z.string().optional(),
  requestId: z.string().optional(),
  message: z.string().optional(),
  anew: z.literal(true).optional(),
  now: instant.optional(),
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
export const configuration = z.record(z.string(), z.unknown());

export const worldSchema = z.strictObject({
  title: words,
  now: instant,
  imported: instant.optional(),
  configuration: configuration.optional(),
  parties: z.array(partySchema),
  devices: z.record(id, device),
  registrations: z.array(registration),
  certificates: z.record(id, certificate),
  request: sayingSchema,
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
