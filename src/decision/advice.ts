import type { Advice } from '../audit/record.js';
import { isCheckDigitRight } from '../domain/mpxn.js';
import { isSignedPreCommandVariant } from '../duis/request-values.js';
import { isNetworkOperators, readable } from '../facts/certificate-facts.js';
import type { LookUps, ReadableCertificate, Settled } from '../facts/look-ups.js';
import { matchNetworkOperator } from '../facts/network-operator-match.js';
import type { ResponsibleOperator } from '../facts/responsible-operator.js';
import type { Judged } from './judge-request.js';

/** Data-quality flags (DOMAIN 13): from what was looked up anyway, never a reason to reject, and never with the MPxN in it. */
export function advise(lookUps: LookUps): Advice[] {
  const { settled } = lookUps;
  return [...adviseOnMeterPoint(settled), ...adviseOnOperator(settled), ...adviseOnCertificates(lookUps), ...adviseOnMessage(lookUps)];
}

export function adviseOnUnavailable({ missing }: Judged): Advice[] {
  return missing === undefined ? [] : [{ code: 'unavailable', message: missing }];
}

function adviseOnMeterPoint({ meterPoint }: Settled): Advice[] {
  if (meterPoint === undefined) return [];
  const advice: Advice[] = [];
  if (!isCheckDigitRight(meterPoint.mpxn)) advice.push({ code: 'check-digit', message: 'the check digit of the MPAN or MPRN is wrong in the inventory' });
  if (meterPoint.from === 'hub') advice.push({ code: 'mprn-of-hub', message: 'the GPF has no MPRN of its own: that of the GSME on the same Communications Hub was used' });
  return advice;
}

function adviseOnOperator({ responsibleOperator }: Settled): Advice[] {
  if (responsibleOperator === undefined) return [];
  const { by, byPrefix, party, registeredAs, disagreeing } = responsibleOperator;
  const advice: Advice[] = [];
  if (by === 'mpan-prefix') advice.push({ code: 'mpan-prefix-used', message: `no operator is registered for the MPAN: ${registeredAs} stood in for it` });
  if (byPrefix !== undefined && byPrefix.id !== party?.id) {
    advice.push({ code: 'mpan-prefix-disagrees', message: `the MPAN's first two digits are those of ${byPrefix.id}, and ${registeredAs} is registered` });
  }
  if (party === undefined) advice.push({ code: 'operator-not-in-directory', message: `no party of the directory is ${registeredAs}, the registered Network Operator` });
  if (disagreeing.length > 0) advice.push({ code: 'mpxns-disagree', message: `the device's other MPxNs are registered to ${disagreeing.join(', ')}, and ${registeredAs} decided` });
  return advice;
}

function adviseOnCertificates(lookUps: LookUps): Advice[] {
  const { settled, now } = lookUps;
  return readable(settled.certificates ?? []).flatMap((each) => {
    const { use, certificate, owner } = each;
    const advice: Advice[] = [];
    if (now > certificate.notAfter) advice.push({ code: 'certificate-expired', message: `the ${use} certificate expired on ${dayOf(certificate.notAfter)}` });
    if (now < certificate.notBefore) advice.push({ code: 'certificate-not-yet-valid', message: `the ${use} certificate is valid from ${dayOf(certificate.notBefore)}` });
    if (owner === undefined) advice.push({ code: 'owner-not-in-directory', message: `the EUI-64 ${certificate.entityId} of the ${use} certificate is allocated to no party of the directory` });
    else if (isByGrace(lookUps, each)) advice.push({ code: 'operator-change', message: `${owner.id} was accepted for the ${use} certificate because the operator changes within the grace days` });
    return advice;
  });
}

/** Whether it is a Network Operator's certificate that belongs to the operator before or after, and not to that of the day as well. */
function isByGrace({ settled: { responsibleOperator }, settings }: LookUps, each: ReadableCertificate): boolean {
  if (responsibleOperator === undefined || !isNetworkOperators(each)) return false;
  const belongsTo = (operator: ResponsibleOperator): boolean => matchNetworkOperator([each.owner], operator, settings.equivalentGroups) === 'match';
  return belongsTo(responsibleOperator) && !belongsTo({ ...responsibleOperator, alsoAccepted: [] });
}

function adviseOnMessage({ request }: LookUps): Advice[] {
  if (request.commandVariant < 5 || request.certificates.length === 0) return [];
  const expected = isSignedPreCommandVariant(request.commandVariant) ? 'from 5 to 7 a Signed Pre-Command is expected' : 'no request that places certificates has it';
  return [{ code: 'command-variant', message: `command variant ${request.commandVariant} with certificates in the clear: ${expected}` }];
}

function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}
