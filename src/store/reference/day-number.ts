const FIRST = -719162;
const LAST = 2932896;
const millisecondsADay = 86_400_000;

/** Days since 1970-01-01 of a calendar day `YYYY-MM-DD` (0001-01-01 to 9999-12-31); undefined where the calendar has no such day. */
export function findDayNumber(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const year = Number(text.slice(0, 4));
  const month = Number(text.slice(5, 7));
  const dayOfMonth = Number(text.slice(8, 10));
  if (year < 1 || month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > daysInMonth(year, month)) return undefined;
  return daysFromCivil(year, month, dayOfMonth);
}

const mostTexts = 10_000;
const texts = new Map<number, string>();

/** The day as `YYYY-MM-DD`; undefined for a number that no such day has. Remembered, as few days come often. */
export function findDay(number: number): string | undefined {
  const known = texts.get(number);
  if (known !== undefined) return known;
  if (!Number.isInteger(number) || number < FIRST || number > LAST) return undefined;
  if (texts.size === mostTexts) texts.clear();
  const text = new Date(number * millisecondsADay).toISOString().slice(0, 10);
  texts.set(number, text);
  return text;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The year is counted from 1 March, so that the leap day is its last. */
function daysFromCivil(year: number, month: number, dayOfMonth: number): number {
  const years = month <= 2 ? year - 1 : year;
  const leapDays = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + dayOfMonth - 1;
  return years * 365 + leapDays + dayOfYear - 719468;
}
