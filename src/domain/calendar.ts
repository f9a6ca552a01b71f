const britain = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London', year: 'numeric', month: '2-digit', day: '2-digit' });
const hour = 3_600_000;
let last = { hour: Number.NaN, day: '' };

/** The calendar day in Great Britain, `YYYY-MM-DD`, on which an instant (epoch milliseconds) falls. */
export function dayInBritain(instant: number): string {
  const thisHour = Math.floor(instant / hour);
  if (thisHour !== last.hour) last = { hour: thisHour, day: britain.format(instant) };
  return last.day;
}

/** Whether `YYYY-MM-DD` names a day that the calendar has. */
export function isCalendarDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
}

/** The day `days` later (or earlier, when negative). */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 24 * hour).toISOString().slice(0, 10);
}
