import { z } from 'zod';
import { isCalendarDay } from '../domain/calendar.js';
import { deviceTypes } from '../domain/device.js';
import { nearestName } from '../yaml/nearest-name.js';
import { accessSchema, filePath, tlsSchema } from './access-schema.js';

/** Keys whose value is shown only through `mask`. */
export const secrets = z.registry<{ mask: (text: string) => string }>();

/** What a wording may name in braces. No MPxN: wording ends up in answers and logs. */
export const wordingPlaceholders = [
  'srv',
  'deviceType',
  'requestId',
  'originator',
  'supplierParty',
  'target',
  'certificates',
  'owners',
  'responsibleParty',
  'registeredOperator',
  'cause',
  'remotePartyRole',
  'commandVariant',
  'userRole',
] as const;

const storeUrl = z
  .string()
  .regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/s, 'write sqlite:PATH, such as sqlite:./data/slotguard.db')
  .refine((url) => !url.startsWith('postgres'), 'this version has the embedded store only: write sqlite:PATH, such as sqlite:./data/slotguard.db');
secrets.add(storeUrl, { mask: maskPassword });

const reason = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'write a reason, lower-case words joined by hyphens');
const srv = z.string().regex(/^[0-9]+(\.[0-9]+){1,2}$/, 'write a Service Reference Variant, such as 6.15.1');
const responseCode = z.string().regex(/^E[0-9]{1,7}$/, 'write E and 1 to 7 digits, such as E061510: a code of another kind does not tell the Supplier that the request was rejected');
const group = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]*$/, 'write the name of a group from the parties file');
const party = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]*$/, 'write the id of a party from the parties file');
const day = z.string().refine(isCalendarDay, 'write a day that the calendar has, such as 2026-12-25').meta({ format: 'date' });
const bankHolidays = z.array(day).min(1, 'name the bank holidays, such as [2026-12-25]');
const wording = z.string().min(1, 'write a sentence').superRefine(refuseUnknownPlaceholders);

/** The whole configuration (INTERFACE section 2); `config/default.yaml` says what each key does. */
export const configurationSchema = z.strictObject({
  server: z.strictObject({
    host: z.string().regex(/^\S+$/, 'write a host name or an address, such as 127.0.0.1'),
    port: between(0, 65_535),
    maxBodyBytes: between(1024, 16 * 1024 * 1024),
    headersTimeoutSeconds: between(1, 3600),
    requestTimeoutSeconds: between(1, 3600),
    shutdownSeconds: between(0, 3600),
    workers: between(1, 64),
    plainHttp: z.enum(['loopback', 'anywhere']),
    tls: tlsSchema,
  }),
  access: accessSchema,
  store: z.strictObject({ url: storeUrl }),
  rules: z.strictObject({ directory: z.string().min(1, 'write a directory, such as ./rules'), reloadSeconds: between(0, 86_400), keep: between(1, 1000) }),
  enforcement: z.partialRecord(z.enum(['6.15.1', '6.21']), z.partialRecord(z.enum(deviceTypes), z.enum(['enforce', 'observe', 'off']))),
  responseCodes: z.record(reason, z.record(srv, responseCode)),
  whenUnavailable: z.enum(['refuse', 'permit', 'reject']),
  mpanPrefixFallback: z.boolean(),
  operatorChangeGraceDays: between(0, 365),
  registrationMaxAgeDays: between(1, 36_500).nullable(),
  equivalentGroups: z.array(group),
  factDeadlineMilliseconds: between(1, 60_000),
  lookUps: z.strictObject({ maxWaiting: between(1, 65_536), failuresBeforePause: between(1, 10_000), pauseMilliseconds: between(10, 60_000) }),
  signature: z.enum(['upstream', 'verify', 'off']),
  signers: z.strictObject({ directory: z.string().min(1, 'write a directory, such as ./signers, or null').nullable(), reloadSeconds: between(0, 86_400) }),
  certificates: z.strictObject({ chain: z.enum(['off', 'verify']), rootsDirectory: z.string().min(1, 'write a directory, such as ./roots, or null').nullable() }),
  certificateCache: z.strictObject({ maxEntries: between(1, 1_000_000) }),
  batch: z.strictObject({ maxInFlight: between(1, 65_536) }),
  overload: z.strictObject({
    maxDecisions: between(1, 65_536),
    maxBatches: between(1, 65_536),
    maxReadings: between(1, 65_536),
    maxHeldBytes: between(1024 * 1024, 16 * 1024 * 1024 * 1024),
    maxDelayMilliseconds: between(10, 60_000),
  }),
  wording: z.record(reason, wording),
  log: z.strictObject({ level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']) }),
  audit: z.strictObject({
    commitDelayMilliseconds: between(0, 1000),
    mpxnInClear: z.boolean(),
    signingKeyFile: filePath('write the path of a PEM file, or null').nullable(),
  }),
  report: z.strictObject({
    workingDays: between(1, 365),
    outOfScope: z.array(reason),
    placeholderCodes: z.array(responseCode),
    scottishOperators: z.array(party),
    bankHolidays: z.strictObject({ 'england-and-wales': bankHolidays, scotland: bankHolidays }),
  }),
});

export type Configuration = z.infer<typeof configurationSchema>;

function between(least: number, most: number): z.ZodNumber {
  return z.number().int().min(least).max(most);
}

function refuseUnknownPlaceholders(template: string, context: z.core.$RefinementCtx<string>): void {
  for (const [, name] of template.matchAll(/\{([^{}]*)\}/g)) {
    if (name !== undefined && !(wordingPlaceholders as readonly string[]).includes(name)) {
      const nearest = nearestName(name, wordingPlaceholders);
      const hint = nearest === undefined ? `known are ${wordingPlaceholders.join(', ')}` : `did you mean \`{${nearest}}\`?`;
      context.issues.push({ code: 'custom', input: template, message: `unknown placeholder \`{${name.slice(0, 60)}}\`: ${hint}` });
    }
  }
  if (/[{}]/.test(template.replace(/\{[^{}]*\}/g, ''))) {
    context.issues.push({ code: 'custom', input: template, message: 'a `{` or `}` stands alone: write placeholders as `{srv}`' });
  }
}

/** `postgres://name:****@host/database`; a password in the query is masked with all that follows it. */
function maskPassword(url: string): string {
  return url.replace(/^([a-z]+:\/\/[^:/?#]*:).*@/s, '$1****@').replace(/([?&]password=).*$/s, '$1****');
}
