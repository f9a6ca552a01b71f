import { headingOf } from '../../../audit/heading-of.js';
import type { Heading } from '../../../audit/heading.js';
import type { AuditEntry } from '../../../audit/record.js';
import { splitRequestKey } from './request-key.js';

/** What stands beside a record's text, so that it can be found and counted: all of it follows from the text. */
export interface EntryDescription {
  id: string;
  /** epoch milliseconds */
  at: number;
  originator: string | null;
  counter: string | null;
  /** null: it is not counted */
  heading: Heading | null;
  /** the request key, where it was used before */
  repeatsKey: string | null;
}

export function describeEntry(entry: AuditEntry): EntryDescription {
  switch (entry.kind) {
    case 'decision':
      return {
        id: entry.decisionId, at: Date.parse(entry.decidedAt), ...splitRequestKey(entry.request.requestKey),
        heading: headingOf(entry), repeatsKey: entry.requestIdReused ? entry.request.requestKey : null,
      };
    case 'attempt':
      return {
        id: entry.attemptId, at: Date.parse(entry.attemptedAt), ...splitRequestKey(entry.request.requestKey),
        heading: entry.countedAs, repeatsKey: entry.request.requestKey,
      };
    case 'pruning':
      return { id: entry.pruningId, at: Date.parse(entry.prunedAt), originator: null, counter: null, heading: null, repeatsKey: null };
  }
}
