/** Whether a day `YYYY-MM-DD` is a Monday to Friday. */
export function isWorkday(day: string): boolean {
  return ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
}
