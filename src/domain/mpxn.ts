/** An MPAN core has 13 digits; an MPRN 6 to 10. Both are opaque keys here: a failing check digit is only advice. */
const mpanPrimes = [3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43];

/** The distributor id of an MPAN core (its first two digits), undefined for an MPRN: gas has no such mapping. */
export function findDistributorId(mpxn: string): string | undefined {
  return mpxn.length === 13 ? mpxn.slice(0, 2) : undefined;
}

export function isCheckDigitRight(mpxn: string): boolean {
  return mpxn.length === 13 ? isMpanCheckDigitRight(mpxn) : isMprnCheckDigitRight(mpxn);
}

function isMpanCheckDigitRight(mpan: string): boolean {
  const sum = mpanPrimes.reduce((total, prime, index) => total + prime * Number(mpan[index]), 0);
  return (sum % 11) % 10 === Number(mpan[12]);
}

function isMprnCheckDigitRight(mprn: string): boolean {
  if (mprn.length < 3) return false;
  const digits = Array.from(mprn.slice(0, -2), Number);
  const sum = digits.reduce((total, digit, index) => total + digit * (digits.length - index), 0);
  return sum % 11 === Number(mprn.slice(-2));
}

/** How an MPxN is shown outside the audit store: it is personal data (DOMAIN 13, A38). */
export function maskMpxn(mpxn: string): string {
  return `${'*'.repeat(Math.max(mpxn.length - 3, 0))}${mpxn.slice(-3)}`;
}

/**
 * Digits of any script in a row or with blanks, underscores or what is not seen between them, or in groups as an MPAN is written, which
 * neither a date nor an EUI-64 has.
 */
const manyDigits = /\p{Nd}(?:(?:[^\S\r\n]|[_\p{Cf}]){0,3}\p{Nd}){5,}|\p{Nd}{1,5}(?:[-.,'’]\p{Nd}{3,5}){2,}/gu;

/**
 * Masks whatever looks like an MPxN, from the six digits of a short MPRN on, also those with a digit too many: text that somebody else wrote
 * may hold one anywhere.
 */
export function maskDigits(text: string): string {
  return text.replace(manyDigits, maskMpxn);
}
