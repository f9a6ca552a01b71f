import type { Device, DeviceStatus, DeviceType, RegistrationPeriod } from '../domain/device.js';
import type { Party, PartyDirectory, UserRole } from '../domain/party.js';
import type { ReferenceStore } from '../facts/reference.js';
import { notRecorded, partlyRecorded } from './partly-recorded.js';
import type { Past } from './past.js';

/** Reference data as a decision saw it; what it did not look up is looked up in the present. */
export function recordedReference(past: Past): ReferenceStore {
  const { lookedUp, present: { reference } } = past;
  return {
    findDevice: (id) => (lookedUp.device ? recordedDevice(past) : reference.findDevice(id)),
    findGasMetersOfHub: (hub) => reference.findGasMetersOfHub(hub),
    findRegistration: (mpxn) => (lookedUp.responsibleOperator ? recordedPeriods(past) : reference.findRegistration(mpxn)),
    readDirectory: () => recordedDirectory(past, reference.readDirectory()),
    registrationAsOf: () => undefined,
  };
}

function recordedDevice({ record: { request, evidence }, lookedUp, present: { reference } }: Past): Device | undefined {
  if (evidence.deviceType === null) return undefined;
  const meterPoint = { importMpxn: evidence.mpxn ?? undefined, secondaryImportMpan: undefined, exportMpan: undefined, hubId: undefined };
  const held: Partial<Device> = {
    type: evidence.deviceType as DeviceType,
    status: (evidence.deviceStatus ?? undefined) as DeviceStatus | undefined,
    ...(lookedUp.meterPoint && meterPoint),
  };
  return partlyRecorded(held, () => reference.findDevice(request.target) ?? notRecorded('the MPAN or MPRN of a device that left the inventory'));
}

function recordedPeriods({ record: { evidence } }: Past): RegistrationPeriod[] {
  if (evidence.registeredOperator === null) return [];
  return [{ networkOperator: evidence.registeredOperator, supplier: undefined, effectiveFrom: '0001-01-01', effectiveTo: undefined }];
}

function recordedDirectory({ record, lookedUp, present: { settings } }: Past, directory: PartyDirectory): PartyDirectory {
  const { request, evidence, supplierParty } = record;
  const hasGroups = settings.equivalentGroups.length > 0;
  const party = (id: string | null) => (id === null ? undefined : recordedParty(id, directory, hasGroups));
  return {
    ...directory,
    findUser: (id) => {
      if (!lookedUp.sender) return directory.findUser(id);
      const sender = party(supplierParty);
      return sender && evidence.userRole !== null ? { party: sender, role: evidence.userRole as UserRole } : undefined;
    },
    findByEntityId: (id) => {
      const certificate = lookedUp.certificates ? request.certificates.find(({ entityId }) => entityId === id) : undefined;
      if (certificate !== undefined) return party(certificate.owner);
      const isSender = lookedUp.sender && id === request.originator && evidence.userRole === null;
      return isSender ? party(supplierParty) : directory.findByEntityId(id);
    },
    findByMarketParticipantId: (id) => (lookedUp.responsibleOperator ? party(evidence.responsibleParty) : directory.findByMarketParticipantId(id)),
  };
}

/** The group of a party is asked for only where configuration makes groups count. */
function recordedParty(id: string, directory: PartyDirectory, hasGroups: boolean): Party {
  const held = { id, ...(!hasGroups && { group: undefined }) };
  return partlyRecorded<Party>(held, () => directory.findParty(id) ?? notRecorded('what a party was that left the directory'));
}
