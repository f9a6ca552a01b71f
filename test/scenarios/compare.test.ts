import { expect } from 'chai';
import type { AnsweredRecord, Told } from '../../src/scenarios/ask-service.js';
import { contradictionsIn, type Sent } from '../../src/scenarios/compare.js';
import { asking, decideOver } from '../decision/decision-parts.js';
import { request } from '../facts/estate.js';

describe('what answer, record and request say of the same thing', () => {
  let record: AnsweredRecord;
  let told: Told;
  let sent: Sent;
  before(async () => {
    const decided = (await decideOver().decide(request(), asking)).record;
    record = { ...structuredClone(decided), attempts: [] } as unknown as AnsweredRecord;
    const { decisionId, decision, reason, responseCode, decidedAt, ruleSetVersion } = record;
    const { requestId, originator, target, srv, commandVariant } = record.request;
    told = { requestId, decisionId, decision, reason, responseCode, decidedAt, ruleSetVersion, srv, repeated: false };
    const saying = { originator, target, srv, commandVariant } as Sent['saying'];
    sent = { saying, requestId, now: Date.parse(decidedAt), ruleSetVersion, isRepeated: false };
  });

  const attempts = [{ attemptId: 'first' }, { attemptId: 'last' }] as AnsweredRecord['attempts'];
  const ways: readonly (readonly [what: string, tell: () => string[], contradictions: readonly string[]])[] = [
    ['is the same', () => contradictionsIn(told, record, sent), []],
    ['is another decision in the record', () => contradictionsIn({ ...told, decision: 'reject', reason: 'wrong-network-operator' }, record, sent), ['the answer and the record differ in decision', 'the answer and the record differ in reason']],
    ['is another RequestID in the answer', () => contradictionsIn({ ...told, requestId: 'x' }, record, sent), ['the answer and the record differ in requestId']],
    ['is another request in the record', () => contradictionsIn(told, record, { ...sent, saying: { ...sent.saying, srv: '6.15.1', commandVariant: 4 } }), ['the request and the record differ in srv', 'the request and the record differ in commandVariant']],
    ['is another time and other rules', () => contradictionsIn(told, record, { ...sent, now: sent.now + 1, ruleSetVersion: 'x' }), ['the request and the record differ in decidedAt', 'the request and the record differ in ruleSetVersion']],
    ['is of an earlier record, at another time and in another spelling', () => contradictionsIn({ ...told, requestId: 'x', repeated: true, attemptId: 'last' }, { ...record, attempts }, { ...sent, requestId: 'x', now: 0, isRepeated: true }), []],
    ['is another attempt', () => contradictionsIn({ ...told, repeated: true, attemptId: 'first' }, { ...record, attempts }, { ...sent, isRepeated: true }), ['the answer and the record differ in attemptId']],
    ['is no attempt', () => contradictionsIn({ ...told, repeated: true }, record, { ...sent, isRepeated: true }), ['the request was sent again, and no attempt is recorded']],
  ];
  for (const [what, tell, contradictions] of ways) {
    it(what, () => {
      expect(tell()).to.deep.equal(contradictions);
    });
  }
});
