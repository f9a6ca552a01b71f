import type { Party } from '../../src/domain/party.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import type { FactSettings } from '../../src/facts/settings.js';
import { type Estate, readOddly } from '../facts/estate.js';

/** DOMAIN section 13 from the request and the estate to the decision, as plainly as it can be: no facts, no rules, no engine. */
export function decidePlainly(request: ServiceRequest, estate: Estate, settings: FactSettings, now: number): string {
  const { srv, commandVariant: cv, remotePartyRole: cell, originator } = request;
  if (srv !== '6.15.1' && srv !== '6.21') return 'permit not-applicable';
  const sender = ownerOf(originator, estate);
  const role = estate.parties.flatMap(({ users }) => users).find(({ id }) => id === originator)?.role;
  if (cell === 'Recovery' || cell === 'ACB' || sender?.kind === 'dcc') return 'permit exempt-recovery';
  if (srv === '6.15.1' && (role === 'ED' || role === 'GT')) return 'permit exempt-network-operator';
  if (!(srv === '6.15.1' ? [4] : [1, 2, 3]).includes(cv) || cell !== 'NetworkOperator' || (role !== 'IS' && role !== 'GS')) return 'permit not-applicable';
  if (request.executionDateTime === Date.parse('3000-12-31T00:00:00Z')) return 'permit exempt-cancellation';
  const device = estate.devices.find(({ id }) => id === request.target);
  if (device === undefined) return 'permit unverified';
  if (device.type !== 'ESME' && !(device.type === 'GPF' && srv === '6.21')) return 'permit not-applicable';
  const beside = new Set(estate.devices.filter((each) => device.type === 'GPF' && each.type === 'GSME' && each.hubId !== undefined && each.hubId === device.hubId).flatMap(({ importMpxn = [] }) => importMpxn));
  const mpxn = device.importMpxn ?? device.secondaryImportMpan ?? device.exportMpan ?? (beside.size === 1 ? [...beside][0] : undefined);
  if (mpxn === undefined) return 'permit unverified';
  const today = new Date(Math.max(now, request.executionDateTime ?? 0)).toLocaleDateString('sv-SE', { timeZone: 'Europe/London' });
  const registered = (estate.registrations[mpxn] ?? []).find(({ effectiveFrom, effectiveTo = '9999-99-99' }) => effectiveFrom <= today && today < effectiveTo)?.networkOperator;
  const byPrefix = settings.mpanPrefixFallback && mpxn.length === 13 ? estate.parties.find(({ distributorIds }) => distributorIds.includes(mpxn.slice(0, 2))) : undefined;
  if (registered === undefined && byPrefix === undefined) return 'permit unverified';
  const operator = registered === undefined ? byPrefix : estate.parties.find(({ marketParticipantIds }) => marketParticipantIds.includes(registered));
  const certificates = request.certificates.map(({ use, base64 }) => ({ use, reading: readOddly(base64) }));
  const read = certificates.flatMap(({ use, reading }) => (reading.readable ? [{ use, ...reading.certificate }] : []));
  const isForItsUse = ({ use, keyUsage }: (typeof read)[number]) => (use === 'DigitalSigning') === (keyUsage === 'digitalSignature');
  if (read.length < certificates.length || !read.every(isForItsUse)) return 'reject unreadable-certificate';
  const codes = read.map(({ remotePartyRoleCode }) => remotePartyRoleCode);
  if (codes.every((code) => code === '01' || code === '04')) return 'permit exempt-recovery';
  if (!codes.every((code) => ['01', '03', '04'].includes(code))) return 'reject not-a-network-operator-certificate';
  const owners = read.filter(({ remotePartyRoleCode }) => remotePartyRoleCode === '03').map(({ entityId }) => ownerOf(entityId, estate));
  const isRight = (owner: Party) => owner.id === operator?.id || (owner.group !== undefined && owner.group === operator?.group && settings.equivalentGroups.includes(owner.group));
  if (owners.some((owner) => owner !== undefined && !isRight(owner))) return 'reject wrong-network-operator';
  if (owners.includes(undefined)) return operator === undefined ? 'permit unverified' : 'reject unknown-certificate-owner';
  return 'permit verified';
}

function ownerOf(entityId: string, { parties }: Estate): Party | undefined {
  const number = BigInt(`0x${entityId.replaceAll('-', '')}`);
  return parties.find(({ entityIds, users }) => entityIds.some(({ from, to }) => from <= number && number <= to) || users.some(({ id }) => id === entityId));
}
