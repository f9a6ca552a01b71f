/** Calendar days of Great Britain, by their bank holidays. Every day is `YYYY-MM-DD`. */
export interface WorkingDays {
  /** the working days after `from`, up to and including `to`; none where `to` is not later */
  between(from: string, to: string): number;
  /** the working day by which `days` of them have passed, the day itself not counted */
  after(from: string, days: number): string;
  /** the last bank holiday that is known */
  until: string;
  /** whether bank holidays are known for that time */
  knows(day: string): boolean;
}

const dayLength = 86_400_000;

export function createWorkingDays(bankHolidays: readonly string[]): WorkingDays {
  const holidays = [...new Set(bankHolidays.map(numberOf))].filter((day) => !isWeekend(day));
  const days = [...bankHolidays].sort();
  const [first = '', until = ''] = [days[0], days.at(-1)];
  const isWorking = (day: number): boolean => !isWeekend(day) && !holidays.includes(day);
  const nextWorking = (day: number): number => (isWorking(day + 1) ? day + 1 : nextWorking(day + 1));
  return {
    between: (from, to) => {
      const [start, end] = [numberOf(from), numberOf(to)];
      return start >= end ? 0 : weekdaysUntil(end) - weekdaysUntil(start) - holidays.filter((day) => start < day && day <= end).length;
    },
    after: (from, count) => {
      let day = numberOf(from);
      for (let left = count; left > 0; left -= 1) day = nextWorking(day);
      return new Date(day * dayLength).toISOString().slice(0, 10);
    },
    until,
    knows: (day) => day.slice(0, 4) >= first.slice(0, 4) && day <= until,
  };
}

/** days since 1970-01-01, a Thursday */
function numberOf(day: string): number {
  return Date.parse(day) / dayLength;
}

/** Monday is 0 */
function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

function isWeekend(day: number): boolean {
  return weekdayOf(day) > 4;
}

/** Mondays to Fridays from the Monday before 1970-01-01 up to and including the day. */
function weekdaysUntil(day: number): number {
  return Math.floor((day + 3) / 7) * 5 + Math.min(weekdayOf(day) + 1, 5);
}
