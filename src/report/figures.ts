import type { Heading } from '../audit/heading.js';
import { attemptsIn, decisionsIn, emptyGroup, type Group, groupBy, isCounted, only, requestsIn } from './count.js';
import type { Figures, PanelReport } from './panel-report.js';
import type { PanelSettings } from './settings.js';
import { isUnchecked, isUnverified } from './tallies.js';

export interface Scope {
  /** whether the check applied, or the SEC Panel counts it all the same */
  isInScope: (heading: Heading) => boolean;
  /** what is told apart in any case */
  checked: readonly Split[];
}

interface Split {
  srv: string;
  deviceType: string;
}

export function scopeOf({ enforcement, report: { outOfScope } }: PanelSettings): Scope {
  const outside = new Set(outOfScope);
  return {
    isInScope: ({ counted, reason }) => counted || !outside.has(reason),
    checked: Object.entries(enforcement).flatMap(([srv, byDeviceType]) => Object.keys(byDeviceType).map((deviceType) => ({ srv, deviceType }))),
  };
}

export function figuresOf(group: Group, before: Group, { isInScope }: Scope): Figures {
  const [rejected, inScope] = [only(group, isCounted), only(group, isInScope)];
  const [rejectedAttempts, inScopeAttempts] = [attemptsIn(rejected), attemptsIn(inScope)];
  return {
    rejections: decisionsIn(rejected),
    rejectedAttempts,
    rejectedRequests: requestsIn(rejected),
    inScopeAttempts,
    inScopeRequests: requestsIn(inScope),
    attempts: attemptsIn(group),
    requests: requestsIn(group),
    share: inScopeAttempts === 0 ? null : rejectedAttempts / inScopeAttempts,
    previousRejections: decisionsIn(only(before, isCounted)),
  };
}

/** By SRV and device type: those that are checked, and then any other in which something was in scope or counted. */
export function splitsOf(group: Group, before: Group, scope: Scope): PanelReport['splits'] {
  const bySplit = (heading: Heading) => keyOf(splitOf(heading));
  const [now, then] = [groupBy(group, bySplit), groupBy(before, bySplit)];
  const occurring = [...only(group, scope.isInScope).entries, ...only(before, isCounted).entries].map(({ heading }) => splitOf(heading));
  const splits = new Map([...inOrder(scope.checked), ...inOrder(occurring)].map((split) => [keyOf(split), split]));
  return [...splits]
    .map(([key, split]) => ({ ...split, ...figuresOf(now.get(key) ?? emptyGroup, then.get(key) ?? emptyGroup, scope) }));
}

function inOrder(splits: readonly Split[]): Split[] {
  return [...splits].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** Attempts in scope for which the check could not be made. */
export function unmadeIn(group: Group, { isInScope }: Scope): PanelReport['unmade'] {
  const inScope = only(group, isInScope);
  return { unverified: attemptsIn(only(inScope, isUnverified)), unchecked: attemptsIn(only(inScope, isUnchecked)) };
}

/** The SRVs and device types of which rejections are answered now, and were only observed before, as the check was switched so. */
export function switchedOn(group: Group, before: Group): string[] {
  const keysIn = ({ entries }: Group) => entries.map(({ heading }) => keyOf(splitOf(heading)));
  const observed = new Set(keysIn(only(before, (heading) => heading.observed?.by === 'switch')));
  return [...new Set(keysIn(only(group, isCounted)))].filter((split) => observed.has(split)).sort();
}

function splitOf({ srv, deviceType }: Heading): Split {
  return { srv, deviceType: deviceType ?? 'unknown' };
}

function keyOf({ srv, deviceType }: Split): string {
  return `${srv} ${deviceType}`;
}
