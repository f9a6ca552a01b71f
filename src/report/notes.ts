import type { PartyDirectory } from '../domain/party.js';
import type { PanelReport } from './panel-report.js';
import type { Period } from './period.js';
import { tellDay, tellMany } from './wording.js';

export interface NotesInput {
  previous: Period;
  suppliers: PanelReport['suppliers'];
  parties: PartyDirectory;
  putRight: PanelReport['putRight'];
  isComparable: boolean;
  /** whether anything was recorded in the period before */
  hasBefore: boolean;
  /** what is rejected now, and was only observed in the period before: SRV and device type */
  switchedOn: readonly string[];
  placeholderCodes: readonly string[];
  /** whether bank holidays are known for every day that was reckoned with */
  hasHolidays: boolean;
}

/** What a reader should know about the report. */
export function notesOn({ previous, suppliers, parties, putRight, isComparable, hasBefore, switchedOn, placeholderCodes, hasHolidays }: NotesInput): string[] {
  const hasStrangers = suppliers.some(({ supplier }) => supplier === null);
  const forgotten = suppliers.flatMap(({ supplier }) => (supplier === null || parties.findParty(supplier) !== undefined ? [] : [supplier]));
  const { devicesLeftOut, calendarUntil } = putRight;
  return [
    ...(placeholderCodes.length > 0 ? [`These response codes are project placeholders, not issued by DCC: ${placeholderCodes.join(', ')}.`] : []),
    ...(isComparable && !hasBefore ? [`Nothing was recorded in the period before (${previous.label}), although records reach back further: the change says little.`] : []),
    ...(isComparable && switchedOn.length > 0 ? [`In the period before (${previous.label}) this was observed and not rejected, wholly or for a time: ${switchedOn.join(', ')}. The change says little there.`] : []),
    ...(hasStrangers ? ['User IDs that no party has, or whose party could not be looked up, are told together.'] : []),
    ...(forgotten.length > 0 ? [`Parties that the directory has no longer are told by their id: ${forgotten.join(', ')}.`] : []),
    ...(devicesLeftOut > 0 ? [`${tellMany(devicesLeftOut, 'rejected device is', 'rejected devices are')} counted, but not listed one by one.`] : []),
    ...(hasHolidays ? [] : [`Bank holidays are known until ${tellDay(calendarUntil)}: on other days, working days are Mondays to Fridays.`]),
  ];
}
