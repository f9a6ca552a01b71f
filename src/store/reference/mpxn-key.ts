/** An MPxN as one integer of six bytes that keeps its leading zeros: a `1` and then its digits. */
export function findMpxnKey(mpxn: string): number | undefined {
  return /^\d{1,13}$/.test(mpxn) ? Number(`1${mpxn}`) : undefined;
}

export function findMpxn(key: number): string | undefined {
  const text = String(key);
  return Number.isInteger(key) && key >= 10 && text.length <= 14 && text.startsWith('1') ? text.slice(1) : undefined;
}
