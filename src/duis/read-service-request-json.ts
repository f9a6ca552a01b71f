import { z } from 'zod';
import { Fault, type Place } from '../domain/fault.js';
import { certificateUses, remotePartyRoles, type PlacedCertificate, type ServiceRequest } from '../domain/service-request.js';
import { nearestName } from '../yaml/nearest-name.js';
import { digestedRequest } from './content-digest.js';
import { isCredentialsVariant } from './read-credentials.js';
import { isSignedPreCommandVariant, readDateTime, readRequestId, requestIdPattern, schemaVersionPattern, unknownVariant } from './request-values.js';
import { serviceReferenceVariants } from './service-references.js';
import { withoutSpace } from './xml-text.js';

const mostPlaces = 20;

const placedCertificate = z.strictObject({
  use: z.enum(certificateUses, { error: demand(`write one of ${certificateUses.join(', ')}`) })
    .meta({ description: 'which certificate it is: the DUIS element without `Certificate`' }),
  certificate: z.string({ error: demand('write base64 of one DER certificate') }).min(1, { error: 'it is empty: it places no certificate' })
    .meta({ description: 'base64 of one DER certificate; white space is ignored' }),
}, { error: objectDemand });

/** The JSON form of a Service Request, as far as its shape goes; `readServiceRequestJson` knows what depends on what. */
export const serviceRequestJson = z.strictObject({
  requestId: z.string({ error: demand('write the RequestID as a text') })
    .regex(requestIdPattern, { error: 'write originator, target and counter, such as 90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A3:1001' })
    .meta({ description: 'RequestID: two EUI-64s and a counter from 0 to 18446744073709551615' }),
  commandVariant: z.int({ error: demand('write a whole number from 1 to 9') }).min(1).max(9).meta({ description: 'CommandVariant' }),
  srv: z.enum(serviceReferenceVariants, { error: srvDemand })
    .meta({ description: 'Service Reference Variant of DUIS V5.4, always a text: the number 6.20 would be 6.2' }),
  schemaVersion: z.string({ error: demand('write it in quotes, such as "5.4"') }).regex(schemaVersionPattern, { error: 'write a decimal number such as "5.4"' })
    .meta({ description: 'schemaVersion of the DUIS Request' }),
  remotePartyRole: z.enum(remotePartyRoles, { error: demand(`write one of ${remotePartyRoles.join(', ')}, or null`) }).nullish()
    .meta({ description: 'RemotePartyRole; a 6.15.1 or 6.21 with commandVariant 1 to 4 must name one' }),
  executionDateTime: z.string({ error: demand('write an xs:dateTime such as 2030-01-15T00:00:00Z, or null') }).nullish()
    .meta({ description: 'xs:dateTime of the years 0001 to 99999, UTC when it names no zone; absent or null: at once; 3000-12-31T00:00:00Z cancels' }),
  certificates: z.array(placedCertificate, { error: demand('write a list of certificates') }).max(certificateUses.length).optional()
    .meta({ description: 'each use at most once; a 6.15.1 or 6.21 must place one unless commandVariant is 5, 6 or 7' }),
}, { error: objectDemand });
type ServiceRequestJson = z.infer<typeof serviceRequestJson>;

/**
 * Reads a Service Request in its JSON form, as parsed by `readJson`. A 6.15.1 or 6.21 has the content digest of the XML that
 * says the same. Throws `Fault('not-decidable')`, whose places name the field: `certificates[0].use`.
 */
export function readServiceRequestJson(value: unknown): ServiceRequest {
  requireFewCertificates(value);
  const parsed = serviceRequestJson.safeParse(value);
  if (!parsed.success) {
    return undecidable(parsed.error.issues.flatMap(placesOfIssue));
  }
  const places = [...placesOfCertificates(parsed.data), ...placesOfAbsence(parsed.data)];
  if (places.length > 0) {
    return undecidable(places);
  }
  return requestOf(parsed.data);
}

/** Before each of them is looked at, of which there could be a hundred thousand. */
function requireFewCertificates(value: unknown): void {
  const { certificates } = (value ?? {}) as { certificates?: unknown };
  if (!Array.isArray(certificates) || certificates.length <= certificateUses.length) return;
  undecidable([{ at: 'certificates', problem: `it lists ${certificates.length}: a request places each of ${certificateUses.join(', ')} at most once` }]);
}

