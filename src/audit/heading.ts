/**
 * What a decision or an attempt is counted under: everything that the Panel's report and a listing tell apart, and nothing that
 * anybody can make up, so that there are thousands of headings and not millions. Null: not known, or not asked.
 */
export interface Heading {
  /** answered from the record of an earlier, equal request */
  repeated: boolean;
  /** SEC Party of the originator, by party id */
  supplier: string | null;
  /** Service User ID; null where it is of no party: anybody can make up such */
  originator: string | null;
  /** `other` for what DUIS does not know */
  srv: string;
  deviceType: string | null;
  decision: 'permit' | 'reject';
  reason: string;
  responseCode: string;
  /** whether the SEC Panel counts it */
  counted: boolean;
  /** a rejection that was not answered; `by` tells whether the check is switched to observe, or only a rule in observe mode rejects */
  observed: { by: 'switch' | 'rule'; reason: string; responseCode: string } | null;
  rule: { id: string; title: string } | null;
  /** of what was or would have been rejected: the party responsible for the meter point */
  responsible: string | null;
  /** of what was or would have been rejected: whose certificates were placed in its stead, sorted; `unknown` for an owner in no directory */
  placed: readonly string[];
}
