import type { PartyDirectory } from '../domain/party.js';
import type { ReportSettings } from './settings.js';
import { createWorkingDays, type WorkingDays } from './working-days.js';

export interface OperatorCalendar extends WorkingDays {
  name: keyof ReportSettings['bankHolidays'];
}

/** Distributor ids of the two MPAN regions of Scotland: Southern Scotland is 18, Northern Scotland 17. */
const scottishDistributors = ['17', '18'];

/** The bank holidays that count where a Network Operator, by party id, is responsible; those of England and Wales where nobody is known to be. */
export function createOperatorCalendars({ bankHolidays, scottishOperators }: ReportSettings, parties: PartyDirectory): {
  calendars: readonly OperatorCalendar[];
  calendarOf: (operator: string | null) => OperatorCalendar;
} {
  const english: OperatorCalendar = { name: 'england-and-wales', ...createWorkingDays(bankHolidays['england-and-wales']) };
  const scottish: OperatorCalendar = { name: 'scotland', ...createWorkingDays(bankHolidays.scotland) };
  const scots = new Set([...scottishOperators, ...scottishDistributors.flatMap((id) => parties.findByDistributorId(id)?.id ?? [])]);
  return { calendars: [english, scottish], calendarOf: (operator) => (operator !== null && scots.has(operator) ? scottish : english) };
}
