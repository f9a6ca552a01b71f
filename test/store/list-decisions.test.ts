import { expect } from 'chai';
import fc from 'fast-check';
import type { AuditRecord, DecisionQuery } from '../../src/audit/record.js';
import type { SqliteAuditStore } from '../../src/store/audit/audit-store.js';
import { attemptOf } from './audit-history.js';
import { auditRecord } from './audit-records.js';
import { caught, storeFolder } from './store-folder.js';

const day = 86_400_000;
const start = Date.UTC(2026, 9, 30, 20);
const originators = ['90-B3-D5-1F-30-01-00-00', '90-B3-D5-1F-30-01-00-01', '90-B3-D5-1F-30-03-00-00'];

/** 2,500 records over three days, two of each sender in a row; the clock goes back an hour twice, once over midnight. */
function someRecords(): AuditRecord[] {
  return Array.from({ length: 2_500 }, (_, number) => {
    const back = number > 900 && number < 1_000 ? 3_600_000 : number > 1_800 ? 7_200_000 : 0;
    const isReject = number % 7 === 0;
    const sender = Math.floor(number / 2) % 3;
    const originator = originators[sender] ?? '';
    return auditRecord(number, {
      at: start + number * 100_000 - back, supplierParty: sender === 2 ? (number % 2 === 0 ? 's2' : null) : 's1',
      decision: isReject ? 'reject' : 'permit', reason: number === 1_234 ? 'unavailable' : isReject ? 'wrong-network-operator' : 'verified',
    }, { requestKey: `${originator}:00-DB-12-34-56-78-90-A3:${Math.floor(number / 9)}` });
  });
}

function isAskedFor({ from, to, supplier, reason, decision, requestKey }: DecisionQuery, record: AuditRecord): boolean {
  const at = Date.parse(record.decidedAt);
  return at >= (from ?? -Infinity) && at < (to ?? Infinity)
    && (supplier === undefined || record.supplierParty === supplier || record.request.originator === supplier.toUpperCase())
    && (reason === undefined || record.reason === reason) && (decision === undefined || record.decision === decision)
    && (requestKey === undefined || record.request.requestKey === requestKey);
}

function allPages(audit: SqliteAuditStore, query: DecisionQuery): string[] {
  return pagesOf(audit, query).flat();
}

function pagesOf(audit: SqliteAuditStore, query: DecisionQuery): string[][] {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = audit.listDecisions({ ...query, ...(cursor === undefined ? {} : { cursor }) });
    expect(page.decisions.length).to.be.at.most(query.limit);
    pages.push(page.decisions.map(({ decisionId }) => decisionId));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return pages;
}

