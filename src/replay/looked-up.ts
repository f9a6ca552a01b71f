import type { AuditRecord } from '../audit/record.js';

/** What a decision looked up, where its record can tell that it did: of these, nothing found is known to be nothing. */
export interface LookedUp {
  sender: boolean;
  device: boolean;
  meterPoint: boolean;
  responsibleOperator: boolean;
  certificates: boolean;
}

const operatorFacts = ['registration', 'responsibleParty', 'networkOperatorMatch'];
const meterPointFacts = ['mpxn', ...operatorFacts];

/** The facts for which each is looked up. */
export const factsBehind: Readonly<Record<keyof LookedUp, readonly string[]>> = {
  sender: ['userRole', 'originatorKind', 'originatorParty'],
  device: ['device', 'deviceType', 'deviceStatus', 'fuel', 'enforcement', ...meterPointFacts],
  meterPoint: meterPointFacts,
  responsibleOperator: operatorFacts,
  certificates: ['certificates', 'certificateUse', 'certificateRole', 'networkOperatorMatch'],
};

/** An unknown device has no meter point, and an unknown meter point no operator. */
export function lookedUpFor({ facts, evidence, supplierParty }: AuditRecord): LookedUp {
  const asked = (kind: keyof LookedUp) => factsBehind[kind].some((name) => name in facts);
  const device = evidence.deviceType !== null || asked('device');
  const meterPoint = evidence.mpxn !== null || asked('meterPoint') || (device && evidence.deviceType === null);
  return {
    sender: supplierParty !== null || asked('sender'),
    device,
    meterPoint,
    responsibleOperator: evidence.registeredOperator !== null || asked('responsibleOperator') || (meterPoint && evidence.mpxn === null),
    certificates: asked('certificates'),
  };
}
