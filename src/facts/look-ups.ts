import { allAnswers, type Answer, once, withAnswer } from '../domain/answer.js';
import { inTime } from '../domain/deadline.js';
import { Fault } from '../domain/fault.js';
import type { Device } from '../domain/device.js';
import type { Eui64 } from '../domain/eui64.js';
import type { CertificateReading, OrganisationCertificate } from '../domain/organisation-certificate.js';
import type { Party, PartyDirectory, UserRole } from '../domain/party.js';
import type { CertificateUse, ServiceRequest } from '../domain/service-request.js';
import { findMeterPoint, type MeterPoint } from './meter-point.js';
import type { ReferenceStore } from './reference.js';
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
 * Everything that can be looked up about one request, each at most once and only when asked, and at once where the store answers at once.
 * `settled` tells what was already looked up, without looking.
 */
export interface LookUps {
  request: ServiceRequest;
  settings: FactSettings;
  /** the time of the decision, epoch milliseconds */
  now: number;
  sender: () => Answer<Sender>;
  device: () => Answer<Device | undefined>;
  meterPoint: () => Answer<MeterPoint | undefined>;
  responsibleOperator: () => Answer<ResponsibleOperator | undefined>;
  registrationAsOf: () => Answer<number | undefined>;
  certificates: () => Answer<readonly RequestCertificate[]>;
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
  /** `path`: certificates of authorities that came along */
  readCertificate: (base64: string, path?: readonly string[]) => Answer<CertificateReading>;
  settings: FactSettings;
}

export function createLookUps(sources: LookUpSources, request: ServiceRequest, now: number): LookUps {
  const { reference, settings } = sources;
  const settled: Settled = {};
  const ask = <T>(look: () => Answer<T>) => withinDeadline(look, settings.factDeadlineMilliseconds);
  const directory = once(() => ask(() => reference.readDirectory()));
  const sender = once(() => withAnswer(directory(), (known) => (settled.sender = findSender(known, request))));
  const device = once(() => withAnswer(ask(() => reference.findDevice(request.target)), (found) => (settled.device = found)));
  const findGasMeters = (hub: Eui64) => ask(() => reference.findGasMetersOfHub(hub));
  const meterPoint = once(() => withAnswer(withAnswer(device(), (found) => findMeterPoint(found, findGasMeters)), (found) => (settled.meterPoint = found)));
  const registrationAsOf = once(() => withAnswer(ask(() => reference.registrationAsOf()), (found) => (settled.registrationAsOf = found)));
  const findRegistration = (mpxn: string) => ask(() => reference.findRegistration(mpxn));
  const instant = Math.max(now, request.executionDateTime ?? now);
  const findOperator = (found: MeterPoint | undefined, known: PartyDirectory) =>
    findResponsibleOperator({ meterPoint: found, findRegistration, directory: known, settings, instant });
  const responsibleOperator = once(() =>
    withAnswer(
      withAnswer(registrationAsOf(), () => withAnswer(meterPoint(), (found) => withAnswer(directory(), (known) => findOperator(found, known)))),
      (found) => (settled.responsibleOperator = found),
    ),
  );
  const certificates = once(() => withAnswer(directory(), (known) =>
    withAnswer(readCertificates(sources, request, known), (read) => (settled.certificates = read))));
  return { request, settings, now, settled, sender, device, meterPoint, responsibleOperator, registrationAsOf, certificates };
}

function findSender(directory: PartyDirectory, request: ServiceRequest): Sender {
  const user = directory.findUser(request.originator);
  return user ?? { party: directory.findByEntityId(request.originator), role: undefined };
}

/** `directory`: undefined where nobody needs to know whose certificates they are. */
export function readCertificates(
  { readCertificate }: LookUpSources, { certificates, certificationPath }: ServiceRequest, directory?: PartyDirectory,
): Answer<readonly RequestCertificate[]> {
  return allAnswers(certificates.map(({ use, base64 }) => withAnswer(readCertificate(base64, certificationPath), (reading) => {
    const owner = reading.readable ? directory?.findByEntityId(reading.certificate.entityId) : undefined;
    return { use, reading, owner };
  })));
}

/** A store that answers at once is not timed; one that answers later has until the deadline. */
function withinDeadline<T>(look: () => Answer<T>, milliseconds: number): Answer<T> {
  const answer = look();
  if (!(answer instanceof Promise)) return answer;
  return inTime(answer, milliseconds, () => new Fault('store-unavailable', `the store did not answer within ${milliseconds} ms`));
}
