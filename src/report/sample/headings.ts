import type { Heading } from '../../audit/heading.js';

/** A Supplier's User ID, what it sends, and whom it concerns. */
export interface SampleRequest {
  supplier: string | null;
  originator: string | null;
  srv: string;
  deviceType: 'ESME' | 'GPF';
}

/** Of what is checked, how often it is sent. */
export const sampleKinds = [
  { srv: '6.15.1', deviceType: 'ESME', share: 0.35 },
  { srv: '6.21', deviceType: 'ESME', share: 0.4 },
  { srv: '6.21', deviceType: 'GPF', share: 0.25 },
] as const;

type Words = Pick<Heading, 'reason' | 'rule'> & Partial<Heading>;

/** Rules as they are shipped, by id. */
const titles = {
  'device-in-inventory': 'A device that the inventory does not know cannot be checked',
  'meter-point-known': 'An unknown MPAN or MPRN cannot be checked',
  'meter-point-registered': 'A meter point without a registered Network Operator cannot be checked',
  'registered-operator-in-directory': 'An operator that the party directory does not know cannot be compared',
  'certificates-readable': 'Every certificate in the request can be read',
  'network-operator-certificates-only': "Only a Network Operator's certificate belongs in the Network Operator cell",
  'certificate-owner-known': 'Every certificate belongs to a party of the directory',
  'handover-places-registered-operator': 'A handover places the certificates of the Network Operator registered for the meter point',
  'update-places-registered-operator': 'An update places the certificates of the Network Operator registered for the meter point',
  'other-service-requests': 'Service Requests other than 6.15.1 and 6.21 are not checked',
  'recovery-certificates-exempt': 'Recovery or ACB certificates may be placed in the Network Operator cell',
  'network-operator-update-exempt': "A Network Operator may place another Network Operator's certificate with 6.15.1",
  verified: 'Certificates of the registered Network Operator are permitted',
} as const;

type RuleId = keyof typeof titles;

/** Rules for which a request is permitted as unverified, and how often, of a thousand. */
export const sampleUnverified = [
  { rule: 'device-in-inventory', often: 2 },
  { rule: 'meter-point-known', often: 6 },
  { rule: 'meter-point-registered', often: 3 },
  { rule: 'registered-operator-in-directory', often: 0.5 },
] as const;

export const verified = (request: SampleRequest): Heading => headingOf(request, { reason: 'verified', rule: ruleOf('verified') });

export const unverified = (request: SampleRequest, rule: (typeof sampleUnverified)[number]['rule']): Heading =>
  headingOf(request, { reason: 'unverified', rule: ruleOf(rule), ...(rule === 'device-in-inventory' && { deviceType: null }) });

export const withoutCheck = (request: SampleRequest): Heading => headingOf(request, { reason: 'unavailable', rule: null });

export const otherService = (request: SampleRequest): Heading => headingOf(request, { srv: '8.2', deviceType: null, reason: 'not-applicable', rule: ruleOf('other-service-requests') });

export const recovery = (request: SampleRequest): Heading => headingOf(request, { reason: 'exempt-recovery', rule: ruleOf('recovery-certificates-exempt') });

export const operatorsOwn = (operator: string, originator: string): Heading =>
  headingOf({ supplier: operator, originator, srv: '6.15.1', deviceType: 'ESME' }, { deviceType: null, reason: 'exempt-network-operator', rule: ruleOf('network-operator-update-exempt') });

/** A counted rejection; `placed`: the owner of the certificates, `unknown` where the directory has none. */
export function rejected(request: SampleRequest, responsible: string, placed: string): Heading {
  const ownership = request.srv === '6.15.1' ? 'update-places-registered-operator' : 'handover-places-registered-operator';
  const words = placed === 'unknown' ? { reason: 'unknown-certificate-owner', rule: ruleOf('certificate-owner-known') } : { reason: 'wrong-network-operator', rule: ruleOf(ownership) };
  return headingOf(request, { ...words, decision: 'reject', responseCode: request.srv === '6.15.1' ? 'E061510' : 'E062106', counted: true, responsible, placed: [placed] });
}

/** The same where the check is switched to observe. */
export function observed(request: SampleRequest, responsible: string, placed: string): Heading {
  const { reason, responseCode, ...rest } = rejected(request, responsible, placed);
  return { ...rest, reason, decision: 'permit', responseCode: 'I0', counted: false, observed: { by: 'switch', reason, responseCode } };
}

/** Permitted, as only a rule in observe mode would reject it. */
export function observedByRule(request: SampleRequest, responsible: string): Heading {
  return { ...verified(request), responsible, observed: { by: 'rule', reason: 'unreadable-certificate', responseCode: badCertificate(request) } };
}

/** A rejection that does not count. */
export function badlyMade(request: SampleRequest, responsible: string, isReadable: boolean): Heading {
  const words = isReadable
    ? {
      reason: 'not-a-network-operator-certificate',
      rule: ruleOf('network-operator-certificates-only'),
      placed: [request.supplier ?? 'unknown'],
    }
    : { reason: 'unreadable-certificate', rule: ruleOf('certificates-readable') };
  return headingOf(request, { ...words, decision: 'reject', responseCode: badCertificate(request), responsible });
}

function badCertificate({ srv }: SampleRequest): string {
  return srv === '6.15.1' ? 'E061511' : 'E062107';
}

/** A permit, unless the words say otherwise. */
function headingOf(request: SampleRequest, words: Words): Heading {
  return { repeated: false, ...request, decision: 'permit', responseCode: 'I0', counted: false, observed: null, responsible: null, placed: [], ...words };
}

function ruleOf(id: RuleId): Heading['rule'] {
  return { id, title: titles[id] };
}
