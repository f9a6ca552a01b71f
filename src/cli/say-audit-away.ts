import { findAuditAway } from '../store/open-store.js';
import type { Output } from './output.js';

/** On standard error, before the store is opened to write. */
export function sayAuditAway(url: string, { err }: Pick<Output, 'err'>): void {
  const away = findAuditAway(url);
  if (away !== undefined) err(`slotguard: ${away}`);
}
