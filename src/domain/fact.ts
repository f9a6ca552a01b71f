export type FactValue = string | number | boolean;

/**
 * What came of asking for a fact. The four are never confused: `unknown` is a known absence and a value that rules decide on
 * (SECMP0063 PIA 3: an MPAN that is unknown permits), `unavailable` could not look and is no decision unless configuration says
 * otherwise, `malformed` is a refusal.
 */
export type FactOutcome =
  | { status: 'present'; value: FactValue }
  | { status: 'unknown' }
  | { status: 'unavailable'; cause: unknown }
  | { status: 'malformed'; problem: string };

/** In the order of what asking costs: rules that need only an earlier one are asked first. */
export const factProviders = ['request', 'sender', 'device', 'configuration', 'registration', 'certificates'] as const;
export type FactProvider = (typeof factProviders)[number];

/** How rules see an `unknown` fact, and the only spelling of it. */
export const unknownValue = 'unknown';

export interface DeclaredValue {
  value: FactValue;
  meaning: string;
  /** how a person says what would have to be so: `the device were an ESME`; words in braces are those of the wording */
  were?: string;
}

/** What the catalogue says of a fact: its name, what it means, what it can be. */
export interface FactDeclaration {
  name: string;
  meaning: string;
  /** the fact in a sentence, before `were` and a value: `the type of the device` */
  called: string;
  provider: FactProvider;
  type: 'text' | 'integer' | 'boolean';
  /** every value it can have, with what each means; `open`: any text, such as a party id */
  values: readonly DeclaredValue[] | 'open';
  /** whether the fact can be unknown, which rules write as the value `unknown` */
  mayBeUnknown: boolean;
}

/** A combination that no request has: every one of these facts with one of its values here, or with none of those under `not`. */
export interface ImpossibleCombination {
  facts: Readonly<Record<string, readonly FactValue[] | { not: readonly FactValue[] }>>;
  because: string;
}

export interface FactVocabulary {
  facts: readonly FactDeclaration[];
  findFact(name: string): FactDeclaration | undefined;
  /** declared, so that a proof over every input says which it left out, and why */
  impossible: readonly ImpossibleCombination[];
}
