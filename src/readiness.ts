import type { Assembly } from './assembly.js';
import type { Fault, Place } from './domain/fault.js';
import type { Admission } from './http/admission.js';
import type { Readiness } from './http/http-parts.js';

type Check = Readiness['checks'][string];

/** Last changes that were refused, what was in force staying. */
export interface RefusedChanges {
  rules: Fault | undefined;
  access: boolean;
}

/** What keeps slotguard from deciding, and what an operator should look at. */
export function readinessOf({ store, rules, audit, reference, signers }: Assembly, admission: Admission, refused: RefusedChanges): Readiness {
  const { version, rules: inForce } = rules.current();
  const detail = refused.rules === undefined ? undefined : `the last change was refused, ${version.slice(0, 19)} stays in force: ${describe(refused.rules)}`;
  const checks = {
    rules: { ok: true, detail: detail ?? `${inForce.length} rules, ${version.slice(0, 19)}` },
    access: { ok: true, ...(refused.access && { detail: 'the last change of who may do what was refused, what was in force stays: the log says why' }) },
    store: checkStore(store, audit.counts().isFailing),
    lookUps: checkLookUps(reference.state().paused),
    load: checkLoad(admission),
    ...(signers === undefined ? {} : { signers: checkSigners(signers) }),
  };
  return { ready: Object.values(checks).every(({ ok }) => ok), checks };
}

const nobody = '00-00-00-00-00-00-00-00';

/** Looks up what is not there, as a decision would, and writes where writing failed before: whether it is mended nobody else would find out. */
function checkStore(store: Assembly['store'], isAuditFailing: boolean): Check {
  try {
    store.ping();
    store.reference.findDevice(nobody);
    store.reference.findRegistration('0');
    store.reference.readDirectory();
    if (isAuditFailing) store.tryWriting();
    return { ok: true };
  } catch (cause) {
    return { ok: false, detail: cause instanceof Error ? cause.message : 'the store does not answer' };
  }
}

/** Once the pause is over it counts as able: only a request can show whether it is. */
function checkLookUps(paused: readonly string[]): Check {
  return paused.length === 0 ? { ok: true } : { ok: false, detail: `look-ups that failed are not made for a while: ${paused.join(', ')}` };
}

/** Of whom a flood made unready the others would get his share, until all of them were unready. */
function checkLoad(admission: Admission): Check {
  return admission.isTurningAway() ? { ok: true, detail: 'more requests come than can be answered in time, and some are turned away' } : { ok: true };
}

/** As with rules: what cannot be used is told, and whoever is known still can be verified. */
function checkSigners(signers: NonNullable<Assembly['signers']>): Check {
  const { size } = signers.current();
  const problems = signers.problems();
  const known = `${size} certificates of signers`;
  return { ok: true, detail: problems.length === 0 ? known : `${known}; what cannot be used: ${firstOf(problems)}` };
}

function describe({ message, places }: Fault): string {
  return places.length === 0 ? message : `${message}; ${firstOf(places)}`;
}

function firstOf(places: readonly Place[]): string {
  return places.slice(0, 5).map(({ at, problem }) => `${at}: ${problem}`).join('; ');
}