describe('listing decisions', () => {
  const folder = storeFolder();
  const records = someRecords();
  const idsOf = (query: DecisionQuery) => records.filter((record) => isAskedFor(query, record)).map(({ decisionId }) => decisionId).reverse();
  const fill = () => {
    for (let from = 0; from < records.length; from += 170) folder.store().audit.append(records.slice(from, from + 170));
    return folder.store().audit;
  };

  it('finds exactly what is asked for, newest first, on pages of any size', () => {
    const audit = fill();
    const instant = fc.integer({ min: start - day, max: start + 4 * day });
    const query = fc.record({
      from: instant, to: instant, supplier: fc.constantFrom('s1', 's2', 's3', originators[0] ?? '', originators[2]?.toLowerCase() ?? ''),
      reason: fc.constantFrom('verified', 'wrong-network-operator', 'unavailable', 'no-such'), decision: fc.constantFrom('permit' as const, 'reject' as const),
      requestKey: fc.constantFrom(records[0]?.request.requestKey ?? '', records[2_000]?.request.requestKey ?? '', 'x:y:1'),
    }, { requiredKeys: [] });
    fc.assert(fc.property(query, fc.constantFrom(1_000, 401, 97), (wanted, limit) => {
      expect(allPages(audit, { ...wanted, limit })).to.deep.equal(idsOf({ ...wanted, limit }));
    }), { numRuns: 300 });
  });

  it('finds exactly what lies far behind the newest records, of which none is asked for', () => {
    const audit = fill();
    // so many that looking further back begins, and goes on, between two records in a row
    const stranger = { requestKey: '90-B3-D5-1F-30-09-00-00:00-DB-12-34-56-78-90-A3:1' };
    audit.append(Array.from({ length: 3_399 }, (_, number) => auditRecord(10_000 + number, { at: start + 3 * day, supplierParty: number % 2 === 0 ? null : 's9', reason: 'not-applicable' }, stranger)));
    const query = fc.record({
      supplier: fc.constantFrom('s1', 's2', 's3', originators[0] ?? '', originators[2] ?? ''), from: fc.integer({ min: start - day, max: start + 2 * day }),
      reason: fc.constantFrom('verified', 'wrong-network-operator', 'unavailable'), decision: fc.constantFrom('permit' as const, 'reject' as const),
    }, { requiredKeys: ['reason'] });
    fc.assert(fc.property(query, fc.constantFrom(2_500, 401, 97), (wanted, limit) => {
      expect(allPages(audit, { ...wanted, limit })).to.deep.equal(idsOf({ ...wanted, limit }));
    }), { numRuns: 60 });
  });

  it('turns pages of one record', () => {
    const query = { reason: 'wrong-network-operator', from: start + 2 * day, limit: 1 };
    expect(allPages(fill(), query)).to.deep.equal(idsOf(query)).and.not.to.have.length(0);
  });

  it('goes on where a page ended, although records are added meanwhile', () => {
    const audit = fill();
    const first = audit.listDecisions({ limit: 10, supplier: 's1' });
    audit.append(Array.from({ length: 1_300 }, (_, number) => auditRecord(10_000 + number, { at: start })));
    const second = audit.listDecisions({ limit: 10, supplier: 's1', cursor: first.nextCursor ?? '' });
    expect([...first.decisions, ...second.decisions].map(({ decisionId }) => decisionId)).to.deep.equal(idsOf({ supplier: 's1', limit: 1 }).slice(0, 20));
  });

  it('looks through what was sent under one RequestID no further than to the end of the page, and through no more than 1,000 for one', () => {
    const { audit } = folder.store();
    const { requestKey } = auditRecord(0).request;
    const uses = Array.from({ length: 3_500 }, (_, number) => auditRecord(number, { requestIdReused: true, at: start + number, reason: number % 1_750 === 0 ? 'rare' : 'verified' }, { requestKey }));
    audit.append(uses);
    expect(openedBy(() => audit.listDecisions({ requestKey, limit: 10 }))).to.be.below(30);
    for (const filter of [{ reason: 'rare' }, { from: start, to: start + 10 }, { reason: 'verified', to: start + 2 }]) {
      const pages = pagesOf(audit, { requestKey, ...filter, limit: 10 });
      const wanted = uses.filter((record) => isAskedFor({ requestKey, ...filter, limit: 10 }, record)).map(({ decisionId }) => decisionId).reverse();
      expect(pages.flat()).to.deep.equal(wanted);
      expect(pages).to.have.length(4);
      expect(openedBy(() => audit.listDecisions({ requestKey, ...filter, limit: 10 }))).to.be.at.most(1_010);
    }
    expect(pagesOf(audit, { requestKey, limit: 3_000 }).map(({ length }) => length)).to.deep.equal([3_000, 500]);
  });

  it('does not open what was only sent again, to find what was decided under one RequestID', () => {
    const { audit } = folder.store();
    const decided = auditRecord(0);
    audit.append([decided, ...Array.from({ length: 10_000 }, (_, index) => attemptOf(decided, index, start))]);
    const query = { requestKey: decided.request.requestKey, limit: 10 };
    expect(audit.listDecisions(query).decisions).to.deep.equal([decided]);
    expect(openedBy(() => audit.listDecisions(query))).to.be.below(10);
    expect(openedBy(() => audit.findAttempts(decided))).to.equal(1_000);
  });

  it('fills a page with decisions, although some were sent again since', () => {
    const { audit } = folder.store();
    const decided = [auditRecord(0), auditRecord(1)];
    audit.append([...decided, ...Array.from({ length: 5 }, (_, index) => attemptOf(auditRecord(0), index, start))]);
    expect(audit.listDecisions({ limit: 2 })).to.deep.equal({ decisions: decided.toReversed(), nextCursor: undefined });
  });

  it('has no further page when the last record is on this one', () => {
    const audit = fill();
    expect(audit.listDecisions({ reason: 'unavailable', limit: 1 }).nextCursor).to.equal(undefined);
    expect(audit.listDecisions({ limit: 2_500 }).nextCursor).to.equal(undefined);
    expect(audit.listDecisions({ limit: 2_499 }).nextCursor).to.be.a('string');
  });

  it('refuses a cursor that it did not give, and a page of no size', async () => {
    const { audit } = folder.store();
    for (const cursor of ['', 'x', '1', Buffer.from('before 1 ').toString('base64url'), Buffer.from('before -1').toString('base64url')]) {
      expect(await caught(() => audit.listDecisions({ limit: 1, cursor }))).to.include({ code: 'malformed-value' });
    }
    for (const limit of [0, -1, 1.5, Number.NaN, 10_001]) {
      expect(await caught(() => audit.listDecisions({ limit }))).to.include({ code: 'malformed-value' });
    }
  });

  /** How many records, and headings of them, are read out of their text. */
  function openedBy(read: () => unknown): number {
    const { parse } = JSON;
    let opened = 0;
    JSON.parse = (text: string) => { opened += 1; return parse(text) as unknown; };
    try {
      read();
    } finally {
      JSON.parse = parse;
    }
    return opened;
  }
});
