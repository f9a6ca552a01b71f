import type { Policy } from '../rules/rule.js';
import { nearestName } from '../yaml/nearest-name.js';
import type { Configuration } from './schema.js';

/** Reasons that configuration has words or codes for and that no policy gives: most likely misspelt. `unavailable` is given where no rule could be asked. */
export function findUnknownReasons({ wording, responseCodes }: Pick<Configuration, 'wording' | 'responseCodes'>, { reasons }: Policy): string[] {
  const names = [...Object.keys(reasons), 'unavailable'];
  return Object.entries({ wording, responseCodes }).flatMap(([key, byReason]) =>
    Object.keys(byReason).filter((reason) => !names.includes(reason)).map((reason) => {
      const nearest = nearestName(reason, names);
      return `${key}.${reason} in the configuration is for no reason of policy.yaml${nearest === undefined ? '' : `, did you mean \`${nearest}\`?`}`;
    }),
  );
}
