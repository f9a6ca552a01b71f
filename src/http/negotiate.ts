import type { Asked } from './http-parts.js';
import { Refusal } from './problems.js';

const inUtf8 = ';charset=utf-8';

/** The first of `offered` where the caller does not mind, else what he likes best; throws `Refusal('not-acceptable')` where there is none. */
export function negotiate<Offered extends string>(request: Asked, offered: readonly [Offered, ...Offered[]]): Offered {
  const { accept } = request.headers;
  if (accept === undefined || accept === '*/*') return offered[0];
  const liked = request.accepts(offered.flatMap((type) => [type, `${type}${inUtf8}`]));
  const type = liked === false ? undefined : offered.find((each) => each === liked || `${each}${inUtf8}` === liked);
  if (type === undefined) throw new Refusal('not-acceptable', `Accept \`${accept.slice(0, 60)}\` leaves no form to answer in: accept ${offered.join(' or ')}`);
  return type;
}
