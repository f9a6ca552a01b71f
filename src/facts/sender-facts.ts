import { withAnswer } from '../domain/answer.js';
import { partyKinds, type UserRole } from '../domain/party.js';
import { openFact, textFact } from './definition.js';

const roleMeanings: readonly (readonly [UserRole, string])[] = [
  ['IS', 'Import Supplier (EIS)'],
  ['ES', 'Export Supplier (EES)'],
  ['GS', 'Gas Supplier (GIS)'],
  ['ED', 'Electricity Distributor (ENO)'],
  ['GT', 'Gas Transporter (GNO)'],
  ['RSA', 'Registered Supplier Agent'],
  ['OU', 'Other User'],
];

/** Who sent it: the originator's EUI-64 in the party directory, never the message alone (DOMAIN 13). */
export const senderFacts = [
  textFact('userRole', {
    called: 'the User Role of the sender',
    meaning: 'the User Role in which the originator sends',
    provider: 'sender',
    values: roleMeanings,
    unknown: 'the originator is no User ID of the party directory',
    find: (lookUps) => withAnswer(lookUps.sender(), ({ role }) => role),
  }),
  textFact('originatorKind', {
    called: 'the kind of party that sends',
    meaning: 'what kind of SEC Party the originator belongs to',
    provider: 'sender',
    values: partyKinds.map((kind) => [kind, `a party of kind ${kind}`] as const),
    unknown: 'the originator belongs to no party of the directory',
    find: (lookUps) => withAnswer(lookUps.sender(), ({ party }) => party?.kind),
  }),
  openFact('originatorParty', {
    called: 'the party that sends',
    meaning: 'id of the SEC Party to which the originator belongs',
    provider: 'sender',
    unknown: 'the originator belongs to no party of the directory',
    find: (lookUps) => withAnswer(lookUps.sender(), ({ party }) => party?.id),
  }),
];
