import { createAuditLog, type AuditLog } from './audit/audit-log.js';
import type { AuditStore } from './audit/record.js';
import { findRuleFiles } from './configuration/rule-directory.js';
import type { Configuration } from './configuration/schema.js';
import { createDecisionPoint, type DecisionPoint } from './decision/decision-point.js';
import { findMissingCodes } from './decision/response-codes.js';
import { dayInBritain } from './domain/calendar.js';
import { Fault, type Place } from './domain/fault.js';
import { serviceReferenceVariants } from './duis/service-references.js';
import { factVocabulary } from './facts/catalogue.js';
import { type GuardedReference, guardReference } from './facts/guard-reference.js';
import type { ProofFault } from './proof/fault.js';
import { findUnsound } from './proof/prove.js';
import { loadRules, loadRulesInTurns } from './rules/load-rules.js';
import { createRuleBook, type RuleBook } from './rules/rule-book.js';
import type { RuleSet } from './rules/rule.js';
import { createSignedReader, plainReader, type RequestReader } from './signature/request-reader.js';
import { openSigners, type SignersInForce } from './signers-in-force.js';
import { openAuthorities } from './open-authorities.js';
import { createCertificateReader, type CertificateReader } from './smki/certificate-cache.js';
import { readInTurns } from './smki/read-in-turns.js';
import { openStore, type Store } from './store/open-store.js';

/** The house put together: everything that serves requests, by whichever way they come. */
export interface Assembly {
  store: Store;
  reference: GuardedReference;
  rules: RuleBook;
  audit: AuditLog;
  readCertificate: CertificateReader;
  decide: DecisionPoint;
  /** as configuration has it: of any message, or only of those that are signed */
  requests: RequestReader;
  signers: SignersInForce | undefined;
  /** Writes out what is still to be recorded, and closes the store. */
  close(): Promise<void>;
}

export interface Given {
  now?: () => number;
  /** rules to decide by instead of those in the directory, whatever can be proved of them */
  given?: RuleSet | undefined;
  /** which file the audit is, as `identifyAudit` tells it: no other one is opened */
  audit?: string | undefined;
}

export async function assemble(configuration: Configuration, { now = Date.now, given, audit: identity }: Given = {}): Promise<Assembly> {
  const signers = openSigners(configuration);
  const authorities = openAuthorities(configuration);
  const ruleSet = given ?? (await readSoundRules(configuration, dayInBritain(now())));
  const store = openStore(configuration.store.url, { audit: identity });
  const records: AuditStore = store.audit;
  await records.keepRuleSet(ruleSet.version, JSON.stringify(ruleSet.files));
  const rules = createRuleBook(ruleSet, factVocabulary);
  const audit = createAuditLog(records, configuration.audit);
  const readCertificate = createCertificateReader(configuration.certificateCache, authorities);
  const { whenUnavailable, responseCodes, wording, lookUps, factDeadlineMilliseconds: deadlineMilliseconds } = configuration;
  const reference = guardReference(store.reference, { ...lookUps, deadlineMilliseconds });
  const sources = { reference, readCertificate: readInTurns(readCertificate), settings: configuration };
  const decide = createDecisionPoint({ sources, rules, records, audit, whenUnavailable, responseCodes, wording, now });
  return {
    store,
    reference,
    rules,
    audit,
    readCertificate,
    decide,
    requests: signers === undefined ? plainReader : createSignedReader(signers.current, now),
    signers,
    close: async () => {
      await audit.flush();
      reference.close();
      store.close();
    },
  };
}

/**
 * As `readRules`, giving others their turn, of rules that decide every possible request from the day on (`YYYY-MM-DD` in Great Britain), and
 * keep the invariants. Throws `Fault('rules-invalid')` with a counterexample for each fault.
 */
export async function readSoundRules(configuration: Configuration, day: string): Promise<RuleSet> {
  const { files, problems } = findRuleFiles(configuration.rules.directory);
  const ruleSet = requireCodes(configuration, await loadRulesInTurns(files, factVocabulary, configuration.rules.directory, problems));
  const { directory } = configuration.rules;
  const faults = await findUnsound(ruleSet, { vocabulary: factVocabulary, from: day, directory });
  if (faults.length > 0) throw unsound(directory, faults);
  return ruleSet;
}

export function unsound(directory: string, faults: readonly ProofFault[]): Fault {
  const places = faults.map(({ at, problem }): Place => ({ at, problem }));
  return new Fault('rules-invalid', `the rules in ${directory} can be read, and a proof finds ${places.length === 1 ? 'a fault' : `${places.length} faults`}`, places);
}

/** Reads the rules and makes sure that configuration has a code for whatever they can reject; throws `Fault('rules-invalid')`. */
export function readRules(configuration: Configuration): RuleSet {
  const { directory } = configuration.rules;
  const { files, problems } = findRuleFiles(directory);
  return requireCodes(configuration, loadRules(files, factVocabulary, directory, problems));
}

function requireCodes({ rules, responseCodes }: Configuration, ruleSet: RuleSet): RuleSet {
  const missing = findMissingCodes(ruleSet, responseCodes, serviceReferenceVariants);
  if (missing.length > 0) throw new Fault('rules-invalid', `the rules in ${rules.directory} need response codes that configuration does not have`, missing);
  return ruleSet;
}
