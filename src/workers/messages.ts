import { z } from 'zod';
import type { Configuration } from '../configuration/schema.js';
import type { Numbers } from '../http/metrics-of-workers.js';
import type { AccessMaterial } from '../watch-access.js';

/** What a worker tells the keeper. Libraries send messages over the same channel: theirs are none of these. */
export const toKeeper = z.discriminatedUnion('kind', [
  /** it can hear now what it is to begin with */
  z.object({ kind: z.literal('here') }),
  z.object({ kind: z.literal('ready'), url: z.string() }),
  /** the version of the rules that it decides by from now on */
  z.object({ kind: z.literal('rules'), version: z.string() }),
  /** it could not begin: what to tell the person who started it, and the exit code */
  z.object({ kind: z.literal('failed'), lines: z.array(z.string()), exitCode: z.number() }),
  /** somebody had the rules read again, and the others must do the same */
  z.object({ kind: z.literal('reload-rules') }),
  /** it has read the rules again, as it was told to */
  z.object({ kind: z.literal('rules-read') }),
  /** SIGHUP came to it, which is for all of them */
  z.object({ kind: z.literal('hang-up') }),
  z.object({ kind: z.literal('read-metrics'), question: z.number() }),
  /** what it has counted, as it was asked */
  z.object({ kind: z.literal('numbers'), question: z.number(), numbers: z.custom<Numbers>() }),
  z.object({ kind: z.literal('connections'), count: z.number() }),
]);
export type ToKeeper = z.infer<typeof toKeeper>;

export const toWorker = z.discriminatedUnion('kind', [
  /** what all of them hold to, whatever the files say by now; `rules`: the version that the others decide by, where it takes the place of one that ended */
  z.object({ kind: z.literal('begin'), configuration: z.custom<Configuration>(), access: z.custom<AccessMaterial>(), audit: z.string(), rules: z.string().optional() }),
  /** who may do what from now on */
  z.object({ kind: z.literal('access'), access: z.custom<AccessMaterial>() }),
  z.object({ kind: z.literal('reload-rules') }),
  /** how many connections a worker may keep without having more than its share */
  z.object({ kind: z.literal('share'), most: z.number() }),
  z.object({ kind: z.literal('tell-numbers'), question: z.number() }),
  /** of all workers together; null: not every one of them answered */
  z.object({ kind: z.literal('metrics'), question: z.number(), text: z.string().nullable() }),
]);
export type ToWorker = z.infer<typeof toWorker>;
