import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import type { AuditReader, Span } from '../../src/audit/record.js';
import { createChainOpener } from '../../src/store/audit/chain/open-chain.js';
import { removePruned } from '../../src/store/audit/prune/remove-pruned.js';
import { openStoreToRead, type ReadOnlyStore } from '../../src/store/open-to-read.js';
import { auditRecord } from './audit-records.js';
import { caught, storeFolder } from './store-folder.js';

const day = 86_400_000;
const start = Date.UTC(2026, 9, 30, 20);

/** 2,600 records over three days, the clock going back two hours once: the listing has taken in 2,560 of them. */
const records = Array.from({ length: 2_600 }, (_, number) => auditRecord(number, { at: start + number * 100_000 - (number > 1_800 ? 7_200_000 : 0) }));

function readAll(audit: AuditReader, span: Span = {}): { ids: string[]; progress: number[] } {
  const pages = [...audit.readDecisions(span)];
  return { ids: pages.flatMap((page) => page.records.map(({ decisionId }) => decisionId)), progress: pages.map(({ progress }) => progress) };
}

function idsIn({ from = -Infinity, to = Infinity }: Span): string[] {
  return records.filter(({ decidedAt }) => Date.parse(decidedAt) >= from && Date.parse(decidedAt) < to).map(({ decisionId }) => decisionId);
}

describe('reading through the audit', () => {
  const folder = storeFolder();
  const opened: ReadOnlyStore[] = [];
  const openToRead = () => {
    const store = openStoreToRead(`sqlite:${folder.path('slotguard.db')}`);
    opened.push(store);
    return store;
  };
  const fill = () => {
    for (let from = 0; from < records.length; from += 160) folder.store().audit.append(records.slice(from, from + 160));
  };
  afterEach(() => {
    for (const store of opened.splice(0)) store.close();
  });

  it('gives every record of a span, in the order of writing', () => {
    fill();
    const { audit } = openToRead();
    expect(readAll(audit).ids).to.deep.equal(idsIn({}));
    const instant = fc.oneof(
      fc.integer({ min: start - day, max: start + 4 * day }),
      fc.integer({ min: 0, max: 2_600 }).map((number) => start + number * 100_000),
    );
    fc.assert(fc.property(fc.record({ from: instant, to: instant }, { requiredKeys: [] }), (span) => {
      expect(readAll(audit, span).ids).to.deep.equal(idsIn(span));
    }), { numRuns: 30 });
  });

  it('gives the same in stretches, each of so many numbers at most', () => {
    fill();
    const { audit } = openToRead();
    for (const span of [{}, { from: start + day }, { from: start + day, to: start + 2 * day }, { to: start + 10_000_000 }, { from: start + 9 * day }]) {
      for (const most of [90, 700, 10_000]) {
        const stretches = audit.cutSpan(span, most);
        expect(stretches.every(({ first, last }) => first <= last && last - first < most)).to.equal(true);
        const pages = stretches.flatMap((stretch) => [...audit.readStretch(span, stretch)]);
        expect(pages.flatMap((page) => page.records.map(({ decisionId }) => decisionId)), JSON.stringify({ span, most })).to.deep.equal(idsIn(span));
      }
    }
  });

  it('tells how far it is', () => {
    fill();
    const { progress } = readAll(openToRead().audit);
    expect(progress.length).to.be.greaterThan(4);
    expect(progress).to.deep.equal([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).to.equal(1);
  });

  it('gives none of an empty store', () => {
    folder.store();
    expect(readAll(openToRead().audit)).to.deep.equal({ ids: [], progress: [] });
    expect(readAll(openToRead().audit, { from: start }).ids).to.deep.equal([]);
  });

  it('reads what was there when it began, while another connection writes on', () => {
    fill();
    const ids: string[] = [];
    for (const page of openToRead().audit.readDecisions({})) {
      folder.store().audit.append([auditRecord(10_000 + ids.length)]);
      ids.push(...page.records.map(({ decisionId }) => decisionId));
    }
    expect(ids).to.deep.equal(idsIn({}));
  });

  it('tells that records left meanwhile, and leaves none out without a word', async () => {
    fill();
    const { audit } = openToRead();
    const stretches = audit.cutSpan({}, 700);
    const pages = audit.readDecisions({})[Symbol.iterator]();
    pages.next();
    const db = createChainOpener(folder.path('slotguard.db'))();
    db.exec(`INSERT INTO pruned SELECT 1, 1000, 0, origin FROM head`);
    removePruned(db);
    db.close();
    const left = { code: 'audit-unavailable', message: 'records were pruned while they were read: run it again' };
    expect(await caught(() => pages.next())).to.include(left);
    expect(await caught(() => stretches.map((stretch) => [...audit.readStretch({}, stretch)]))).to.include(left);
    expect(readAll(audit).ids).to.deep.equal(idsIn({}).slice(1_000));
    expect(audit.cutSpan({}, 700)[0]).to.deep.equal({ first: 1_001, last: 1_700 });
  });

  it('does not lay out a store where there is none', async () => {
    expect(await caught(openToRead)).to.include({ code: 'store-unavailable' }).and.to.have.property('message').that.matches(/^there is no store at `.*slotguard\.db`: name /);
    expect(readdirSync(folder.path('.'))).to.deep.equal([]);
  });
});
