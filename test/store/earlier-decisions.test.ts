import { expect } from 'chai';
import type { AttemptRecord } from '../../src/audit/record.js';
import { writeAttempt } from '../../src/decision/write-attempt.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { attemptOf } from './audit-history.js';
import { auditRecord } from './audit-records.js';
import { storeFolder } from './store-folder.js';

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

describe('what was decided before under a RequestID', () => {
  const folder = storeFolder();

  it('meets in writing what another process decided beyond all that was known of the originator, and finds it from then on', () => {
    const [mine, others] = [folder.store(), folder.open()];
    const at = (counter: number) => ({ requestKey: `AA-AA-AA-AA-AA-AA-AA-AA:BB-BB-BB-BB-BB-BB-BB-BB:${counter}`, contentDigest: 'c1' });
    mine.audit.append([auditRecord(1, {}, at(5))]);
    expect(mine.audit.findEarlier(at(7).requestKey, 'c1').firstDecisionId).to.equal(null);
    const decided = [auditRecord(2, {}, at(6)), auditRecord(3, {}, at(7))];
    others.audit.append(decided);
    const again = [auditRecord(4, {}, at(7)), auditRecord(5, {}, at(6))];
    expect(mine.audit.append(again)).to.deep.equal(again);
    for (const { decisionId, request } of decided) expect(mine.audit.findEarlier(request.requestKey, 'c1').same?.decisionId).to.equal(decisionId);
    mine.audit.append([auditRecord(6, {}, at(8))]);
    expect(mine.audit.findEarlier(at(8).requestKey, 'c1').same?.decisionId).to.equal(auditRecord(6).decisionId);
    expect(mine.audit.findEarlier(at(5).requestKey, 'c1').same?.decisionId, 'a counter below the newest').to.equal(auditRecord(1).decisionId);
  });

  it('finds a request sent again whose counter has fewer digits, or more, than those after it', () => {
    const { audit } = folder.store();
    const key = (counter: string) => `AA-AA-AA-AA-AA-AA-AA-AA:BB-BB-BB-BB-BB-BB-BB-BB:${counter}`;
    const counters = ['99', '100', '1', '9', '9223372036854775807'];
    for (const [index, counter] of counters.entries()) {
      expect(audit.findEarlier(key(counter), 'c1').firstDecisionId).to.equal(null);
      audit.append([auditRecord(index, {}, { requestKey: key(counter), contentDigest: 'c1' })]);
      for (const [before, known] of counters.slice(0, index + 1).entries()) expect(audit.findEarlier(key(known), 'c1').same?.decisionId).to.equal(auditRecord(before).decisionId);
    }
  });

  it('finds what was decided under a RequestID: the first, and the one of the same content, among very many', () => {
    const { audit } = folder.store();
    const requestKey = 'AA-AA-AA-AA-AA-AA-AA-AA:BB-BB-BB-BB-BB-BB-BB-BB:9';
    const decided = numbers(0, 200).map((number) => auditRecord(number, {}, { requestKey: number === 0 ? requestKey.replace('BB:9', 'BC:9') : requestKey, contentDigest: `digest ${number}` }));
    audit.append([writeAttempt(decided[1]!, { requestId: requestKey, originator: 'AA-AA-AA-AA-AA-AA-AA-AA', target: 'BB-BB-BB-BB-BB-BB-BB-BB', srv: '6.21' } as ServiceRequest, { at: 1_000, via: 'http' }), ...decided]);
    expect(audit.findEarlier(requestKey, 'digest 150')).to.deep.equal({ firstDecisionId: decided[1]?.decisionId, same: decided[150] });
    expect(audit.findEarlier(requestKey, 'digest 0')).to.deep.equal({ firstDecisionId: decided[1]?.decisionId, same: undefined });
    expect(audit.findEarlier(requestKey.replace('BB:9', 'BD:9'), 'digest 1')).to.deep.equal({ firstDecisionId: null, same: undefined });
  });

  it('searches the last 500 decisions of a RequestID for one content, and no more, however many there are', () => {
    const { audit } = folder.store();
    const requestKey = 'AA-AA-AA-AA-AA-AA-AA-AA:BB-BB-BB-BB-BB-BB-BB-BB:9';
    const uses = (from: number, to: number) => numbers(from, to).map((number) => auditRecord(number, {}, { requestKey, contentDigest: `digest ${number}` }));
    audit.append(uses(0, 501));
    expect(audit.findEarlier(requestKey, 'digest 1').same?.decisionId).to.equal(auditRecord(1).decisionId);
    audit.append(uses(501, 502));
    expect(audit.findEarlier(requestKey, 'digest 1')).to.deep.equal({ firstDecisionId: auditRecord(0).decisionId, same: undefined });
    expect(audit.findEarlier(requestKey, 'digest 2').same?.decisionId).to.equal(auditRecord(2).decisionId);
  });

  it('finds the first decision of a RequestID however often its request was sent again, as by a caller who tries for hours', () => {
    const { audit } = folder.store();
    const decided = auditRecord(1);
    audit.append([decided]);
    for (let from = 0; from < 11_000; from += 1_000) audit.append(numbers(from, from + 1_000).map((number) => attemptOf(decided, number, 1_000)));
    const { requestKey, contentDigest } = decided.request;
    expect(audit.findEarlier(requestKey, contentDigest)).to.deep.equal({ firstDecisionId: decided.decisionId, same: decided });
    expect(audit.findEarlier(requestKey, 'other')).to.deep.equal({ firstDecisionId: decided.decisionId, same: undefined });
  });

  it('finds the decision that was answered last, too, however often that was', () => {
    const { audit } = folder.store();
    const decided = ['first', 'second', 'third'].map((contentDigest, number) => auditRecord(number, {}, { requestKey: auditRecord(0).request.requestKey, contentDigest }));
    audit.append(decided);
    for (let from = 0; from < 11_000; from += 1_000) audit.append(numbers(from, from + 1_000).map((number) => attemptOf(decided[1]!, number, 1_000)));
    expect(['first', 'second'].map((digest) => audit.findEarlier(decided[0]!.request.requestKey, digest).same)).to.deep.equal(decided.slice(0, 2));
  });

  it('takes a request for new whose decision has left the store, though attempts of it remain', () => {
    const [mine, others] = [folder.store(), folder.open()];
    const requestKey = 'AA-AA-AA-AA-AA-AA-AA-AA:BB-BB-BB-BB-BB-BB-BB-BB:8';
    const decided = auditRecord(1, {}, { requestKey });
    others.audit.append([writeAttempt(decided, { requestId: requestKey, originator: 'AA-AA-AA-AA-AA-AA-AA-AA', target: 'BB-BB-BB-BB-BB-BB-BB-BB', srv: '6.21' } as ServiceRequest, { at: 1_000, via: 'http' })]);
    expect(mine.audit.append([decided])).to.deep.equal([]);
  });

  it('finds how often one of many decisions under a RequestID was answered again', () => {
    const { audit } = folder.store();
    const requestKey = 'AA-AA-AA-AA-AA-AA-AA-AA:BB-BB-BB-BB-BB-BB-BB-BB:7';
    const decided = numbers(0, 6_000).map((number) => auditRecord(number, {}, { requestKey, contentDigest: `digest ${number}` }));
    const attempts = decided.slice(10, 13).map((decision, number) => attemptOf(decision, number, 1_000));
    audit.append([...decided, ...attempts]);
    expect(audit.findAttempts(decided[11]!)).to.deep.equal({ attempts: [attempts[1]], hasEarlier: false });
    expect(audit.findAttempts(decided[9]!)).to.deep.equal({ attempts: [], hasEarlier: false });
  });

  it('finds the last of very many times that a request was sent again, and says that there were earlier ones', () => {
    const { audit } = folder.store();
    const decided = auditRecord(0, {}, { contentDigest: 'one' });
    const other = auditRecord(1, {}, { requestKey: decided.request.requestKey, contentDigest: 'other' });
    const attempts = numbers(0, 1_001).map((number) => attemptOf(number % 2 === 0 ? decided : other, number, 1_000));
    audit.append([decided, other, ...attempts.slice(0, 1_000)]);
    const ofDecided = ({ decisionId }: AttemptRecord) => decisionId === decided.decisionId;
    expect(audit.findAttempts(decided)).to.deep.equal({ attempts: attempts.slice(0, 1_000).filter(ofDecided), hasEarlier: false });
    audit.append(attempts.slice(1_000));
    expect(audit.findAttempts(decided)).to.deep.equal({ attempts: attempts.slice(1).filter(ofDecided), hasEarlier: true });
  });
});
