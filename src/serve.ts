import { putInForce } from './access-in-force.js';
import { assemble, type Assembly, readSoundRules } from './assembly.js';
import { watchRuleDirectory } from './configuration/rule-directory.js';
import type { Configuration } from './configuration/schema.js';
import { findUnknownReasons } from './configuration/unknown-reasons.js';
import { dayInBritain } from './domain/calendar.js';
import { createAdmission } from './http/admission.js';
import { createApp } from './http/create-app.js';
import type { Logger } from './http/http-parts.js';
import { listen } from './http/listen.js';
import { createMetrics } from './http/metrics.js';
import { createPanelReports } from './panel-reports.js';
import { readinessOf } from './readiness.js';
import { keepRulesInForce } from './rules-in-force.js';
import type { RuleSet } from './rules/rule.js';
import { type AccessSource, watchAccess } from './watch-access.js';
import { sayWithoutParties } from './without-parties.js';
import type { Siblings } from './workers/siblings.js';

export interface Serving {
  url: string;
  assembly: Assembly;
  /** Reads the rules again; a fault is logged and shown by readiness, and the rules that were in force stay. */
  reloadRules(): Promise<void>;
  /** Stops accepting, finishes what is in flight, writes out the audit. */
  stop: () => Promise<void>;
}

export interface Around {
  log: Logger;
  now?: () => number;
  /** rules to decide by instead of those in the directory */
  given?: RuleSet | undefined;
  /** the other processes of the same service, where there are any */
  siblings?: Siblings | undefined;
  /** which file the audit is (`identifyAudit`): another one in its place is not opened */
  audit?: string | undefined;
  /** who may do what */
  access?: AccessSource;
}

/** The service over one configuration: ready to answer when it resolves. */
export async function serve(configuration: Configuration, around: Around): Promise<Serving> {
  const { log, now = Date.now, given, siblings, audit, access: source = watchAccess(configuration, log) } = around;
  const access = await putInForce(configuration.server, source.first, now);
  const assembly = await assemble(configuration, { now, given, audit }).catch((cause: unknown) => {
    source.stop();
    throw cause;
  });
  const ruleSetVersion = () => assembly.rules.current().version;
  const admission = createAdmission({ ...configuration.overload, areCallersKnown: () => Object.values(access.gate().ways).includes(true) });
  const metrics = createMetrics({
    audit: assembly.audit.counts,
    certificates: assembly.readCertificate.counts,
    shed: admission.counts,
    lookUps: assembly.reference.state,
    ruleSetVersion,
    storeLogBytes: assembly.store.logBytes,
    readOfAll: siblings?.readMetrics,
  });
  const closing = async (cause: unknown): Promise<never> => {
    source.stop();
    await assembly.close();
    throw cause;
  };
  const { server, batch, rules } = configuration;
  const read = () => readSoundRules(configuration, dayInBritain(now()));
  const inForce = await keepRulesInForce({
    book: assembly.rules,
    records: assembly.store.audit,
    read,
    keep: rules.keep,
    log,
    now,
    onInForce: siblings?.tellRules,
  }).catch(closing);
  findUnknownReasons(configuration, assembly.rules.current().policy).forEach((problem) => log.warn({}, problem));
  const withoutParties = sayWithoutParties(assembly);
  if (withoutParties !== undefined) log.warn({}, withoutParties);
  if (configuration.signature === 'off') log.warn({}, 'nobody verifies the signatures of Service Requests (signature: off)');
  const reloadRules = () => inForce.reloadForAll().then(nothing, nothing);
  siblings?.onReloadRules(reloadRules);
  siblings?.onTellNumbers(metrics.tellOwn);
  const reports = createPanelReports({
    storeUrl: configuration.store.url,
    audit: assembly.store.auditIdentity,
    settings: { enforcement: configuration.enforcement, report: configuration.report },
  }, now);
  const app = createApp({
    decide: assembly.decide,
    requests: assembly.requests,
    records: assembly.store.audit,
    reports,
    rules: siblings === undefined ? inForce : { ...inForce, reload: () => inForce.reload().finally(siblings.reloadRules) },
    readiness: () => readinessOf(assembly, admission, { rules: inForce.refused()?.fault, access: access.isChangeRefused() }),
    gate: access.gate,
    maxBodyBytes: server.maxBodyBytes,
    requestTimeoutSeconds: server.requestTimeoutSeconds,
    batchMaxInFlight: batch.maxInFlight,
    admission,
    metrics,
    log,
  });
  const onTlsRefused = (why: string) => log.info({ why }, 'TLS refused');
  const listening = await listen(app, {
    ...server,
    tls: access.tls(),
    maxUntakenBytes: configuration.overload.maxHeldBytes,
    onConnection: admission.noteConnection,
    onRefused: metrics.countProblem,
    onTlsRefused,
  }).catch(closing);
  const stopBalancing = siblings?.balance(listening.connections);
  access.eachTls(listening.renewTls);
  source.follow(access.take);
  const stopWatching = watchRuleDirectory(rules.directory, rules.reloadSeconds, () => void reloadRules());
  if (given !== undefined && rules.reloadSeconds > 0) void reloadRules();
  const stopWatchingSigners = assembly.signers?.watch(log);
  return {
    url: listening.url,
    assembly,
    reloadRules,
    stop: async () => {
      stopBalancing?.();
      source.stop();
      stopWatching();
      stopWatchingSigners?.();
      await listening.stop();
      reports.close();
      await inForce.settle();
      await assembly.close();
    },
  };
}

/** What a reload came to is in the log, and shown by readiness. */
const nothing = (): void => undefined;
