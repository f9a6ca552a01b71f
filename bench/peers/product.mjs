// The product as shipped: built, `slotguard serve` with what its first line tells Node, its audit durable as it always is.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { originator, root } from '../inputs/estate.mjs';
import { counterMark, targetMark } from '../inputs/requests.mjs';

const program = join(root, 'dist/main.js');
const [, flags = ''] = /^#!.* node (.*)$/m.exec(readFileSync(program, 'utf8')) ?? [];

/** Arguments of `startServer`. `workers`: absent, as many as it has by itself. */
export function productCommand(environment, workers) {
  return [process.execPath, [...flags.split(' '), program, 'serve'], {
    folder: root,
    environment: { ...environment, SLOTGUARD_SERVER_PORT: '0', ...(workers !== undefined && { SLOTGUARD_SERVER_WORKERS: String(workers) }) },
    ready: /^slotguard listening on (http:\/\/\S+)/,
  }];
}

/** What an answer of the product must have: it is of this request and of no other. */
export const expectOfProduct = ({ decision, reason }) => [`"decision":"${decision}"`, `"reason":"${reason}"`, `"requestId":"${originator}:${targetMark}:${counterMark}"`];
