import type { EarlierDevices, RejectedDevices } from '../audit/panel-source.js';
import type { PartyDirectory } from '../domain/party.js';
import { attemptsIn, decisionsIn, emptyGroup, type Group, groupBy, isCounted, listBy, only } from './count.js';
import { figuresOf, type Scope, splitsOf } from './figures.js';
import { mostFirst } from './most-first.js';
import type { PanelReport, SupplierFigures } from './panel-report.js';
import type { PutRight } from './put-right.js';
import { type Sender, supplierKey, supplierName } from './supplier-key.js';
import { codesOf, isUnverified, observedIn } from './tallies.js';

export interface SuppliersInput {
  group: Group;
  before: Group;
  rejectedDevices: readonly RejectedDevices[];
  earlierDevices: readonly EarlierDevices[];
  parties: PartyDirectory;
  scope: Scope;
  putRight: PutRight;
}

/** Everyone who sent something in scope, who is compared with it or has a rejected device, and every Supplier of the directory. */
export function suppliersOf({ group, before, rejectedDevices, earlierDevices, parties, scope, putRight }: SuppliersInput): PanelReport['suppliers'] {
  const [now, then] = [groupBy(group, supplierKey), groupBy(before, supplierKey)];
  const devices = listBy(rejectedDevices, ({ heading }) => supplierKey(heading));
  const earlier = listBy(earlierDevices, ({ heading }) => supplierKey(heading));
  const entries = [...only(group, scope.isInScope).entries, ...only(before, isCounted).entries];
  const concerned = [...entries, ...rejectedDevices, ...earlierDevices].map(({ heading }): Sender => heading);
  const listed = parties.parties.filter(({ kind }) => kind === 'supplier').map(({ id }): Sender => ({ supplier: id }));
  const senders = new Map([...concerned, ...listed].map((sender) => [supplierKey(sender), sender]));
  return [...senders]
    .map(([key, sender]): SupplierFigures => {
      const [mine, previous] = [now.get(key) ?? emptyGroup, then.get(key) ?? emptyGroup];
      return {
        supplier: sender.supplier,
        name: supplierName(sender, parties),
        users: usersIn(mine, scope),
        figures: figuresOf(mine, previous, scope),
        codes: codesOf(mine, previous),
        splits: splitsOf(mine, previous, scope),
        observed: observedIn(mine),
        unverified: decisionsIn(only(mine, isUnverified)),
        putRight: putRight.figuresOf(devices.get(key) ?? [], earlier.get(key) ?? []),
      };
    })
    .sort(mostFirst(({ figures }) => [figures.rejections, figures.rejectedAttempts, figures.inScopeAttempts], ({ name, supplier }) => `${name} ${supplier ?? ''}`));
}

function usersIn(group: Group, { isInScope }: Scope): SupplierFigures['users'] {
  return [...groupBy(only(group, ({ originator }) => originator !== null), ({ originator }) => originator ?? '')]
    .map(([userId, mine]) => ({
      userId,
      rejections: decisionsIn(only(mine, isCounted)),
      inScopeAttempts: attemptsIn(only(mine, isInScope)),
      attempts: attemptsIn(mine),
    }))
    .sort(mostFirst(({ rejections, attempts }) => [rejections, attempts], ({ userId }) => userId));
}
