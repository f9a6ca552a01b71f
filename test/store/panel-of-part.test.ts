import { expect } from 'chai';
import fc from 'fast-check';
import type { AttemptRecord, AuditRecord } from '../../src/audit/record.js';
import { dayInBritain } from '../../src/domain/calendar.js';
import { openStoreToRead } from '../../src/store/open-to-read.js';
import { attemptOf } from './audit-history.js';
import { auditRecord } from './audit-records.js';
import { addTo } from './panel-counts.js';
import { storeFolder } from './store-folder.js';

const minute = 60_000;
/** so that midnight in Great Britain, 23:00 UTC, lies between */
const start = Date.UTC(2026, 9, 20, 12);
const count = 2_600;

/** A record a minute, of two senders, every fifth sent again twice; the clock goes back five hours where the listing does not reach to. */
function history(): { at: number; entry: AuditRecord | AttemptRecord }[] {
  let decided = auditRecord(0);
  return Array.from({ length: count }, (_, number) => {
    const at = start + number * minute - (number > 2_300 ? 300 * minute : 0);
    if ([1, 2].includes(number % 5)) return { at, entry: attemptOf(decided, number, at) };
    decided = auditRecord(number, { at, supplierParty: number % 2 === 0 ? 's1' : 's2' });
    return { at, entry: decided };
  });
}

const senderOf = (entry: AuditRecord | AttemptRecord) => (entry.kind === 'attempt' ? `${entry.countedAs.supplier} again` : String(entry.supplierParty));

describe("the counts of a part of a day for the Panel's report", () => {
  const folder = storeFolder();

  it('are of each record in it once, whether the listing has taken it in or not', () => {
    const all = history();
    const { audit } = folder.store();
    for (let from = 0; from < count; from += 170) audit.append(all.slice(from, from + 170).map(({ entry }) => entry));
    const keys = new Map<string, number>();
    for (const { entry: { request } } of all) addTo(keys, request.requestKey, 1);
    const read = openStoreToRead(`sqlite:${folder.path('slotguard.db')}`);
    const instant = fc.integer({ min: -60, max: count + 60 }).map((number) => start + number * minute);
    try {
      fc.assert(fc.property(instant, instant, (from, to) => {
        fc.pre(from < to);
        const within = all.filter(({ at }) => at >= from && at < to);
        const [entries, repeated] = [new Map<string, number>(), new Map<string, number>()];
        for (const { at, entry } of within) addTo(entries, `${dayInBritain(at)} ${senderOf(entry)}`, 1);
        for (const { entry } of within) if ((keys.get(entry.request.requestKey) ?? 0) > 1) addTo(repeated, senderOf(entry), 1);
        const [told, toldAgain] = [new Map<string, number>(), new Map<string, number>()];
        const panel = read.audit.readPanel({ from, to, devices: 0 });
        for (const { day, heading, entries: number } of panel.entries) addTo(told, `${day} ${heading.supplier}${heading.repeated ? ' again' : ''}`, number);
        for (const { heading, entries: number } of panel.repeated) addTo(toldAgain, `${heading.supplier}${heading.repeated ? ' again' : ''}`, number);
        expect([...told].sort()).to.deep.equal([...entries].sort());
        expect([...toldAgain].sort()).to.deep.equal([...repeated].sort());
      }), { numRuns: 100 });
    } finally {
      read.close();
    }
  });
});
