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

/** The facts that no look-up of the kind can be spared for. */
export const factsBehind: Readonly<Record<keyof LookedUp, readonly string[]>> = {
  sender: ['userRole', 'originatorKind', 'originatorParty'],
  device: ['device', 'deviceType', 'deviceStatus', 'fuel', 'enforcement', ...meterPointFacts],
  meterPoint: meterPointFacts,
  responsibleOperator: operatorFacts,
  certificates: ['certificates', 'certificateUse', 'certificateRole', 'networkOperatorMatch'],
};

/** Those that are read from the certificates alone, whoever owns them. */
export const factsWithoutOwner: readonly string[] = ['certificates', 'certificateUse', 'certificateRole'];

export function lookedUpFor({ facts, evidence, supplierParty }: AuditRecord): LookedUp {
  const asked = (kind: keyof LookedUp) => factsBehind[kind].some((name) => name in facts);
  return {
    sender: supplierParty !== null || asked('sender'),
    device: evidence.deviceType !== null || asked('device'),
    meterPoint: evidence.mpxn !== null || asked('meterPoint'),
    responsibleOperator: evidence.registeredOperator !== null || asked('responsibleOperator'),
    certificates: asked('certificates'),
  };
}
