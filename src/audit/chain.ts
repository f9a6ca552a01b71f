import { hash } from 'node:crypto';
import { maskMpxn } from '../domain/mpxn.js';
import type { AuditEntry } from './record.js';

/**
 * The chain that holds the records together. The link of a record is SHA-256, in hex, over the link before it, a line feed, and the record's text as it
 * is stored and exported, byte by byte. A plain chain and no Merkle tree: who verifies reads everything anyway, and three lines of any language, or
 * `sha256sum`, do for it. The link before the first record is that of the store's own random origin.
 */
export function linkAfter(link: string, text: string): string {
  return hash('sha256', `${link}\n${text}`);
}

export function originLink(origin: string): string {
  return hash('sha256', `slotguard audit ${origin}`);
}

/** A record as it enters the chain. */
export interface SealedRecord {
  text: string;
  /** what the text only commits itself to: an MPxN is personal data, and an export without it must still be provable */
  sealed: SealedMpxn | undefined;
}

export interface SealedMpxn {
  mpxn: string;
  /** 32 hex digits, at random */
  salt: string;
}

/** The record's text with the MPxN masked, beside it SHA-256 over salt, a line feed and the MPxN. Throws what `createSalt` throws. */
export function sealRecord(entry: AuditEntry, createSalt: () => string): SealedRecord {
  if (entry.kind !== 'decision' || entry.evidence.mpxn === null) return { text: JSON.stringify(entry), sealed: undefined };
  const sealed = { mpxn: entry.evidence.mpxn, salt: createSalt() };
  const evidence = { ...entry.evidence, mpxn: maskMpxn(sealed.mpxn), mpxnCommitment: commitmentOf(sealed) };
  return { text: JSON.stringify({ ...entry, evidence }), sealed };
}

/** The record that `sealRecord` was given, with the MPxN in full where it is given back, else masked. */
export function openRecord(text: string, mpxn: string | null): AuditEntry {
  const entry = JSON.parse(text) as AuditEntry;
  if (entry.kind !== 'decision') return entry;
  Reflect.deleteProperty(entry.evidence, 'mpxnCommitment');
  if (mpxn !== null) entry.evidence.mpxn = mpxn;
  return entry;
}

/** Whether the text commits itself to this MPxN (or, for undefined, to none). */
export function isCommittedTo(entry: AuditEntry, sealed: SealedMpxn | undefined): boolean {
  const committed = entry.kind === 'decision' ? (entry.evidence as { mpxnCommitment?: string }).mpxnCommitment : undefined;
  return committed === (sealed && commitmentOf(sealed));
}

function commitmentOf({ salt, mpxn }: SealedMpxn): string {
  return hash('sha256', `${salt}\n${mpxn}`);
}
