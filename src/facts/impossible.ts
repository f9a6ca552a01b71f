import { type ImpossibleCombination, unknownValue } from '../domain/fact.js';

/** Combinations of facts that no request has, because of what the facts mean. */
export const impossibleCombinations: readonly ImpossibleCombination[] = [
  { facts: { originatorKind: [unknownValue], userRole: { not: [unknownValue] } }, because: 'a User Role belongs to a User ID of a party in the directory' },
  { facts: { originatorKind: [unknownValue], originatorParty: { not: [unknownValue] } }, because: 'a party of the directory has a kind' },
  { facts: { originatorKind: { not: [unknownValue] }, originatorParty: [unknownValue] }, because: 'a kind is that of a party in the directory' },

  { facts: { device: [unknownValue], deviceType: { not: [unknownValue] } }, because: 'the type of a device stands in the inventory' },
  { facts: { device: ['known'], deviceType: [unknownValue] }, because: 'every device of the inventory has a type' },
  { facts: { device: [unknownValue], deviceStatus: { not: [unknownValue] } }, because: 'the status of a device stands in the inventory' },
  { facts: { device: [unknownValue], mpxn: ['known'] }, because: 'the MPAN or MPRN of a device stands in the inventory' },
  { facts: { deviceType: ['ESME'], fuel: { not: ['electricity'] } }, because: 'an ESME meters electricity' },
  { facts: { deviceType: ['GSME', 'GPF'], fuel: { not: ['gas'] } }, because: 'a GSME meters gas, and a GPF stands for it' },
  { facts: { deviceType: { not: ['ESME', 'GSME', 'GPF', unknownValue] }, fuel: { not: ['none'] } }, because: 'only ESME, GSME and GPF are about a fuel' },
  { facts: { deviceType: [unknownValue], fuel: { not: [unknownValue] } }, because: 'the fuel follows from the type of the device' },

  { facts: { mpxn: [unknownValue], registration: ['known'] }, because: 'a registration is found by the MPAN or MPRN' },
  { facts: { registration: [unknownValue], responsibleParty: { not: [unknownValue] } }, because: 'who is responsible stands in the registration' },
  { facts: { registration: [unknownValue], networkOperatorMatch: ['match', 'mismatch', 'owner-unknown'] }, because: 'there is no responsible operator to compare with' },
  { facts: { responsibleParty: [unknownValue], networkOperatorMatch: ['owner-unknown'] }, because: '`owner-unknown` says that the responsible operator is in the directory' },
  { facts: { responsibleParty: { not: [unknownValue] }, networkOperatorMatch: ['operator-unknown'] }, because: '`operator-unknown` says that the responsible operator is not known, or not in the directory' },

  { facts: { certificates: ['none'], certificateRole: { not: ['none'] } }, because: 'there is no certificate that could have a role' },
  { facts: { certificates: ['readable'], certificateRole: ['none'] }, because: 'a certificate that can be read has a role' },
  { facts: { certificateRole: ['none'], certificateUse: ['swapped'] }, because: 'there is no certificate that could have a key usage' },
  { facts: { certificateRole: ['recovery', 'none'], networkOperatorMatch: { not: ['none'] } }, because: 'no certificate has OU 03' },
  { facts: { certificateRole: ['network-operator'], networkOperatorMatch: ['none'] }, because: 'at least one certificate has OU 03' },
];
