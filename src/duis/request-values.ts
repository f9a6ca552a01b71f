import { Fault } from '../domain/fault.js';
import { readEui64 } from '../domain/eui64.js';
import { cancellationInstant, remotePartyRoles, type RemotePartyRole, type ServiceRequest } from '../domain/service-request.js';
import { isServiceReferenceVariant, nearestServiceReferenceVariant } from './service-references.js';

const eui64 = '[0-9A-Fa-f]{2}(?:-[0-9A-Fa-f]{2}){7}';
/** DUIS V5.4, simpleType RequestIDType, but for the counter's upper end. */
export const requestIdPattern = new RegExp(`^(${eui64}):(${eui64}):(0|[1-9][0-9]{0,19})$`);
/** What looks like a Service Reference Variant */
const srvPattern = /^[1-9][0-9]?(?:\.[1-9][0-9]?){1,2}$/;
/** xs:decimal, at most 20 characters long */
export const schemaVersionPattern = /^(?=.{1,20}$)[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)$/;
/** a RequestID has 68 characters at most, and its counter stands last */
const mostQuoted = 80;
const greatestCounter = 2n ** 64n - 1n;
/** DUIS V5.4, simpleType floorSequenceNumber */
const greatestFloor = 2n ** 63n - 1n;
const dateTimePattern =
  /^([0-9]{4}|[1-9][0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?(?:Z|([+-])((?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?$/;
/** xs:dateTime has them; before year 1 its versions count differently, and dates end in the year 275760 here */
const unreadYear = /^(?:-[0-9]{4,}|0000|[1-9][0-9]{5,})-/;

/** Every reader here throws `Fault('malformed-value')` with a sentence that fits any place, and takes no white space around a value. */
export function readRequestId(text: string): Pick<ServiceRequest, 'requestId' | 'originator' | 'target' | 'counter'> {
  const [, originator, target, digits] = requestIdPattern.exec(text) ?? [];
  if (originator === undefined || target === undefined || digits === undefined) {
    return malformed(text, 'RequestID', 'write originator, target and counter, such as 90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A3:1001');
  }
  const counter = BigInt(digits);
  return counter > greatestCounter
    ? malformed(text, 'RequestID', `its counter is greater than ${greatestCounter.toString()}`)
    : { requestId: text, originator: readEui64(originator), target: readEui64(target), counter };
}

export function readCommandVariant(text: string): number {
  return /^[1-9]$/.test(text) ? Number(text) : malformed(text, 'CommandVariant', 'write 1 to 9');
}

/** DUIS V5.4, simpleType CommandVariant: with 5, 6 and 7 the input is a Signed Pre-Command. */
export function isSignedPreCommandVariant(commandVariant: number): boolean {
  return commandVariant >= 5 && commandVariant <= 7;
}

export function readServiceReferenceVariant(text: string): string {
  return isServiceReferenceVariant(text) ? text : refuse(unknownVariant(text));
}

/** The sentence about a text that is none of the Service Reference Variants. */
export function unknownVariant(text: string): string {
  const instead = srvPattern.test(text) ? `the nearest is ${nearestServiceReferenceVariant(text)}` : 'write one such as 6.15.1 or 6.21';
  return noneOf(text, 'Service Reference Variant of DUIS V5.4', instead);
}

export function readSchemaVersion(text: string): string {
  return schemaVersionPattern.test(text) ? text : malformed(text, 'schema version', 'write a decimal number such as 5.4');
}

export function readRemotePartyRole(text: string): RemotePartyRole {
  return remotePartyRoles.find((role) => role === text) ?? malformed(text, 'RemotePartyRole', `write one of ${remotePartyRoles.join(', ')}`);
}

/** xs:boolean */
export function readBoolean(text: string): boolean {
  return /^(?:true|false|1|0)$/.test(text) ? text === 'true' || text === '1' : malformed(text, 'boolean', 'write true or false');
}

/** xs:nonNegativeInteger up to 2^63 - 1 */
export function readFloorSequenceNumber(text: string): bigint {
  const digits = /^\+?0*([0-9]{1,19})$/.exec(text)?.[1] ?? malformed(text, 'floor sequence number', 'write a whole number from 0 to 2^63 - 1');
  const floor = BigInt(digits);
  return floor > greatestFloor ? malformed(text, 'floor sequence number', 'the greatest is 9223372036854775807') : floor;
}

/** xs:base64Binary, without white space */
export function requireBase64(text: string): void {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) malformed(text, 'base64', 'write groups of four letters, digits, + and /, filled up with =');
}

/**
 * xs:dateTime of the years 0001 to 99999 as an instant in epoch milliseconds; finer fractions are cut off, and without a zone it
 * is UTC. An instant that only the cutting would turn into the one that cancels is refused.
 */
export function readDateTime(text: string): number {
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', fraction = '', sign = '+', offset = '00:00'] = dateTimePattern.exec(text) ?? [];
  if (!isDay(Number(year), Number(month), Number(day)) || !isTimeOfDay(Number(hour), Number(minute), Number(second), fraction)) {
    return unreadYear.test(text)
      ? malformed(text, 'date and time that is read', 'write one of the years 0001 to 99999')
      : malformed(text, 'date and time that exists', 'write one such as 2030-01-15T00:00:00Z');
  }
  const local = utcInstant(year, month, day) + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000;
  const instant = local - offsetOf(sign, offset) + Number(fraction.slice(0, 3).padEnd(3, '0'));
  return instant === cancellationInstant && /[1-9]/.test(fraction.slice(3))
    ? malformed(text, 'instant that can be told from the one that cancels', 'write milliseconds at the finest')
    : instant;
}

function isDay(year: number, month: number, day: number): boolean {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const longest = month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= longest;
}

function isTimeOfDay(hour: number, minute: number, second: number, fraction: string): boolean {
  const isEndOfDay = hour === 24 && minute === 0 && second === 0 && !/[1-9]/.test(fraction);
  return isEndOfDay || (hour <= 23 && minute <= 59 && second <= 59);
}

/** `Date.UTC` would read the years 0 to 99 as 1900 to 1999. */
function utcInstant(year: string, month: string, day: string): number {
  return Date.parse(`+${year.padStart(6, '0')}-${month}-${day}T00:00:00Z`);
}

/** `offset` is `hh:mm` */
function offsetOf(sign: string, offset: string): number {
  const span = (Number(offset.slice(0, 2)) * 60 + Number(offset.slice(3))) * 60_000;
  return sign === '-' ? -span : span;
}

function malformed(text: string, what: string, instead: string): never {
  return refuse(noneOf(text, what, instead));
}

function noneOf(text: string, what: string, instead: string): string {
  return `\`${text.slice(0, mostQuoted)}\` is no ${what}: ${instead}`;
}

function refuse(problem: string): never {
  throw new Fault('malformed-value', problem);
}
