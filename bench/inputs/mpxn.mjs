// MPxNs of nobody, whose check digits are right, so that no answer carries advice about them.
const mpanPrimes = [3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43];

/** 13 digits, of the twelve that `number` gives. */
export function mpan(number) {
  const digits = String(900_000_000_000 + number);
  let sum = 0;
  for (let index = 0; index < 12; index += 1) sum += mpanPrimes[index] * (digits.charCodeAt(index) - 48);
  return digits + String((sum % 11) % 10);
}

/** 10 digits, of the eight that `number` (below 90 million) gives. */
export function mprn(number) {
  const digits = String(10_000_000 + number);
  let sum = 0;
  for (let index = 0; index < 8; index += 1) sum += (digits.charCodeAt(index) - 48) * (8 - index);
  return digits + String(sum % 11).padStart(2, '0');
}
