import { expect } from 'chai';
import fc from 'fast-check';
import { readInstant } from '../../src/domain/calendar.js';
import { Fault } from '../../src/domain/fault.js';
import { readDateTime } from '../../src/duis/request-values.js';
import { document } from '../support/openapi.js';
import { startHttp, stopHttp, type TestHttp } from '../support/http.js';
import { readOrFault } from './only-faults.js';
import { rounds, seed } from './rounds.js';

const settings = { seed, numRuns: rounds(2_000, 100_000) };
const digits = (length: number, most: number) => fc.nat(most).map((number) => String(number).padStart(length, '0'));
const offset = fc.tuple(fc.constantFrom('+', '-'), digits(2, 25), digits(2, 61)).map(([sign, hours, minutes]) => `${sign}${hours}:${minutes}`);
const oddZones = fc.constantFrom('Z', 'z', '', '+00:00', '-00:00', '+14:00', '-23:59', '+24:00', '+1:00', ' 01:00', '\u221201:00');
const zone = fc.oneof(oddZones, offset);
const parts = fc.tuple(digits(4, 9999), digits(2, 13), digits(2, 32), digits(2, 25), digits(2, 61), digits(2, 61), fc.constantFrom('', '.5', '.123456789', '.', ',5', '.0'), zone);
const near = parts.map(([year, month, day, hours, minutes, seconds, fraction, suffix]) =>
  `${year}-${month}-${day}T${hours}:${minutes}:${seconds}${fraction}${suffix}`);
const changed = near.chain((text) => fc.tuple(fc.nat(text.length), fc.string({ maxLength: 2, unit: 'binary' }))
  .map(([at, piece]) => text.slice(0, at) + piece + text.slice(at + 1)));
const texts = fc.oneof(near, changed, fc.string({ unit: 'binary' }));

/** RFC 3339 reckoned by counting days: milliseconds, or undefined where there is no such time. */
function reckoned(text: string): number | undefined {
  const read = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))$/.exec(text);
  if (read === null) return undefined;
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = read.slice(1, 7).map(Number);
  const [offsetHours, offsetMinutes] = [Number(read[9] ?? 0), Number(read[10] ?? 0)];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= lengths[month - 1]!;
  const isTime = hours <= 23 && minutes <= 59 && seconds <= 59 && offsetHours <= 23 && offsetMinutes <= 59;
  if (!isDay || !isTime) return undefined;
  const before = year - 1;
  const leapDays = year === 0 ? -1 : Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const days = year * 365 + leapDays + lengths.slice(0, month - 1).reduce((sum, length) => sum + length, 0) + day - 1 - 719_527;
  const milliseconds = Math.floor(Number(`0${read[7] ?? ''}`) * 1000);
  const offset = (read[8] === '-' ? -1 : 1) * (offsetHours * 60 + offsetMinutes);
  return ((days * 24 + hours) * 60 + minutes - offset) * 60_000 + seconds * 1000 + milliseconds;
}

describe('times with anything in them', () => {
  it('are read as RFC 3339 reckons them, or refused', () => {
    fc.assert(fc.property(texts, (text) => {
      const read = readOrFault(() => readInstant(text), ['malformed-value'], text);
      if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return;
      expect(read instanceof Fault ? undefined : read, text).to.equal(reckoned(text));
    }), settings);
  });

  it('are read as xs:dateTime, or refused, and never otherwise than RFC 3339 would', () => {
    fc.assert(fc.property(texts, (text) => {
      const read = readOrFault(() => readDateTime(text), ['malformed-value'], text);
      const other = reckoned(text);
      if (!(read instanceof Fault) && other !== undefined) expect(read, text).to.equal(other);
    }), settings);
  });
});

describe('paths, queries and headers with anything in them', function () {
  this.timeout(1_800_000);
  let http: TestHttp;
  before(async () => { http = await startHttp(); });
  after(stopHttp);

  const name = fc.oneof(fc.constantFrom('from', 'to', 'supplier', 'reason', 'decision', 'requestId', 'limit', 'cursor', 'explain', '__proto__', 'constructor', 'toString', 'from[]', ''), fc.string({ maxLength: 5 }));
  const value = fc.oneof(
    fc.constantFrom(
      'true', '2026-11-20', '1', '-1', '1e999', 'NaN', '%', '%00', '%ZZ', '%ED%A0%80', '%C0%AF', '..%2F',
      '2026-02-30', 'before 1', "'--", '{{}}',
    ),
    near.map(encodeURIComponent),
    fc.string({ maxLength: 20 }).map(encodeURIComponent),
  );
  const query = fc.array(fc.tuple(name.map(encodeURIComponent), value), { maxLength: 4 }).map((pairs) => pairs.map(([key, text]) => `${key}=${text}`).join('&'));
  const path = fc.oneof(fc.constantFrom(...Object.keys(document.paths).map((each) => each.replace(/\{\w+\}/g, 'x'))), fc.array(value, { maxLength: 3 }).map((steps) => `/${steps.join('/')}`));
  const headerText = fc.oneof(
    fc.constantFrom(
      '*/*', 'application/json;q=0', 'text/html;q=1e9', 'application/xml; charset="', ';;;', ',', 'application/json; charset=utf-16',
      'a/b/c', '-1', 'gzip, br', '"', 'bytes=0-',
    ),
    fc.stringMatching(/^[ -~]{0,30}$/),
  );
  const headers = fc.dictionary(fc.constantFrom('Accept', 'Content-Type', 'Content-Encoding', 'Range', 'If-None-Match', 'Authorization', 'X-Forwarded-For', 'Origin', 'Cookie', 'Prefer'), headerText, { maxKeys: 4 });

  it('are answered as documented, and never by an error of its own', async () => {
    await fc.assert(fc.asyncProperty(fc.constantFrom('GET', 'GET', 'POST', 'PUT', 'OPTIONS'), path, query, headers, async (method, at, asked, said) => {
      const { status } = await http.ask(method, encodedPath(`${at}?${asked}`), { headers: said, ...(method === 'POST' && { body: 'x' }) });
      expect(status).to.be.below(500);
    }), { seed, numRuns: rounds(250, 10_000) });
    expect(http.logged.filter(({ level }) => level === 'error')).to.deep.equal([]);
  });
});

/** What no client could send in a request line is left out. */
function encodedPath(text: string): string {
  return text.replace(/[^!-~]/g, '');
}
