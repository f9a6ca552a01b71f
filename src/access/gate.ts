import type { Caller, CallerTable, Doubt } from './caller.js';
import type { Belief, ShownCertificate } from './certificate.js';
import { openScopes, type OpenScope } from './scope.js';
import type { TokenVerifier, Verified } from './token-verifier.js';

/** What somebody shows to say who he is. */
export interface Credentials {
  certificate: ShownCertificate | undefined;
  /** '': something that is no token */
  token: string | undefined;
}

/** Tells who somebody is. */
export interface Gate {
  /** At once, but for a token that was not seen before. */
  identify(credentials: Credentials): Caller | Promise<Caller>;
  /** by what callers can be known */
  ways: { certificate: boolean; token: boolean };
}

export interface GateParts {
  callers: CallerTable;
  anonymous: readonly OpenScope[];
  /** undefined: nobody is asked for a certificate */
  belief: Belief | undefined;
  tokens: TokenVerifier | undefined;
  /** epoch milliseconds */
  now: () => number;
}

/** Lets everybody do whatever can be open. */
export const openGate: Gate = createGate({
  callers: { findByCertificate: () => undefined, findByToken: () => undefined }, anonymous: openScopes, belief: undefined, tokens: undefined, now: () => 0,
});

/**
 * Whoever is in no table may do what anonymous callers may. Whoever shows what is not believed, or two identities that are not one, may do
 * nothing, not even that.
 */
export function createGate({ callers, anonymous, belief, tokens, now }: GateParts): Gate {
  const anybody: Caller = { name: undefined, scopes: new Set(anonymous) };

  function identifyByCertificate(certificate: ShownCertificate | undefined): Caller {
    if (certificate === undefined || belief === undefined) return anybody;
    const why = belief(certificate, now());
    if (why !== undefined) return stranger({ of: 'certificate', why });
    return callers.findByCertificate(certificate) ?? { ...anybody, doubt: { of: 'certificate', why: `CALLER_UNKNOWN ${certificate.subject.slice(0, 200)}` } };
  }

  function identifyByToken(verified: Verified, shown: Caller): Caller {
    if ('why' in verified) return stranger({ of: 'token', why: verified.why });
    const caller = callers.findByToken(verified.subject);
    if (shown.name === undefined) return caller ?? { ...anybody, doubt: { of: 'token', why: 'CALLER_UNKNOWN' } };
    return caller === shown ? caller : stranger({ of: 'both', why: 'TWO_IDENTITIES' });
  }

  return {
    ways: { certificate: belief !== undefined, token: tokens !== undefined },
    identify: ({ certificate, token }) => {
      const shown = identifyByCertificate(certificate);
      if (token === undefined || tokens === undefined || isStranger(shown)) return shown;
      const recalled = tokens.recall(token);
      return recalled === undefined ? tokens.verify(token).then((verified) => identifyByToken(verified, shown)) : identifyByToken(recalled, shown);
    },
  };
}

const nothing: Caller['scopes'] = new Set();

function stranger(doubt: Doubt): Caller {
  return { name: undefined, scopes: nothing, doubt };
}

function isStranger({ scopes }: Caller): boolean {
  return scopes === nothing;
}
