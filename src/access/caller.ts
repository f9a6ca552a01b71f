import { type ShownCertificate, spellThumbprint } from './certificate.js';
import type { RateLimit, RateLimits } from './rate-limit.js';
import type { Scope } from './scope.js';
import type { CallerSettings } from './settings.js';

/** Whoever asks, and what he may do. */
export interface Caller {
  /** undefined: he did not say who he is, or was not believed */
  name: string | undefined;
  scopes: ReadonlySet<Scope>;
  limit?: RateLimit | undefined;
  doubt?: Doubt | undefined;
}

/** What somebody showed, and was not known by. */
export interface Doubt {
  of: 'certificate' | 'token' | 'both';
  /** a word for the log, never for the caller */
  why: string;
}

export interface CallerTable {
  findByCertificate(certificate: ShownCertificate): Caller | undefined;
  /** `sub` of a token */
  findByToken(subject: string): Caller | undefined;
}

export function createCallerTable(callers: readonly CallerSettings[], limits: RateLimits): CallerTable {
  const [byThumbprint, bySubject, byToken] = [new Map<string, Caller>(), new Map<string, Caller>(), new Map<string, Caller>()];
  for (const { name, scopes, certificate, token } of callers) {
    const caller: Caller = { name, scopes: new Set(scopes), limit: limits.get(name) };
    if (certificate?.thumbprint !== undefined) byThumbprint.set(spellThumbprint(certificate.thumbprint), caller);
    if (certificate?.subject !== undefined) bySubject.set(certificate.subject, caller);
    if (token !== undefined) byToken.set(token.subject, caller);
  }
  return {
    findByCertificate: ({ thumbprint, subject }) => byThumbprint.get(thumbprint) ?? bySubject.get(subject),
    findByToken: (subject) => byToken.get(subject),
  };
}
