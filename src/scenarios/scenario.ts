import type { Configuration } from '../configuration/schema.js';
import type { Device, RegistrationPeriod } from '../domain/device.js';
import type { Eui64 } from '../domain/eui64.js';
import type { FactValue } from '../domain/fact.js';
import type { Party } from '../domain/party.js';
import type { CertificateUse, RemotePartyRole } from '../domain/service-request.js';

/** What a world file names once for all the scenarios that play in it. */
export interface World {
  file: string;
  parties: readonly Party[];
  devices: ReadonlyMap<string, Device>;
  registrations: readonly Registration[];
  certificates: ReadonlyMap<string, NamedCertificate>;
  /** what a request says where a scenario does not say otherwise */
  request: Saying;
  /** epoch milliseconds */
  now: number;
  /** when registration data was imported, epoch milliseconds */
  imported: number;
}

export interface Registration extends RegistrationPeriod {
  mpxn: string;
}

/** A certificate to be issued for the use in which it is placed, or for `use` wherever it stands. */
export interface NamedCertificate {
  name: string;
  entityId: Eui64;
  ou: string;
  use: CertificateUse | undefined;
  notBefore: Date | undefined;
  notAfter: Date | undefined;
  broken: Breakage | undefined;
}

/** What can be wrong with the text of a certificate, however sound the certificate was. */
export const breakages = ['no-base64', 'no-certificate', 'cut-short', 'trailing-byte', 'pem'] as const;
export type Breakage = (typeof breakages)[number];

export const forms = ['xml', 'json'] as const;

/** What a request says; absent: nothing is said. */
export interface Saying {
  srv?: string;
  originator?: Eui64;
  target?: Eui64;
  remotePartyRole?: RemotePartyRole;
  commandVariant?: number;
  /** xs:dateTime */
  executionDateTime?: string;
  certificates?: readonly { use: CertificateUse; certificate: NamedCertificate }[];
  schemaVersion?: string;
  form?: (typeof forms)[number];
  /** a form of answer other than JSON: a DUIS response */
  answer?: (typeof forms)[number];
  /** the element in the body, where it is not that of the SRV */
  body?: string;
  /** instead of originator, target and counter */
  requestId?: string;
  /** instead of everything */
  message?: string;
  /** another RequestID than in the step before */
  anew?: boolean;
  /** the clock, epoch milliseconds */
  now?: number;
}

export interface Scenario {
  file: string;
  /** `file:line:column` */
  place: string;
  id: string;
  /** D1 to D17, A1 to A40 of the domain reference */
  clauses: readonly string[];
  title: string;
  world: World;
  configuration: Configuration;
  /** the reference data was lost while the service ran */
  isReferenceLost: boolean;
  steps: readonly Step[];
}

export interface Step {
  /** `file:line:column` */
  place: string;
  saying: Saying;
  expected: Expectation;
}

export type Expectation = ExpectedDecision | ExpectedProblem;

export interface ExpectedDecision {
  decision: 'permit' | 'reject';
  reason: string;
  responseCode: string;
  /** null: given without a check */
  rule: string | null;
  /** codes */
  advice: readonly string[];
  enforcement: string;
  observed: { decision: string; reason: string; responseCode: string } | null;
  /** of a rule in observe mode, by its id */
  trial: { rule: string; decision: string; reason: string; responseCode: string } | null;
  repeated: boolean;
  requestIdReused: boolean;
  message: string | undefined;
  audit: ExpectedRecord;
}

/** Of the audit record; what is undefined is not compared. */
export interface ExpectedRecord {
  supplierParty: string | null;
  counted: boolean;
  userRole?: string | null | undefined;
  deviceType?: string | null | undefined;
  deviceStatus?: string | null | undefined;
  mpxn?: string | null | undefined;
  registeredOperator?: string | null | undefined;
  responsibleParty?: string | null | undefined;
  registrationAsOf?: string | null | undefined;
  decidedAt?: string | undefined;
  requestId?: string | undefined;
  originator?: string | undefined;
  /** party ids by use */
  owners?: Readonly<Partial<Record<CertificateUse, string | null>>> | undefined;
  /** OUs by use */
  roles?: Readonly<Partial<Record<CertificateUse, string | null>>> | undefined;
  facts?: Readonly<Record<string, FactValue>> | undefined;
  /** every fact that was asked for, in order */
  asked?: readonly string[] | undefined;
}

export interface ExpectedProblem {
  problem: { status: number; code: string };
}
