/** What of the configuration the SEC Panel's report depends on. */
export interface PanelSettings {
  /** for each SRV the device types for which it is checked, whatever the check does */
  enforcement: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  report: ReportSettings;
}

export interface ReportSettings {
  /** after a rejection, within which the right certificate may be placed */
  workingDays: number;
  /** reasons of decisions to which the check did not apply */
  outOfScope: readonly string[];
  /** response codes that are not issued by DCC */
  placeholderCodes: readonly string[];
  /** party ids */
  scottishOperators: readonly string[];
  /** `YYYY-MM-DD` */
  bankHolidays: Readonly<Record<'england-and-wales' | 'scotland', readonly string[]>>;
}
