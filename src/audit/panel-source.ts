import type { Heading } from './heading.js';
import type { Span } from './record.js';

/** What the Panel's report is made of; what it is counted from, all of it as the store stood at one moment. */
export interface PanelSource {
  readPanel(asking: PanelAsking): PanelCounts;
  /**
   * The files of the rule set that decided last, as JSON (`RuleFile[]`), then of the others, from the one that was last in force, then of those
   * that never were and decided all the same.
   */
  readRuleSets(): Iterable<string>;
}

export interface PanelAsking extends Required<Span> {
  /** rejected devices to tell one by one, at most; null: entries are all that is asked for */
  devices: number | null;
}

export interface PanelCounts {
  /** every decision and attempt of the span, exactly */
  entries: readonly CountedEntries[];
  /** of the entries above, those whose RequestID was used more than once, ever */
  repeated: readonly RepeatedRequest[];
  /** devices with a counted rejection within the span, all of them, put together */
  rejectedDevices: readonly RejectedDevices[];
  /** the same one by one, at most as many as asked for: outstanding ones first, in the order of writing */
  devices: readonly RejectedDevice[];
  /** devices that were rejected before the span, and not in it, and are outstanding */
  earlierDevices: readonly EarlierDevices[];
  /** the first day of which anything was ever recorded, `YYYY-MM-DD`; null: nothing was */
  since: string | null;
  /** the last record that was counted, null where there is none */
  through: ChainPlace | null;
}

/** A place in the chain of records. */
export interface ChainPlace {
  seq: number;
  /** SHA-256, hex */
  link: string;
}

export interface CountedEntries {
  /** calendar day in Great Britain, `YYYY-MM-DD` */
  day: string;
  heading: Heading;
  entries: number;
}

export interface RepeatedRequest {
  /** the same number for the same RequestID */
  request: number;
  heading: Heading;
  /** of this RequestID under this heading within the span */
  entries: number;
}

/**
 * A device is rejected from its first counted rejection on, until a request for it is permitted as `verified`; another rejection after that begins anew.
 * `heading` is that of its first rejection within the span, days are calendar days in Great Britain.
 */
export interface RejectedDevices {
  heading: Pick<Heading, 'supplier' | 'responsible'>;
  rejectedOn: string;
  /** null: outstanding */
  putRightOn: string | null;
  devices: number;
}

/** `heading` is that of the first rejection. */
export interface EarlierDevices {
  heading: Pick<Heading, 'supplier' | 'responsible'>;
  rejectedOn: string;
  devices: number;
}

export interface RejectedDevice {
  /** EUI-64 of the target */
  device: string;
  heading: Heading;
  /** the first counted rejection since it was last right, epoch milliseconds, and its decision id */
  rejectedAt: number;
  decisionId: string;
  /** counted rejections from then on, also those outside the span */
  rejections: number;
  /** epoch milliseconds */
  lastRejectedAt: number;
  /** null: outstanding */
  putRight: { at: number; decisionId: string; supplier: string | null } | null;
}
