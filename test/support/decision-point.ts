import { readdirSync, readFileSync } from 'node:fs';
import { createAuditLog } from '../../src/audit/audit-log.js';
import { createDecisionPoint, type DecisionPoint } from '../../src/decision/decision-point.js';
import type { WhenUnavailable } from '../../src/decision/judge-request.js';
import type { Device } from '../../src/domain/device.js';
import type { CertificateUse } from '../../src/domain/service-request.js';
import { factVocabulary } from '../../src/facts/catalogue.js';
import type { ReferenceStore } from '../../src/facts/reference.js';
import type { FactSettings } from '../../src/facts/settings.js';
import { createDirectory } from '../../src/parties/directory.js';
import { readParties } from '../../src/parties/read-parties.js';
import { loadRules } from '../../src/rules/load-rules.js';
import { createRuleBook } from '../../src/rules/rule-book.js';
import type { RuleSet } from '../../src/rules/rule.js';
import { createCertificateReader } from '../../src/smki/certificate-cache.js';
import { createAuthority, issueCertificate } from '../../src/smki/issue-certificate.js';
import { createMemoryAudit, createMemoryReference } from './memory-stores.js';

export const supplierUser = '90-B3-D5-1F-30-01-00-00';
const easternUser = '90-B3-D5-1F-30-02-00-00';
export const electricityMeter = '00-DB-12-34-56-78-90-A3';
export const gasProxy = '00-DB-12-34-56-78-90-A4';
export const unknownDevice = '00-DB-12-34-56-78-90-FF';
/** of the two meters; the first fails its check digit, as the published samples do */
export const mpan = '1012345678333';
export const mprn = '3938424403';
/** the clock of every test, until it sets another */
export const startOfTest = Date.parse('2026-11-20T10:00:00.000Z');

const partiesFile = `
parties:
  - { id: eastern, name: Eastern Networks, kind: network-operator, entityIds: [90-B3-D5-1F-30-02-00-00/48], users: [{ id: ${easternUser}, role: ED }], marketParticipantIds: [EELC], distributorIds: ["10"] }
  - { id: northern, name: Northern Networks, kind: network-operator, entityIds: [90-B3-D5-1F-30-05-00-00/48], users: [], marketParticipantIds: [NEEB], distributorIds: ["15"] }
  - { id: gas-networks, name: Gas Networks, kind: network-operator, entityIds: [90-B3-D5-1F-30-06-00-00/48], users: [], marketParticipantIds: [GAS], distributorIds: [] }
  - { id: bright, name: Bright Energy, kind: supplier, entityIds: [90-B3-D5-1F-30-01-00-00/48], users: [{ id: ${supplierUser}, role: IS }], marketParticipantIds: [BRIT], distributorIds: [] }
`;

const device: Device = {
  id: electricityMeter, type: 'ESME', status: 'Commissioned', importMpxn: mpan, secondaryImportMpan: undefined, exportMpan: undefined, hubId: undefined,
};

const period = { supplier: 'BRIT', effectiveFrom: '2020-01-01', effectiveTo: undefined };

const responseCodes = {
  'wrong-network-operator': { '6.15.1': 'E061510', '6.21': 'E062106' },
  'unknown-certificate-owner': { '6.15.1': 'E061510', '6.21': 'E062106' },
  'not-a-network-operator-certificate': { '6.15.1': 'E061511', '6.21': 'E062107' },
  'unreadable-certificate': { '6.15.1': 'E061511', '6.21': 'E062107' },
  unavailable: { '6.15.1': 'E061512', '6.21': 'E062108' },
};

const wording = {
  verified: 'every certificate of this {srv} belongs to {responsibleParty}',
  'wrong-network-operator': 'this {srv} places certificates of {owners}, and {responsibleParty} is responsible for {target}',
};

export interface Choices {
  enforcement?: FactSettings['enforcement'];
  whenUnavailable?: WhenUnavailable;
  /** what is asked instead of the reference data in memory */
  source?: (memory: ReferenceStore) => ReferenceStore;
}

/** A real decision point over stores in memory, with the rules of this repository: Eastern Networks is responsible for the electricity meter. */
export function buildDecisionPoint({ enforcement = {}, whenUnavailable = 'refuse', source = (memory) => memory }: Choices = {}) {
  const reference = createMemoryReference({
    directory: createDirectory(readParties(partiesFile, 'parties.yaml')),
    devices: [device, { ...device, id: gasProxy, type: 'GPF', importMpxn: mprn }],
    registrations: { [mpan]: [{ ...period, networkOperator: 'EELC' }], [mprn]: [{ ...period, networkOperator: 'GAS' }] },
    registrationAsOf: Date.parse('2026-11-19T02:00:00.000Z'),
  });
  const records = createMemoryAudit();
  const audit = createAuditLog(records);
  const readCertificate = createCertificateReader({ maxEntries: 1000 });
  const settings = {
    enforcement,
    mpanPrefixFallback: false,
    operatorChangeGraceDays: 0,
    registrationMaxAgeDays: null,
    equivalentGroups: [],
    factDeadlineMilliseconds: 500,
  };
  const clock = { now: startOfTest };
  const rules = createRuleBook(readOwnRules(), factVocabulary);
  const sources = { reference: source(reference), readCertificate, settings };
  const decide: DecisionPoint = createDecisionPoint({ sources, rules, records, audit, whenUnavailable, responseCodes, wording, now: () => clock.now });
  return { decide, reference, records, audit, readCertificate, rules, clock };
}

let ownRules: RuleSet | undefined;

/** The rules of this repository, read once. */
export function readOwnRules(): RuleSet {
  const folder = new URL('../../rules/', import.meta.url);
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'));
  ownRules ??= loadRules(paths.map((path) => ({ path, text: readFileSync(new URL(path, folder), 'utf8') })), factVocabulary, 'rules');
  return ownRules;
}

export type Owner = 'eastern' | 'northern';
type Placed = { use: CertificateUse; base64: string }[];

const entityIds: Record<Owner, string> = { eastern: easternUser, northern: '90-B3-D5-1F-30-05-00-00' };
let issued: Promise<Record<Owner, Placed>> | undefined;

/** A signing and a key agreement certificate of each Network Operator, of an authority made for the tests. */
export function issueTestCertificates(): Promise<Record<Owner, Placed>> {
  issued ??= (async () => {
    const authority = await createAuthority({ name: 'Z1' });
    const issue = (owner: Owner) => Promise.all((['DigitalSigning', 'KeyAgreement'] as const).map(async (use) => {
      const { base64 } = await issueCertificate(authority, { entityId: entityIds[owner], ou: '03', use });
      return { use, base64 };
    }));
    return { eastern: await issue('eastern'), northern: await issue('northern') };
  })();
  return issued;
}
