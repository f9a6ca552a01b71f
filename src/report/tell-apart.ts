import type { PanelReport } from './panel-report.js';

type NameOf = (party: string | null, name: string) => string;

/** The same report with the id in front of each name that several parties have: side by side in a table they would be taken for one. */
export function tellApart(report: PanelReport): PanelReport {
  const { suppliers, operators, confusions, putRight } = report;
  const nameOf = namesApart([
    ...suppliers.map(({ supplier, name }) => ({ party: supplier, name })),
    ...operators.map(({ operator, name }) => ({ party: operator, name })),
  ]);
  return {
    ...report,
    suppliers: suppliers.map((each) => ({ ...each, name: nameOf(each.supplier, each.name) })),
    operators: operators.map((each) => ({ ...each, name: nameOf(each.operator, each.name) })),
    confusions: confusions.map((each) => ({
      ...each, responsibleName: nameOf(each.responsible, each.responsibleName), placedName: nameOf(each.placed, each.placedName),
    })),
    putRight: { ...putRight, devices: putRight.devices.map((each) => ({ ...each, name: nameOf(each.supplier, each.name) })) },
  };
}

function namesApart(told: readonly { party: string | null; name: string }[]): NameOf {
  const partiesOf = new Map<string, Set<string | null>>();
  for (const { party, name } of told) partiesOf.set(name, (partiesOf.get(name) ?? new Set()).add(party));
  return (party, name) => (party === null || (partiesOf.get(name)?.size ?? 0) < 2 ? name : `${party}: ${name}`);
}
