const ZERO = 48;

/** An MPxN as one integer of six bytes that keeps its leading zeros: a `1` and then its digits. */
export function findMpxnKey(mpxn: string): number | undefined {
  if (mpxn.length === 0 || mpxn.length > 13) return undefined;
  let key = 1;
  for (let at = 0; at < mpxn.length; at += 1) {
    const digit = mpxn.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    key = key * 10 + digit;
  }
  return key;
}

/** As `findMpxnKey`, of an MPAN core, which has 13 digits. */
export function findMpanKey(mpan: string): number | undefined {
  return mpan.length === 13 ? findMpxnKey(mpan) : undefined;
}

export function findMpxn(key: number): string | undefined {
  const text = String(key);
  return Number.isInteger(key) && key >= 10 && text.length <= 14 && text.startsWith('1') ? text.slice(1) : undefined;
}
