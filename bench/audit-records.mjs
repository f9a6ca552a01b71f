// Records as a busy service writes them: some Suppliers large and some small, a tenth rejected, most of those put right later, one in a hundred sent again.
import { createHash } from 'node:crypto';

const hex = (number, digits) => number.toString(16).toUpperCase().padStart(digits, '0');
const eui = (number) => hex(number, 16).match(/../g).join('-');
const operators = Array.from({ length: 14 }, (_, index) => `operator-${index + 1}`);
const suppliers = Array.from({ length: 40 }, (_, index) => ({
  id: `supplier-${index + 1}`,
  weight: 1 / (index + 1),
  users: [eui(0x90b3d51f30000000n + BigInt(index * 256)), eui(0x90b3d51f30000001n + BigInt(index * 256))],
}));
const weights = suppliers.reduce((sum, { weight }) => sum + weight, 0);

/** The same numbers in every run. */
function createRandom(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A maker of entries, in the order of `at` (epoch milliseconds), `number` counting up. */
export function entryMaker(seed = 1) {
  const random = createRandom(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const rejected = [];
  let last;
  return (number, at) => (last !== undefined && random() < 0.01 ? attemptOf(last, number, at) : (last = decisionOf(number, at)));

  function decisionOf(number, at) {
    const again = rejected.length > 0 && random() < 0.08 ? rejected.splice(Math.floor(random() * rejected.length), 1)[0] : undefined;
    const supplier = again?.supplier ?? pickSupplier();
    const target = again?.target ?? eui(0x00db123400000000n + BigInt(Math.floor(random() * 30_000_000)));
    const kind = again === undefined ? kindOf(random()) : 'verified';
    const home = Math.floor(random() * operators.length);
    const [responsible, other] = [operators[home], operators[(home + 1) % operators.length]];
    if (kind === 'wrong-network-operator' && rejected.length < 200_000) rejected.push({ supplier, target });
    return record({ number, at, supplier, originator: pick(supplier.users), target, kind, responsible, owner: kind === 'verified' ? responsible : other });
  }

  function pickSupplier() {
    let rest = random() * weights;
    return suppliers.find(({ weight }) => (rest -= weight) < 0) ?? suppliers[0];
  }
}

function kindOf(share) {
  if (share < 0.68) return 'verified';
  if (share < 0.78) return 'wrong-network-operator';
  if (share < 0.84) return 'unverified';
  return share < 0.86 ? 'observed' : 'not-applicable';
}

function record({ number, at, supplier, originator, target, kind, responsible, owner }) {
  const srv = number % 3 === 0 ? '6.15.1' : '6.21';
  const deviceType = srv === '6.21' && number % 5 < 2 ? 'GPF' : 'ESME';
  const isRejected = kind === 'wrong-network-operator';
  const reason = kind === 'observed' ? 'wrong-network-operator' : kind;
  const responseCode = srv === '6.21' ? 'E062106' : 'E061510';
  const requestKey = `${originator}:${target}:${1_000_000 + number}`;
  const thumbprint = createHash('sha256').update(owner).digest('hex');
  const facts = {
    srv, remotePartyRole: 'NetworkOperator', isCancellation: false, commandVariant: 1, userRole: 'IS',
    originatorParty: supplier.id, originatorKind: 'supplier', deviceKnown: true, deviceType, checkMode: 'enforce',
    meterPointKnown: true, registrationKnown: true, registrationCurrent: true, certificatesReadable: true,
    certificateRoles: 'all-network-operator', operatorInDirectory: true, ownersKnown: true,
    networkOperatorMatch: isRejected ? 'mismatch' : 'match',
  };
  return {
    kind: 'decision', decisionId: idOf(at, number), decidedAt: new Date(at).toISOString(), via: 'http',
    request: {
      requestId: requestKey, requestKey, contentDigest: createHash('sha256').update(requestKey).digest('hex'), originator, target, srv,
      serviceReference: srv === '6.21' ? '6.21' : '6.15', commandVariant: 1, schemaVersion: '5.4', remotePartyRole: 'NetworkOperator',
      executionDateTime: null,
      certificates: ['DigitalSigning', 'KeyAgreement'].map((use) => ({
        use, thumbprint, remotePartyRoleCode: '03', entityId: '90-B3-D5-1F-30-02-00-00',
        keyUsage: use === 'DigitalSigning' ? 'digitalSignature' : 'keyAgreement', owner, cause: null,
      })),
    },
    supplierParty: supplier.id, decision: isRejected ? 'reject' : 'permit', reason, responseCode: isRejected ? responseCode : 'I0', enforcement: kind === 'observed' ? 'observe' : 'enforce',
    observed: kind === 'observed' ? { decision: 'reject', reason, responseCode } : null, trial: null, counted: isRejected,
    rule: { id: `${kind}-rule`, title: 'A handover places the certificates of the Network Operator registered for the meter point', source: 'SECMP0063 PIA v0.3, 3.2 DSP Solution' },
    ruleSetVersion: 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    message: `This ${srv} places certificates (DigitalSigning, KeyAgreement) that belong to ${owner}, but the Network Operator responsible for device ${target} is ${responsible}, registered as EELC.`,
    advice: [], facts, evidence: { userRole: 'IS', deviceType, deviceStatus: 'Commissioned', mpxn: String(1_000_000_000_000 + number), registeredOperator: 'EELC', responsibleParty: responsible },
    registrationAsOf: '2026-11-19T02:00:00.000Z', requestIdReused: false, firstDecisionId: null,
  };
}

function attemptOf({ decisionId, request: { requestId, requestKey, originator, target, srv }, ...decision }, number, at) {
  const { supplierParty: supplier, decision: outcome, reason, responseCode, counted, observed, rule, evidence } = decision;
  return {
    kind: 'attempt', attemptId: idOf(at, number), attemptedAt: new Date(at).toISOString(), via: 'http', request: { requestId, requestKey, originator, target, srv }, decisionId,
    countedAs: {
      repeated: true, supplier, originator, srv, deviceType: evidence.deviceType, decision: outcome, reason, responseCode, counted,
      observed: observed && { by: 'switch', reason: observed.reason, responseCode: observed.responseCode }, rule: { id: rule.id, title: rule.title }, responsible: null, placed: [],
    },
  };
}

/** A UUIDv7 of that time. */
function idOf(at, number) {
  const time = at.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${number.toString(16).padStart(12, '0')}`;
}
