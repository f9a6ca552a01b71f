import type { PartyDirectory } from '../domain/party.js';
import type { PanelReport } from './panel-report.js';
import type { Periods } from './period.js';
import { tellDay, tellInstant, tellMany } from './wording.js';

export interface NotesInput extends Periods {
  now: number;
  suppliers: PanelReport['suppliers'];
  parties: PartyDirectory;
  putRight: PanelReport['putRight'];
  /** whether anything was recorded in the period before */
  hasBefore: boolean;
  /** whether bank holidays are known for every day that was reckoned with */
  hasHolidays: boolean;
}

/** What a reader should know about the report. */
export function notesOn({ period, previous, now, suppliers, parties, putRight, hasBefore, hasHolidays }: NotesInput): string[] {
  const hasStrangers = suppliers.some(({ supplier }) => supplier === null);
  const forgotten = suppliers.flatMap(({ supplier }) => (supplier === null || parties.findParty(supplier) !== undefined ? [] : [supplier]));
  const { devicesLeftOut, calendarUntil } = putRight;
  return [
    ...(period.to > now ? [`The period is not over: this report tells what was recorded until ${tellInstant(new Date(now).toISOString())}.`] : []),
    ...(hasBefore ? [] : [`Nothing was recorded in the period before (${previous.label}), so that no change can be told.`]),
    ...(hasStrangers ? ['User IDs that no party has are told together, as no Supplier is known for them.'] : []),
    ...(forgotten.length > 0 ? [`Parties that the directory has no longer are told by their id: ${forgotten.join(', ')}.`] : []),
    ...(devicesLeftOut > 0 ? [`${tellMany(devicesLeftOut, 'rejected device is', 'rejected devices are')} counted, but not listed one by one.`] : []),
    ...(hasHolidays ? [] : [`Bank holidays are known until ${tellDay(calendarUntil)}: on other days, working days are Mondays to Fridays.`]),
  ];
}
