import { registrationTable } from '../reference/reference-schema.js';
import { readDayField, readMpxnField } from './field-readings.js';
import type { Participants } from './participants.js';
import type { TableKind } from './table-kind.js';

/** Operators and suppliers are stored as codes, which `participants` gives out. */
export function registrationKind(participants: Participants): TableKind {
  return {
    table: 'registration',
    tableSql: registrationTable,
    columns: ['mpxn', 'network_operator', 'supplier', 'effective_from', 'effective_to'],
    required: ['mpxn', 'network_operator', 'effective_from'],
    keyName: 'mpxn and effective_from',
    keyColumn: 'effective_from',
    staged: [
      { column: 'mpxn', name: 'mpxn', read: readMpxnField },
      { column: 'effective_from', name: 'effective_from', read: readDayField },
      { column: 'effective_to', name: 'effective_to', read: readDayField },
      { column: 'network_operator', name: 'network_operator', read: participants.readCode },
      { column: 'supplier', name: 'supplier', read: participants.readCode },
    ],
    key: ['mpxn', 'effective_from'].map((name) => ({ name, from: name })),
    values: ['effective_to', 'network_operator', 'supplier'].map((name) => ({ name, from: name })),
    findContradiction: ([, from, to]) => (from != null && to != null && to <= from
      ? { column: 'effective_to', problem: 'not after effective_from: the period ends before the day of effective_to' }
      : undefined),
  };
}
