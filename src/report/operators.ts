import type { PartyDirectory } from '../domain/party.js';
import { decisionsIn, type Group, isCounted, only } from './count.js';
import { mostFirst } from './most-first.js';
import type { PanelReport } from './panel-report.js';

/** Who stands in no directory. */
const unknown = 'unknown';

/** Network Operators that counted rejections are about: as the responsible one, or as one whose certificate was placed in its stead. */
export function operatorsIn(group: Group, parties: PartyDirectory): PanelReport['operators'] {
  const [asResponsible, asPlaced] = [new Map<string, number>(), new Map<string, number>()];
  for (const { responsible, placed, rejections } of rejectionsIn(group, parties)) {
    add(asResponsible, responsible, rejections);
    for (const operator of placed) add(asPlaced, operator, rejections);
  }
  return [...new Set([...asResponsible.keys(), ...asPlaced.keys()])]
    .map((operator) => ({
      operator,
      name: operatorName(operator, parties),
      responsible: asResponsible.get(operator) ?? 0,
      placed: asPlaced.get(operator) ?? 0,
    }))
    .sort(mostFirst(({ responsible, placed }) => [responsible, placed], ({ name, operator }) => `${name} ${operator}`));
}

function add(counts: Map<string, number>, operator: string, rejections: number): void {
  counts.set(operator, (counts.get(operator) ?? 0) + rejections);
}

export function confusionsIn(group: Group, parties: PartyDirectory): PanelReport['confusions'] {
  const pairs = new Map<string, PanelReport['confusions'][number]>();
  for (const { responsible, placed, rejections } of rejectionsIn(group, parties)) {
    for (const other of placed) {
      const key = `${responsible} ${other}`;
      const before = pairs.get(key)?.rejections ?? 0;
      pairs.set(key, {
        responsible,
        responsibleName: operatorName(responsible, parties),
        placed: other,
        placedName: operatorName(other, parties),
        rejections: before + rejections,
      });
    }
  }
  return [...pairs.values()].sort(mostFirst(({ rejections }) => [rejections], ({ responsibleName, responsible, placedName, placed }) => `${responsibleName} ${responsible} ${placedName} ${placed}`));
}

interface Concerned {
  responsible: string;
  placed: readonly string[];
  rejections: number;
}

function rejectionsIn(group: Group, parties: PartyDirectory): Concerned[] {
  return only(group, isCounted).entries
    .map((each) => ({
      responsible: each.heading.responsible ?? unknown,
      placed: wronglyPlaced(each.heading.placed, parties),
      rejections: decisionsIn({ entries: [each] }),
    }))
    .filter(({ rejections }) => rejections > 0);
}

/** Recovery and Access Control Broker certificates of the DCC may stand in the cell: beside another's they are not what was rejected. */
function wronglyPlaced(placed: readonly string[], parties: PartyDirectory): readonly string[] {
  const others = placed.filter((id) => parties.findParty(id)?.kind !== 'dcc');
  return others.length === 0 ? placed : others;
}

function operatorName(id: string, parties: PartyDirectory): string {
  return id === unknown ? 'Not in the directory' : (parties.findParty(id)?.name ?? id);
}
