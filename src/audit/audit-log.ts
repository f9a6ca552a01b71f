import { Fault } from '../domain/fault.js';
import type { AttemptRecord, AuditRecord, AuditStore } from './record.js';

/**
 * Group commit: records that arrive while the event loop is busy share one durable append. `write` resolves once the record is
 * on disk, and rejects with `Fault('audit-unavailable')` when it is not: then nothing may be answered from it.
 */
export interface AuditLog {
  write: (record: AuditRecord | AttemptRecord) => Promise<void>;
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

interface Waiting {
  record: AuditRecord | AttemptRecord;
  resolve: () => void;
  reject: (cause: unknown) => void;
}

export function createAuditLog(store: Pick<AuditStore, 'append'>, { commitDelayMilliseconds = 0 } = {}): AuditLog {
  const counts: AuditCounts = { records: 0, decisions: 0, commits: 0, failures: 0, isFailing: false };
  let waiting: Waiting[] = [];
  let committing: Promise<void> | undefined;

  async function commit(): Promise<void> {
    await pause(commitDelayMilliseconds);
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      await append(group);
    }
    committing = undefined;
  }

  async function append(group: readonly Waiting[]): Promise<void> {
    try {
      await store.append(group.map(({ record }) => record));
      counts.records += group.length;
      counts.decisions += group.filter(({ record }) => record.kind === 'decision').length;
      counts.commits += 1;
      counts.isFailing = false;
      group.forEach(({ resolve }) => resolve());
    } catch (cause) {
      counts.failures += 1;
      counts.isFailing = true;
      const fault = cause instanceof Fault ? cause : new Fault('audit-unavailable', 'the decision could not be recorded', [], { cause });
      group.forEach(({ reject }) => reject(fault));
    }
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

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    if (milliseconds > 0) setTimeout(resolve, milliseconds);
    else setImmediate(resolve);
  });
}
