/** What of the configuration facts depend on. */
export interface FactSettings {
  enforcement: Readonly<Record<string, Readonly<Record<string, Enforcement>>>>;
  mpanPrefixFallback: boolean;
  operatorChangeGraceDays: number;
  registrationMaxAgeDays: number | null;
  equivalentGroups: readonly string[];
  factDeadlineMilliseconds: number;
}

export type Enforcement = 'enforce' | 'observe' | 'off';
