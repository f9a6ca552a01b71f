/**
 * Everything slotguard refuses on purpose, by a code that does not change. What a code means to HTTP is said in
 * `http/problems.ts`, to the shell in `cli/`.
 */
export type FaultCode =
  | 'malformed-value'
  | 'not-well-formed'
  | 'too-large'
  | 'unsupported-type'
  | 'not-decidable'
  | 'signature-required'
  | 'signature-invalid'
  | 'not-found'
  | 'fact-unavailable'
  | 'fact-malformed'
  | 'not-recorded'
  | 'not-written'
  | 'audit-unavailable'
  | 'no-rule-decides'
  | 'rules-invalid'
  | 'configuration-invalid'
  | 'data-invalid'
  | 'store-unavailable'
  | 'usage';

/** Where a problem stands, in the reader's words: `line 12, element sr:RequestID`, `rules/x.yaml:7:12`, `fact deviceType`. */
export interface Place {
  at: string;
  problem: string;
}

/** An error thrown on purpose: `message` is one sentence for a person, lower case, without a full stop. */
export class Fault extends Error {
  constructor(
    readonly code: FaultCode,
    message: string,
    readonly places: readonly Place[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'Fault';
  }
}
