import type { Policy } from '../rules/rule.js';
import { nearestName } from '../yaml/nearest-name.js';
import type { Configuration } from './schema.js';

/** Reasons that configuration names and that no policy gives: most likely misspelt. `unavailable` is given where no rule could be asked. */
export function findUnknownReasons({ wording, responseCodes, report }: Pick<Configuration, 'wording' | 'responseCodes' | 'report'>, { reasons }: Policy): string[] {
  const names = [...Object.keys(reasons), 'unavailable'];
  const named = { wording: Object.keys(wording), responseCodes: Object.keys(responseCodes), 'report.outOfScope': report.outOfScope };
  return Object.entries(named).flatMap(([key, reasonsOfKey]) =>
    reasonsOfKey.filter((reason) => !names.includes(reason)).map((reason) => {
      const nearest = nearestName(reason, names);
      return `${key}.${reason} in the configuration is for no reason of policy.yaml${nearest === undefined ? '' : `, did you mean \`${nearest}\`?`}`;
    }),
  );
}
