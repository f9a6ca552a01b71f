import { deviceTypes } from '../../src/domain/device.js';
import { type CertificateUse, remotePartyRoles, type ServiceRequest } from '../../src/domain/service-request.js';
import { bodyElementOf, serviceReferenceOf, serviceReferenceVariants } from '../../src/duis/service-references.js';
import { type Dice, pick } from '../duis/mutations.js';
import { serviceRequestXml } from '../support/duis.js';
import { blockCount, blockStart, type CertificatePool, eui64 } from './certificate-pool.js';
import { deviceId, type RandomWorld } from './random-world.js';

export type RandomRequest = Omit<ServiceRequest, 'contentDigest'>;

const otherVariants = serviceReferenceVariants.filter((srv) => srv !== '6.15.1' && srv !== '6.21');
const day = 86_400_000;

/** A request that mostly comes as far as its certificates, and anything else that the readers let through. */
export function randomRequest(dice: Dice, world: RandomWorld, pool: CertificatePool, counter: number): RandomRequest {
  const srv = dice(10) === 0 ? pick(dice, otherVariants) : pick(dice, ['6.21', '6.21', '6.15.1']);
  const originator = randomOriginator(dice, world);
  const target = dice(20) === 0 ? deviceId(999) : pick(dice, targetsFor(srv, dice, world)).id;
  return {
    requestId: `${originator}:${target}:${counter}`,
    originator,
    target,
    counter: BigInt(counter),
    commandVariant: dice(12) === 0 ? 1 + dice(9) : srv === '6.15.1' ? 4 : 1 + dice(3),
    srv,
    serviceReference: serviceReferenceOf(srv),
    schemaVersion: '5.4',
    remotePartyRole: dice(12) === 0 ? pick(dice, remotePartyRoles) : 'NetworkOperator',
    executionDateTime: randomDue(dice, world),
    certificates: randomUses(srv, dice).map((use) => ({ use, base64: randomCertificate(dice, world, pool, use, target) })),
  };
}

function randomOriginator(dice: Dice, { estate }: RandomWorld): string {
  const users = estate.parties.flatMap(({ users: theirs }) => theirs);
  const suppliers = users.filter(({ role }) => role === 'IS' || role === 'GS');
  if (dice(6) > 0) return pick(dice, suppliers).id;
  return dice(3) === 0 ? eui64(blockStart(dice(blockCount)) + 7n) : pick(dice, users).id;
}

function targetsFor(srv: string, dice: Dice, { estate: { devices } }: RandomWorld): RandomWorld['estate']['devices'] {
  const anyType = pick(dice, deviceTypes);
  const isOdd = dice(6) === 0;
  const some = devices.filter(({ type }) => (isOdd ? type === anyType : type === 'ESME' || (type === 'GPF' && srv === '6.21')));
  return some.length === 0 ? devices : some;
}

function randomDue(dice: Dice, { now }: RandomWorld): number | undefined {
  if (dice(20) === 0) return Date.UTC(3000, 11, 31);
  if (dice(20) === 0) return Date.UTC(10_000, 0, 1) + pick(dice, [-1, 0, 50_399_000]);
  return dice(3) > 0 ? undefined : now + (dice(24) - 8) * day + pick(dice, [0, 3_600_000, -3_600_000]);
}

function randomUses(srv: string, dice: Dice): CertificateUse[] {
  const some = (['DigitalSigning', 'KeyAgreement', 'KeyAgreementTopUp'] as const).filter((use) => dice(2) === 0 || (use === 'DigitalSigning' && srv === '6.21'));
  return some.length === 0 ? ['KeyAgreement'] : some;
}

/** Often that of a party that is registered for the target, so that there is something to verify. */
function randomCertificate(dice: Dice, { estate, owners }: RandomWorld, pool: CertificatePool, use: CertificateUse, target: string): string {
  if (dice(6) === 0) return pick(dice, pool.all).base64;
  const ordinary = pool.ordinary[use];
  const device = estate.devices.find(({ id }) => id === target);
  const registered = (estate.registrations[device?.importMpxn ?? ''] ?? []).map(({ networkOperator }) => networkOperator);
  const theirs = ordinary.filter((_, block) => estate.parties[owners[block] ?? -1]?.marketParticipantIds.some((id) => registered.includes(id)));
  return pick(dice, pick(dice, theirs.length === 0 || dice(5) === 0 ? ordinary : theirs)).base64;
}

/** The request as JSON (INTERFACE 4). */
export function asJsonText({ requestId, commandVariant, srv, schemaVersion, remotePartyRole, executionDateTime, certificates }: RandomRequest): string {
  return JSON.stringify({
    requestId, commandVariant, srv, schemaVersion, remotePartyRole: remotePartyRole ?? null, executionDateTime: isoOf(executionDateTime) ?? null,
    certificates: certificates.map(({ use, base64 }) => ({ use, certificate: base64 })),
  });
}

/** The request as DUIS XML; of another SRV than the two only the header says something. */
export function asXmlText(request: RandomRequest): string {
  const { requestId, commandVariant, srv, serviceReference, executionDateTime, remotePartyRole, certificates } = request;
  if (srv === '6.15.1' || srv === '6.21') {
    const due = isoOf(executionDateTime);
    return serviceRequestXml({
      requestId, commandVariant, srv, certificates,
      ...(remotePartyRole !== undefined && { remotePartyRole }),
      ...(due !== undefined && { executionDateTime: due }),
    });
  }
  const body = commandVariant >= 5 && commandVariant <= 7 ? '<sr:SignedPreCommand><sr:GBCSPayload>AAAA</sr:GBCSPayload></sr:SignedPreCommand>' : `<sr:${bodyElementOf(srv)}/>`;
  return `<sr:Request xmlns:sr="http://www.dccinterface.co.uk/ServiceUserGateway" schemaVersion="5.4"><sr:Header><sr:RequestID>${requestId}</sr:RequestID>
<sr:CommandVariant>${commandVariant}</sr:CommandVariant><sr:ServiceReference>${serviceReference}</sr:ServiceReference>
<sr:ServiceReferenceVariant>${srv}</sr:ServiceReferenceVariant></sr:Header><sr:Body>${body}</sr:Body></sr:Request>`;
}

/** In the last zone of all, some instants of the year 10000 have a date of four digits. */
function isoOf(instant: number | undefined): string | undefined {
  if (instant === undefined) return undefined;
  return instant < Date.UTC(10_000, 0, 1) ? new Date(instant).toISOString() : new Date(instant - 14 * 3_600_000).toISOString().replace('Z', '-14:00');
}
