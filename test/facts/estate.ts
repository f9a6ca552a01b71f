import type { Device, RegistrationPeriod } from '../../src/domain/device.js';
import { eui64ToBigInt } from '../../src/domain/eui64.js';
import type { CertificateReading } from '../../src/domain/organisation-certificate.js';
import type { Party } from '../../src/domain/party.js';
import type { CertificateUse, PlacedCertificate, ServiceRequest } from '../../src/domain/service-request.js';
import { createLookUps, type LookUps, type LookUpSources } from '../../src/facts/look-ups.js';
import type { ReferenceStore } from '../../src/facts/reference.js';
import { createDirectory } from '../../src/parties/directory.js';

/** 20 November 2026, 10:00 in Great Britain */
export const now = Date.UTC(2026, 10, 20, 10);

export function party(id: string, more: Partial<Party> = {}): Party {
  return { id, name: id.toUpperCase(), kind: 'network-operator', entityIds: [], users: [], marketParticipantIds: [], distributorIds: [], group: undefined, ...more };
}

function allocated(entityId: string): Pick<Party, 'entityIds'> {
  const from = eui64ToBigInt(entityId);
  return { entityIds: [{ from, to: from + 0xffffn }] };
}

export const epn = party('epn', { ...allocated('90-B3-D5-1F-30-02-00-00'), marketParticipantIds: ['EELC'], distributorIds: ['10'], users: [{ id: '90-B3-D5-1F-30-02-00-00', role: 'ED' }], group: 'eastern' });
export const lpn = party('lpn', { ...allocated('90-B3-D5-1F-30-05-00-00'), marketParticipantIds: ['LOND'], distributorIds: ['12'], group: 'eastern' });
export const spd = party('spd', { ...allocated('90-B3-D5-1F-30-07-00-00'), marketParticipantIds: ['SPOW'], distributorIds: ['18'] });
export const bright = party('bright', { ...allocated('90-B3-D5-1F-30-01-00-00'), kind: 'supplier', users: [{ id: '90-B3-D5-1F-30-01-00-00', role: 'IS' }] });
export const dcc = party('dcc', { ...allocated('90-B3-D5-1F-30-00-00-00'), kind: 'dcc' });
export const parties = [epn, lpn, spd, bright, dcc];

export function period(networkOperator: string, effectiveFrom: string, effectiveTo?: string): RegistrationPeriod {
  return { networkOperator, supplier: undefined, effectiveFrom, effectiveTo };
}

export function device(more: Partial<Device> = {}): Device {
  return { id: '00-DB-12-34-56-78-90-01', type: 'ESME', status: 'Commissioned', importMpxn: '1000000000012', secondaryImportMpan: undefined, exportMpan: undefined, hubId: undefined, ...more };
}

/** What a store holds, in a test; `asked` tells what it was asked. */
export interface Estate {
  parties: readonly Party[];
  devices: readonly Device[];
  registrations: Readonly<Record<string, readonly RegistrationPeriod[]>>;
  registrationAsOf: number | undefined;
}

export const estate: Estate = {
  parties,
  devices: [device()],
  registrations: { '1000000000012': [period('EELC', '2019-04-01')] },
  registrationAsOf: Date.UTC(2026, 10, 19, 2),
};

export function storeOf(more: Partial<Estate> = {}): { store: ReferenceStore; asked: string[] } {
  const holds = { ...estate, ...more };
  const directory = createDirectory(holds.parties);
  const asked: string[] = [];
  const told = <T>(question: string, answer: T): T => {
    asked.push(question);
    return answer;
  };
  const store: ReferenceStore = {
    findDevice: (id) => told(`device ${id}`, holds.devices.find((each) => each.id === id)),
    findGasMetersOfHub: (hub) => told(`gas meters of ${hub}`, holds.devices.filter((each) => each.type === 'GSME' && each.hubId === hub)),
    findRegistration: (mpxn) => told(`registration of ${mpxn}`, holds.registrations[mpxn] ?? []),
    readDirectory: () => told('directory', directory),
    registrationAsOf: () => told('registration as of', holds.registrationAsOf),
  };
  return { store, asked };
}

/** A text in the place of a certificate, which `readOddly` reads: EUI-64, OU, and the use that it is for. */
export function certificate(use: CertificateUse, choices: { owner?: Party; ou?: string; keyUsage?: string } = {}): PlacedCertificate {
  const { owner = epn, ou = '03', keyUsage = use === 'DigitalSigning' ? 'digitalSignature' : 'keyAgreement' } = choices;
  const entityId = (owner.entityIds[0]?.from ?? 0n).toString(16).toUpperCase().padStart(16, '0').match(/../g)!.join('-');
  return { use, base64: `${entityId} ${ou} ${keyUsage}` };
}

export const stranger = party('stranger', allocated('90-B3-D5-1F-30-FF-00-00'));
export const unreadable = (use: CertificateUse): PlacedCertificate => ({ use, base64: 'rubbish' });

export function readOddly(base64: string): CertificateReading {
  const [entityId = '', ou, keyUsage] = base64.split(' ');
  if (ou === undefined) return { readable: false, thumbprint: undefined, cause: `\`${base64}\` is no certificate` };
  return {
    readable: true,
    thumbprint: `thumbprint of ${base64}`,
    certificate: {
      remotePartyRoleCode: ou,
      entityId,
      keyUsage: keyUsage === 'digitalSignature' ? 'digitalSignature' : 'keyAgreement',
      commonName: undefined,
      issuer: 'OU=07, CN=Z1',
      serialNumber: '1',
      notBefore: Date.UTC(2025, 8, 1),
      notAfter: Date.UTC(2035, 8, 1),
    },
  };
}

export function request(more: Partial<ServiceRequest> = {}): ServiceRequest {
  const said = {
    requestId: '90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-01:1001',
    originator: '90-B3-D5-1F-30-01-00-00',
    target: '00-DB-12-34-56-78-90-01',
    counter: 1001n,
    commandVariant: 1,
    srv: '6.21',
    serviceReference: '6.21',
    schemaVersion: '5.4',
    remotePartyRole: 'NetworkOperator' as const,
    executionDateTime: undefined,
    certificates: [certificate('DigitalSigning'), certificate('KeyAgreement')],
    ...more,
  };
  const contentDigest = JSON.stringify(said, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
  return { contentDigest, ...said };
}

export const settings: LookUpSources['settings'] = {
  enforcement: { '6.15.1': { ESME: 'enforce' }, '6.21': { ESME: 'enforce', GPF: 'enforce' } },
  mpanPrefixFallback: false,
  operatorChangeGraceDays: 0,
  registrationMaxAgeDays: null,
  equivalentGroups: [],
  factDeadlineMilliseconds: 1000,
};

export interface Asking {
  request?: Partial<ServiceRequest>;
  estate?: Partial<Estate>;
  settings?: Partial<LookUpSources['settings']>;
  now?: number;
}

export function lookUpsOf(asking: Asking = {}): { lookUps: LookUps; asked: string[] } {
  const { store, asked } = storeOf(asking.estate);
  const sources = { reference: store, readCertificate: readOddly, settings: { ...settings, ...asking.settings } };
  return { lookUps: createLookUps(sources, request(asking.request), asking.now ?? now), asked };
}
