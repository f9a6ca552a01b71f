import type { RegistrationPeriod } from '../../src/domain/device.js';
import type { Party } from '../../src/domain/party.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import type { FactSettings } from '../../src/facts/settings.js';
import type { Estate } from '../facts/estate.js';

/** What a certificate says to whoever made it, or to another reader than ours; undefined: it is no readable Organisation certificate. */
export interface Said {
  ou: string;
  entityId: string;
  keyUsage: string;
}

export interface Situation {
  request: Omit<ServiceRequest, 'contentDigest'>;
  estate: Estate;
  settings: FactSettings & { responseCodes: Readonly<Record<string, Readonly<Record<string, string>>>> };
  /** by the base64 that the request carries */
  says: (base64: string) => Said | undefined;
  /** epoch milliseconds */
  now: number;
}

export interface PlainDecision {
  decision: string;
  reason: string;
  responseCode: string;
  observed: Omit<PlainDecision, 'observed'> | null;
}

const rejections = ['wrong-network-operator', 'unknown-certificate-owner', 'not-a-network-operator-certificate', 'unreadable-certificate'];
const cancelled = Date.parse('3000-12-31T00:00:00Z');
const britain = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' });

/**
 * DOMAIN section 13 written out from that text alone, from estate and request to decision: no facts, no rules, no engine. The numbers are
 * those of its precedence.
 */
export function decidePlainly(situation: Situation): PlainDecision {
  const { request: { srv, target }, estate, settings } = situation;
  const reason = reasonFor(situation);
  if (!rejections.includes(reason)) return { decision: 'permit', reason, responseCode: 'I0', observed: null };
  const rejected = { decision: 'reject', reason, responseCode: settings.responseCodes[reason]?.[srv] ?? 'none' };
  const type = estate.devices.find(({ id }) => id === target)?.type ?? '';
  const isObserved = settings.enforcement[srv]?.[type] === 'observe';
  return isObserved ? { decision: 'permit', reason, responseCode: 'I0', observed: rejected } : { ...rejected, observed: null };
}

function reasonFor({ request, estate, settings, says, now }: Situation): string {
  const { srv, commandVariant: cv, remotePartyRole: cell, originator, executionDateTime: due } = request;
  // (1)
  if (srv !== '6.15.1' && srv !== '6.21') return 'not-applicable';
  const user = estate.parties.flatMap((party) => party.users.map((each) => ({ ...each, party }))).find(({ id }) => id === originator);
  const sender = user?.party ?? ownerOf(originator, estate);
  if (cell === 'Recovery' || cell === 'ACB' || sender?.kind === 'dcc') return 'exempt-recovery';
  if (srv === '6.15.1' && (user?.role === 'ED' || user?.role === 'GT')) return 'exempt-network-operator';
  if (!(srv === '6.15.1' ? [4] : [1, 2, 3]).includes(cv) || cell !== 'NetworkOperator') return 'not-applicable';
  if (user?.role !== 'IS' && user?.role !== 'GS') return 'not-applicable';
  // (2)
  if (due === cancelled) return 'exempt-cancellation';
  // (3)
  const device = estate.devices.find(({ id }) => id === request.target);
  if (device === undefined) return 'unverified';
  if (!(srv === '6.15.1' ? ['ESME'] : ['ESME', 'GPF']).includes(device.type) || settings.enforcement[srv]?.[device.type] === 'off') return 'not-applicable';
  // (4)
  const besideOnHub = estate.devices.filter(({ type, hubId }) => device.type === 'GPF' && type === 'GSME' && hubId !== undefined && hubId === device.hubId);
  const mprns = new Set(besideOnHub.flatMap(({ importMpxn = [] }) => importMpxn));
  const mpxn = device.importMpxn ?? device.secondaryImportMpan ?? device.exportMpan ?? (mprns.size === 1 ? [...mprns][0] : undefined);
  if (mpxn === undefined) return 'unverified';
  const { registrationMaxAgeDays: oldest, operatorChangeGraceDays: grace } = settings;
  if (oldest !== null && now - (estate.registrationAsOf ?? -Infinity) > oldest * 86_400_000) return 'unverified';
  const history = estate.registrations[mpxn] ?? [];
  const today = Math.max(now, due ?? 0);
  const registered = registeredOn(history, dayOf(today));
  const standIn = settings.mpanPrefixFallback && device.type === 'ESME' && mpxn.length === 13 ? estate.parties.find(({ distributorIds }) => distributorIds.includes(mpxn.slice(0, 2))) : undefined;
  if (registered === undefined && standIn === undefined) return 'unverified';
  const partyOf = (participant: string | undefined) =>
    estate.parties.find(({ marketParticipantIds }) => participant !== undefined && marketParticipantIds.includes(participant));
  const responsible = registered === undefined ? standIn : partyOf(registered);
  // (5)
  const certificates = request.certificates.map(({ use, base64 }) => ({ said: says(base64), needed: use === 'DigitalSigning' ? 'digitalSignature' : 'keyAgreement' }));
  const read = certificates.flatMap(({ said, needed }) => (said?.keyUsage === needed ? [said] : []));
  if (read.length === 0 || read.length < certificates.length) return 'unreadable-certificate';
  // (6) and (7)
  if (read.every(({ ou }) => ou === '01' || ou === '04')) return 'exempt-recovery';
  if (!read.every(({ ou }) => ['01', '03', '04'].includes(ou))) return 'not-a-network-operator-certificate';
  // (8) to (10)
  const around = registered === undefined || grace === 0 ? [] : daysAround(today, grace).map((day) => partyOf(registeredOn(history, day)));
  const right = [responsible, ...around].filter((party) => party !== undefined);
  const isRight = (owner: Party) => right.some(({ id, group }) =>
    id === owner.id || (group !== undefined && group === owner.group && settings.equivalentGroups.includes(group)));
  const owners = read.filter(({ ou }) => ou === '03').map(({ entityId }) => ownerOf(entityId, estate));
  if (owners.some((owner) => owner !== undefined && !isRight(owner))) return 'wrong-network-operator';
  if (owners.includes(undefined)) return responsible === undefined ? 'unverified' : 'unknown-certificate-owner';
  return 'verified';
}

/** The party to whom the EUI-64 is allocated. */
function ownerOf(entityId: string, { parties }: Estate): Party | undefined {
  const number = BigInt(`0x${entityId.replaceAll('-', '')}`);
  return parties.find(({ entityIds }) => entityIds.some(({ from, to }) => from <= number && number <= to));
}

function registeredOn(history: readonly RegistrationPeriod[], day: number): string | undefined {
  return history.find(({ effectiveFrom, effectiveTo }) => dayNumber(effectiveFrom) <= day && (effectiveTo === undefined || effectiveTo === '9999-12-31' || day < dayNumber(effectiveTo)))?.networkOperator;
}

/** The calendar day in Great Britain, `20261120`: numbers of whatever year can be compared. */
function dayOf(instant: number): number {
  return dayNumber(britain.format(instant));
}

function dayNumber(day: string): number {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return year * 10_000 + month * 100 + date;
}

/** Each day from `days` before to `days` after that of the instant. */
function daysAround(instant: number, days: number): number[] {
  const [year = 0, month = 0, date = 0] = britain.format(instant).split('-').map(Number);
  return Array.from({ length: 2 * days + 1 }, (_, index) => {
    const day = new Date(Date.UTC(year, month - 1, date + index - days));
    return day.getUTCFullYear() * 10_000 + (day.getUTCMonth() + 1) * 100 + day.getUTCDate();
  });
}
