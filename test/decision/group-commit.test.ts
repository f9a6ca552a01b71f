import { expect } from 'chai';
import { createAuditLog } from '../../src/audit/audit-log.js';
import { Fault } from '../../src/domain/fault.js';
import { request } from '../facts/estate.js';
import { asking, createKept, decideOver } from './decision-parts.js';

const { record: template } = await decideOver().decide(request(), asking);
const numbered = (length: number) => Array.from({ length }, (_, index) => ({ ...template, decisionId: String(index) }));

describe('group commit', () => {
  it('writes many decisions with few appends, in their order', async () => {
    const kept = createKept();
    const { decide } = decideOver({ kept });
    await Promise.all(Array.from({ length: 300 }, async (_, index) => decide(request({ counter: BigInt(index) }), asking)));
    expect(kept.records).to.have.length(300);
    expect(kept.appends.length).to.be.below(30);
    const log = createAuditLog(kept.store);
    await Promise.all(numbered(50).map(async (record) => log.write(record)));
    expect(kept.records.slice(300).map(({ decisionId }) => decisionId)).to.deep.equal(numbered(50).map(({ decisionId }) => decisionId));
    expect(log.counts()).to.deep.equal({ records: 50, decisions: 50, commits: 1, failures: 0, isFailing: false });
  });

  it('takes what arrives during an append into the next', async () => {
    const kept = createKept();
    const log = createAuditLog(kept.store);
    const [first, ...others] = numbered(6);
    const writing = log.write(first!);
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([writing, ...others.map(async (record) => log.write(record))]);
    expect(kept.appends).to.deep.equal([1, 5]);
  });

  it('refuses a whole group that cannot be written, and only that', async () => {
    let isFull = true;
    const kept = createKept(() => isFull);
    const log = createAuditLog(kept.store);
    const outcomes = await Promise.allSettled(numbered(3).map(async (record) => log.write(record)));
    expect(outcomes.map((each) => (each.status === 'rejected' ? (each.reason as Fault).code : 'written'))).to.deep.equal(Array(3).fill('audit-unavailable'));
    expect(log.counts().isFailing).to.equal(true);
    isFull = false;
    await log.write(template);
    expect(kept.records).to.deep.equal([template]);
    expect(log.counts()).to.deep.equal({ records: 1, decisions: 1, commits: 1, failures: 1, isFailing: false });
  });

  it('keeps a fault that the store threw on purpose', async () => {
    const fault = new Fault('audit-unavailable', 'the disk is full: make room');
    const log = createAuditLog({ append: () => { throw fault; } });
    expect(await log.write(template).catch((cause: unknown) => cause)).to.equal(fault);
  });

  it('is empty after a flush, whatever became of it', async () => {
    const kept = createKept();
    const log = createAuditLog(kept.store);
    await log.flush();
    const writes = Promise.all(numbered(10).map(async (record) => log.write(record)));
    await log.flush();
    expect(kept.records).to.have.length(10);
    await writes;
    const failing = createAuditLog({ append: () => { throw new Error('no'); } });
    const write = failing.write(template).catch((cause: unknown) => cause);
    await failing.flush();
    expect(await write).to.be.instanceOf(Fault);
  });

  it('waits awake while another process writes, and takes what comes meanwhile along', async () => {
    const kept = createKept();
    let tries = 0;
    const log = createAuditLog({ append: (entries) => ((tries += 1) <= 3 ? 'busy' : kept.store.append(entries)) });
    const [first, ...others] = numbered(4);
    const writing = log.write(first!);
    await new Promise((resolve) => setTimeout(resolve, 1));
    await Promise.all([writing, ...others.map(async (record) => log.write(record))]);
    expect(kept.records.map(({ decisionId }) => decisionId)).to.deep.equal(['0', '1', '2', '3']);
    expect(log.counts()).to.include({ records: 4, failures: 0 });
  });

  it('tries again at once while another process can be expected to be done soon', async () => {
    const kept = createKept();
    let tries = 0;
    const log = createAuditLog({ append: (entries) => ((tries += 1) <= 10 ? 'busy' : kept.store.append(entries)) });
    performance.now = () => 0;
    try {
      const written = log.write(template);
      for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
      expect(tries).to.equal(11);
      await written;
    } finally {
      Reflect.deleteProperty(performance, 'now');
    }
  });

  it('does not wait for ever for another process', async () => {
    const log = createAuditLog({ append: () => 'busy' }, { patienceMilliseconds: 20 });
    const fault = await log.write(template).catch((cause: unknown) => cause);
    expect(fault).to.include({ code: 'audit-unavailable', message: 'another process has been writing to the audit for 20 ms' });
    expect(log.counts()).to.include({ records: 0, failures: 1, isFailing: true });
  });

  it('tells what was overtaken, and does not count it', async () => {
    const [one, two] = numbered(2);
    const log = createAuditLog({ append: () => [two!] });
    expect(await Promise.all([log.write(one!), log.write(two!)])).to.deep.equal([true, false]);
    expect(log.counts()).to.include({ records: 1, decisions: 1 });
  });

  it('can wait for more before it writes', async () => {
    const kept = createKept();
    const log = createAuditLog(kept.store, { commitDelayMilliseconds: 20 });
    const first = log.write(template);
    await new Promise((resolve) => setTimeout(resolve, 2));
    await Promise.all([first, log.write(template)]);
    expect(kept.appends).to.deep.equal([2]);
  });
});
