import { inTime } from '../domain/deadline.js';
import { Fault } from '../domain/fault.js';
import type { Device } from '../domain/device.js';
import type { CertificateReading, OrganisationCertificate } from '../domain/organisation-certificate.js';
import type { Party, PartyDirectory, UserRole } from '../domain/party.js';
import type { CertificateUse, ServiceRequest } from '../domain/service-request.js';
import { findMeterPoint, type MeterPoint } from './meter-point.js';
import type { Answer, ReferenceStore } from './reference.js';
import { findResponsibleOperator, type ResponsibleOperator } from './responsible-operator.js';
import type { FactSettings } from './settings.js';

export interface Sender {
  party: Party | undefined;
  role: UserRole | undefined;
}

export interface RequestCertificate {
  use: CertificateUse;
  reading: CertificateReading;
  /** the party to whom the EUI-64 is allocated */
  owner: Party | undefined;
}

export type ReadableCertificate = RequestCertificate & { certificate: OrganisationCertificate };

/**
 * Everything that can be looked up about one request, each at most once and only when asked. `settled` tells what was
 * already looked up, without looking.
 */
export interface LookUps {
  request: ServiceRequest;
  settings: FactSettings;
  /** the time of the decision, epoch milliseconds */
  now: number;
  sender(): Promise<Sender>;
  device(): Promise<Device | undefined>;
  meterPoint(): Promise<MeterPoint | undefined>;
  responsibleOperator(): Promise<ResponsibleOperator | undefined>;
  registrationAsOf(): Promise<number | undefined>;
  certificates(): Promise<readonly RequestCertificate[]>;
  settled: Settled;
}

export interface Settled {
  sender?: Sender;
  device?: Device | undefined;
  meterPoint?: MeterPoint | undefined;
  responsibleOperator?: ResponsibleOperator | undefined;
  registrationAsOf?: number | undefined;
  certificates?: readonly RequestCertificate[];
}

export interface LookUpSources {
  reference: ReferenceStore;
  readCertificate: (base64: string) => CertificateReading;
  settings: FactSettings;
}

export function createLookUps(sources: LookUpSources, request: ServiceRequest, now: number): LookUps {
  const { reference, settings } = sources;
  const settled: Settled = {};
  const ask = <T>(look: () => Answer<T>) => withinDeadline(look, settings.factDeadlineMilliseconds);
  const directory = once(() => ask(() => reference.readDirectory()));
  const sender = once(async () => (settled.sender = findSender(await directory(), request)));
  const device = once(async () => (settled.device = await ask(() => reference.findDevice(request.target))));
  const meterPoint = once(
    async () => (settled.meterPoint = await findMeterPoint(await device(), (hub) => ask(() => reference.findGasMetersOfHub(hub)))),
  );
  const registrationAsOf = once(async () => (settled.registrationAsOf = await ask(() => reference.registrationAsOf())));
  const responsibleOperator = once(async () => {
    await registrationAsOf();
    return (settled.responsibleOperator = await findResponsibleOperator({
      meterPoint: await meterPoint(),
      findRegistration: (mpxn) => ask(() => reference.findRegistration(mpxn)),
      directory: await directory(),
      settings,
      instant: Math.max(now, request.executionDateTime ?? now),
    }));
  });
  const certificates = once(async () => (settled.certificates = readCertificates(sources, request, await directory())));
  return { request, settings, now, settled, sender, device, meterPoint, responsibleOperator, registrationAsOf, certificates };
}

function once<T>(look: () => Promise<T>): () => Promise<T> {
  let begun: Promise<T> | undefined;
  return () => (begun ??= look());
}

function findSender(directory: PartyDirectory, request: ServiceRequest): Sender {
  const user = directory.findUser(request.originator);
  return user ?? { party: directory.findByEntityId(request.originator), role: undefined };
}

function readCertificates(sources: LookUpSources, request: ServiceRequest, directory: PartyDirectory): RequestCertificate[] {
  return request.certificates.map(({ use, base64 }) => {
    const reading = sources.readCertificate(base64);
    return { use, reading, owner: reading.readable ? directory.findByEntityId(reading.certificate.entityId) : undefined };
  });
}

/** A store that answers at once is not timed; one that answers later has until the deadline. */
async function withinDeadline<T>(look: () => Answer<T>, milliseconds: number): Promise<T> {
  const answer = look();
  if (!(answer instanceof Promise)) return answer;
  return inTime(answer, milliseconds, () => new Fault('store-unavailable', `the store did not answer within ${milliseconds} ms`));
}
