import Database from 'better-sqlite3';
import { expect } from 'chai';
import { attemptsOfRequest, decisionsOfContent, decisionsOfRequest } from '../../src/store/audit/chain/request-key.js';
import { attemptOf } from './audit-history.js';
import { auditRecord } from './audit-records.js';
import { storeFolder } from './store-folder.js';

const originator = '90-B3-D5-1F-30-01-00-00';
const keyOf = (target: number): string => `${originator}:00-DB-12-34-56-78-90-${target.toString(16).toUpperCase().padStart(2, '0')}:7`;

/** Each question must be answered by one step into the index: whatever is looked through for it, a caller can make as long as he likes. */
describe('what is found of a RequestID', () => {
  const folder = storeFolder();

  for (const [name, source] of Object.entries({ decisionsOfRequest, attemptsOfRequest, decisionsOfContent })) {
    it(`is found at once among all of the same originator and counter: ${name}`, () => {
      folder.open().close();
      const db = new Database(folder.path('slotguard.db'), { readonly: true });
      const plan = db.prepare<string[], { detail: string }>(`EXPLAIN QUERY PLAN SELECT seq FROM ${source}`).all(...source.split('?').slice(1));
      db.close();
      expect(plan.map(({ detail }) => detail).filter((detail) => detail.includes('entry'))).to.have.length(1);
      expect(plan.map(({ detail }) => detail).join()).to.contain('entry_of_request (originator=? AND counter=? AND target=? AND is_decision=?)');
    });
  }

  it('is told apart from what another target, or another kind of record, has of the same originator and counter', () => {
    const { audit } = folder.store();
    const decided = Array.from({ length: 30 }, (_, number) => auditRecord(number, { via: number % 2 === 0 ? 'http' : 'batch' }, {
      requestKey: keyOf(number), requestId: number % 3 === 0 ? keyOf(number).toLowerCase() : keyOf(number), contentDigest: 'c',
    }));
    const attempts = decided.map((decision, number) => attemptOf(decision, 100 + number, 1_000));
    audit.append([...decided, ...attempts]);
    for (const [number, decision] of decided.entries()) {
      expect(audit.findEarlier(keyOf(number), 'c')).to.deep.equal({ firstDecisionId: decision.decisionId, same: decision });
      expect(audit.findAttempts(decision).attempts).to.deep.equal([attempts[number]]);
      expect(audit.listDecisions({ requestKey: keyOf(number), limit: 5 }).decisions).to.deep.equal([decision]);
    }
    expect(audit.findEarlier(keyOf(30), 'c').firstDecisionId).to.equal(null);
  });
});
