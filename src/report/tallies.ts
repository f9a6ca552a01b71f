import type { Heading } from '../audit/heading.js';
import { attemptsIn, decisionsIn, emptyGroup, type Group, groupBy, isCounted, only } from './count.js';
import { mostFirst } from './most-first.js';
import type { PanelReport } from './panel-report.js';

/** By response code, SRV and reason, of the rejections that the SEC Panel counts, now or before: those of which there are any. */
export function codesOf(group: Group, before: Group): PanelReport['codes'] {
  const keyOf = ({ responseCode, srv, reason }: Heading) => JSON.stringify({ responseCode, srv, reason });
  const [now, then] = [groupBy(only(group, isCounted), keyOf), groupBy(only(before, isCounted), keyOf)];
  return [...new Set([...now.keys(), ...then.keys()])]
    .map((key) => {
      const [mine, previous] = [now.get(key) ?? emptyGroup, then.get(key) ?? emptyGroup];
      const told = JSON.parse(key) as Pick<PanelReport['codes'][number], 'responseCode' | 'srv' | 'reason'>;
      return { ...told, rejections: decisionsIn(mine), ...onMeters(mine), rejectedAttempts: attemptsIn(mine), previousRejections: decisionsIn(previous) };
    })
    .filter((code) => code.rejectedAttempts + code.previousRejections > 0)
    .sort(mostFirst((code) => [code.rejections, code.rejectedAttempts, code.previousRejections], ({ responseCode, srv, reason }) => `${responseCode} ${srv} ${reason}`));
}

function onMeters(group: Group): Pick<PanelReport['codes'][number], 'esme' | 'gpf'> {
  const on = (wanted: string) => decisionsIn(only(group, ({ deviceType }) => deviceType === wanted));
  return { esme: on('ESME'), gpf: on('GPF') };
}

/** Rejections that were not answered. */
export function observedIn(group: Group): PanelReport['observed'] {
  return tally(group, ({ srv, deviceType, observed }) =>
    observed && { srv, deviceType, reason: observed.reason, responseCode: observed.responseCode, by: observed.by },
  );
}

/** Rejections that the SEC Panel does not count, but for those without a check. */
export function otherRejectionsIn(group: Group): PanelReport['otherRejections'] {
  return tally(group, (heading) => (heading.decision === 'reject' && !heading.counted && !isUnchecked(heading) ? answerOf(heading) : null));
}

/** Permitted or rejected because data could not be looked up. */
export function uncheckedIn(group: Group): PanelReport['unchecked'] {
  return tally(group, (heading) => (isUnchecked(heading) ? { decision: heading.decision, ...answerOf(heading) } : null));
}

/** Permitted as `unverified`, by the rule that decided so. */
export function unverifiedIn(group: Group): PanelReport['unverified'] {
  return tally(group, (heading) => (isUnverified(heading) ? { rule: heading.rule?.id ?? null, title: heading.rule?.title ?? 'A store did not answer' } : null));
}

export function isUnverified({ reason }: Heading): boolean {
  return reason === 'unverified';
}

export function isUnchecked({ reason }: Heading): boolean {
  return reason === 'unavailable';
}

function answerOf({ srv, deviceType, reason, responseCode }: Heading): Pick<Heading, 'srv' | 'deviceType' | 'reason' | 'responseCode'> {
  return { srv, deviceType, reason, responseCode };
}

/** Of what has a key, how many there are of each. */
function tally<Key extends object>(group: Group, keyOf: (heading: Heading) => Key | null): (Key & { decisions: number; attempts: number })[] {
  const wanted = only(group, (heading) => keyOf(heading) !== null);
  return [...groupBy(wanted, (heading) => JSON.stringify(keyOf(heading)))]
    .map(([key, mine]) => ({ key, decisions: decisionsIn(mine), attempts: attemptsIn(mine) }))
    .sort(mostFirst(({ decisions, attempts }) => [decisions, attempts], ({ key }) => key))
    .map(({ key, ...numbers }) => ({ ...(JSON.parse(key) as Key), ...numbers }));
}