function requestOf(json: ServiceRequestJson): ServiceRequest {
  const { commandVariant, srv, schemaVersion, executionDateTime } = json;
  return digestedRequest({
    id: readField('requestId', () => readRequestId(json.requestId)),
    commandVariant,
    srv,
    schemaVersion,
    remotePartyRole: json.remotePartyRole ?? undefined,
    executionDateTime: typeof executionDateTime === 'string' ? readField('executionDateTime', () => readDateTime(executionDateTime)) : undefined,
    certificates: inSchemaOrder(json.certificates ?? []),
    certificationPath: undefined,
    unusual: [],
  });
}

/** The order in JSON says nothing; XML has only this one. */
function inSchemaOrder(certificates: readonly z.infer<typeof placedCertificate>[]): readonly PlacedCertificate[] {
  return certificateUses.flatMap((use) =>
    certificates.filter((placed) => placed.use === use).map(({ certificate }) => ({ use, base64: withoutSpace(certificate) })));
}

function readField<T>(at: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof Fault && cause.code === 'malformed-value') {
      return undecidable([{ at, problem: cause.message }]);
    }
    throw cause;
  }
}

function placesOfCertificates({ certificates = [] }: ServiceRequestJson): readonly Place[] {
  return certificates.flatMap(({ use, certificate }, index) => {
    const isRepeated = certificates.findIndex((other) => other.use === use) < index;
    return [
      ...(isRepeated ? [{ at: `certificates[${index}].use`, problem: `${use} stands twice: a request places one` }] : []),
      ...(withoutSpace(certificate) === '' ? [{ at: `certificates[${index}].certificate`, problem: 'it is empty: it places no certificate' }] : []),
    ];
  });
}

/** What a 6.15.1 or 6.21 must have in its XML form, unless it may be a Signed Pre-Command, in which nothing of it can be read. */
function placesOfAbsence({ srv, commandVariant, remotePartyRole, certificates = [] }: ServiceRequestJson): readonly Place[] {
  if (!isCredentialsVariant(srv)) {
    return [];
  }
  const lacksRole = commandVariant <= 4 && (remotePartyRole ?? undefined) === undefined;
  const lacksAny = certificates.length === 0 && !isSignedPreCommandVariant(commandVariant);
  const lacksSigning = srv === '6.21' && certificates.length > 0 && certificates.every(({ use }) => use !== 'DigitalSigning');
  return [
    ...(lacksRole ? [{ at: 'remotePartyRole', problem: `a ${srv} with commandVariant ${commandVariant} must name one` }] : []),
    ...(lacksAny ? [{ at: 'certificates', problem: `a ${srv} with commandVariant ${commandVariant} must place a certificate` }] : []),
    ...(lacksSigning ? [{ at: 'certificates', problem: 'a 6.21 must place a DigitalSigning certificate' }] : []),
  ];
}

function placesOfIssue(issue: z.core.$ZodIssue): readonly Place[] {
  const at = fieldOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, mostPlaces).map((key) => ({ at: at === '' ? key.slice(0, 60) : `${at}.${key.slice(0, 60)}`, problem: unknownKey(key, at) }));
  }
  const isRange = issue.code === 'too_small' || issue.code === 'too_big';
  return [{ at: at === '' ? 'the request' : at, problem: isRange && at === 'commandVariant' ? 'write a whole number from 1 to 9' : issue.message }];
}

function unknownKey(key: string, parent: string): string {
  const known = Object.keys((parent === '' ? serviceRequestJson : placedCertificate).shape);
  const nearest = nearestName(key, known);
  return nearest === undefined ? `no such key: there are ${known.join(', ')}` : `no such key: did you mean \`${nearest}\``;
}

/** `certificates[0].use` */
function fieldOf(path: readonly PropertyKey[]): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`)).join('');
}

function demand(instead: string): (issue: { input?: unknown }) => string {
  return ({ input }) => {
    if (input === undefined || typeof input === 'string') {
      return `it is ${input === undefined ? 'missing' : 'none that is known'}: ${instead}`;
    }
    const kind = input === null ? 'null' : Array.isArray(input) ? 'a list' : typeof input === 'object' ? 'an object' : `a ${typeof input}`;
    return `it is ${kind}: ${instead}`;
  };
}

function srvDemand(issue: { input?: unknown }): string {
  return typeof issue.input === 'string' ? unknownVariant(issue.input) : demand('write it in quotes, such as "6.21"')(issue);
}

function objectDemand({ code }: { code: string }): string | undefined {
  return code === 'invalid_type' ? 'write a JSON object' : undefined;
}

function undecidable(places: readonly Place[]): never {
  const [first] = places;
  const told = first === undefined ? '' : `: ${first.at}: ${first.problem}`;
  throw new Fault('not-decidable', `the JSON is no Service Request that can be decided${told}`, places.slice(0, mostPlaces));
}
