import type { RegistrationPeriod } from '../../domain/device.js';
import { Fault } from '../../domain/fault.js';
import { findDay } from './day-number.js';

/** A row of `registrationColumns`, the codes already turned into names; `supplierCode` tells a lost name from none. */
export type RegistrationRow = readonly [
  effectiveFrom: number, effectiveTo: number | null, networkOperator: string | null, supplierCode: number | null, supplier: string | null,
];

export const registrationQuery = `
  SELECT r.effective_from, r.effective_to, o.name, r.supplier, s.name
  FROM registration r LEFT JOIN participant o ON o.code = r.network_operator LEFT JOIN participant s ON s.code = r.supplier
  WHERE r.mpxn = ? ORDER BY r.effective_from`;

/** Throws `Fault('fact-malformed')` for a row that no import can have written. The MPxN is not told: it is personal data. */
export function readRegistrationPeriod([from, to, networkOperator, supplierCode, supplier]: RegistrationRow): RegistrationPeriod {
  if (networkOperator === null) throw malformed('a network operator without a name');
  if (supplierCode !== null && supplier === null) throw malformed('a supplier without a name');
  if (to !== null && to <= from) throw malformed('a period that ends before it begins');
  return {
    networkOperator,
    supplier: supplier ?? undefined,
    effectiveFrom: readDay(from),
    effectiveTo: to === null ? undefined : readDay(to),
  };
}

function readDay(number: number): string {
  const day = findDay(number);
  if (day === undefined) throw malformed(`\`${number}\` as a day`);
  return day;
}

function malformed(what: string): Fault {
  return new Fault('fact-malformed', `the store holds ${what} in a registration: import registration again`);
}
