import type { Answer } from '../domain/answer.js';
import { Fault } from '../domain/fault.js';
import type { Appended, AttemptRecord, AuditRecord } from './record.js';

/**
 * Group commit: records that arrive while the event loop is busy, or while another process writes, share one durable append. `write` resolves once
 * the record is on disk, with false where it was overtaken by a decision of another process; it rejects with `Fault('audit-unavailable')` when it is
 * not: then nothing may be answered from it.
 */
export interface AuditLog {
  write: (record: AuditRecord | AttemptRecord) => Promise<boolean>;
  /** Resolves when everything written so far is on disk or refused. */
  flush: () => Promise<void>;
  counts: () => AuditCounts;
}

export interface AuditCounts {
  /** decisions and attempts */
  records: number;
  decisions: number;
  commits: number;
  failures: number;
  /** whether the last commit failed: readiness asks the store then */
  isFailing: boolean;
}

export interface AuditLogSettings {
  /** how long to wait for more records before they are written */
  commitDelayMilliseconds?: number;
  /** how long to wait for another process to be done with writing */
  patienceMilliseconds?: number;
}

interface Waiting {
  record: AuditRecord | AttemptRecord;
  resolve: (isWritten: boolean) => void;
  reject: (cause: unknown) => void;
}

/** Another process is as a rule done with writing within this time: until then it is tried again at once, and after it every millisecond. */
const soonMilliseconds = 5;
const pauseWhileBusy = 1;

export function createAuditLog(
  store: { append(entries: readonly (AuditRecord | AttemptRecord)[]): Answer<Appended> },
  { commitDelayMilliseconds = 0, patienceMilliseconds = 2000 }: AuditLogSettings = {},
): AuditLog {
  const counts: AuditCounts = { records: 0, decisions: 0, commits: 0, failures: 0, isFailing: false };
  let waiting: Waiting[] = [];
  let committing: Promise<void> | undefined;

  async function commit(): Promise<void> {
    await pause(commitDelayMilliseconds);
    let busySince: number | undefined;
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      if (await append(group)) {
        busySince = undefined;
        continue;
      }
      busySince ??= performance.now();
      const waited = performance.now() - busySince;
      if (waited > patienceMilliseconds) refuse(group, heldByAnother(patienceMilliseconds));
      else waiting = [...group, ...waiting];
      await pause(waited < soonMilliseconds ? 0 : pauseWhileBusy);
    }
    committing = undefined;
  }

  /** false: another process is writing, and the group has to wait */
  async function append(group: readonly Waiting[]): Promise<boolean> {
    try {
      const appended = await store.append(group.map(({ record }) => record));
      if (appended === 'busy') return false;
      settle(group, appended);
    } catch (cause) {
      refuse(group, cause instanceof Fault ? cause : new Fault('audit-unavailable', 'the decision could not be recorded', [], { cause }));
    }
    return true;
  }

  function settle(group: readonly Waiting[], overtaken: readonly (AuditRecord | AttemptRecord)[]): void {
    counts.commits += 1;
    counts.isFailing = false;
    for (const { record, resolve } of group) {
      const isWritten = overtaken.length === 0 || !overtaken.includes(record);
      if (isWritten) counts.records += 1;
      if (isWritten && record.kind === 'decision') counts.decisions += 1;
      resolve(isWritten);
    }
  }

  function refuse(group: readonly Waiting[], fault: Fault): void {
    counts.failures += 1;
    counts.isFailing = true;
    for (const { reject } of group) reject(fault);
  }

  return {
    write: (record) =>
      new Promise((resolve, reject) => {
        waiting.push({ record, resolve, reject });
        committing ??= commit();
      }),
    flush: async () => {
      while (committing !== undefined) await committing;
    },
    counts: () => ({ ...counts }),
  };
}

/** Nobody can write while another process does. */
export function heldByAnother(milliseconds: number): Fault {
  return new Fault('audit-unavailable', `another process has been writing to the audit for ${milliseconds} ms`);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    if (milliseconds > 0) setTimeout(resolve, milliseconds);
    else setImmediate(resolve);
  });
}
