import { hash } from 'node:crypto';
import type { CryptoKey, JWTPayload, JWTVerifyOptions } from 'jose';
import { LRUCache } from 'lru-cache';
import type { TokenSettings } from './settings.js';
import type { TokenKeys } from './token-keys.js';

/** Whose a token is: its `sub`; or why it is not believed, in a word for the log. */
export type Verified = { subject: string } | { why: string };

export interface TokenVerifier {
  /** at once, where the same token was verified before and is still good */
  recall(token: string): Verified | undefined;
  verify(token: string): Promise<Verified>;
}

const mostRemembered = 1000;

interface Remembered {
  verified: Verified;
  /** epoch milliseconds */
  until: number;
}

/**
 * Verifies signed tokens (RFC 7519) by the keys of the set alone: whatever keys or links to keys a token brings along count for nothing. They are
 * remembered by their digest, so that how long a look-up takes tells nothing of any; those that were refused are not.
 */
export async function createTokenVerifier(
  { issuer, audience, algorithms, clockToleranceSeconds }: TokenSettings,
  keys: TokenKeys,
  now: () => number,
): Promise<TokenVerifier> {
  const { createLocalJWKSet, errors, jwtVerify } = await import('jose');
  const keySet = createLocalJWKSet(keys);
  /** A token that does not name its key may be signed by any that fits: each key of the set is tried once at the most. */
  const verifyByAny = async (token: string, options: JWTVerifyOptions): Promise<JWTPayload> => {
    try {
      return (await jwtVerify(token, keySet, options)).payload;
    } catch (cause) {
      if (!(cause instanceof errors.JWKSMultipleMatchingKeys)) throw cause;
      return verifyByEach(cause, (key) => jwtVerify(token, key, options), (failed) => failed instanceof errors.JWSSignatureVerificationFailed);
    }
  };
  const remembered = new LRUCache<string, Remembered>({ max: mostRemembered });
  return {
    recall: (token) => {
      const found = remembered.get(digestOf(token));
      return found !== undefined && now() < found.until ? found.verified : undefined;
    },
    verify: async (token) => {
      try {
        const { sub, exp = 0 } = await verifyByAny(token, {
          issuer: issuer ?? [], audience: audience ?? [], algorithms: [...algorithms], clockTolerance: clockToleranceSeconds, requiredClaims: ['exp', 'sub'], currentDate: new Date(now()),
        });
        if (typeof sub !== 'string') return { why: 'SUBJECT_NO_TEXT' };
        const verified = { subject: sub };
        remembered.set(digestOf(token), { verified, until: (exp + clockToleranceSeconds) * 1000 });
        return verified;
      } catch (cause) {
        return { why: cause instanceof errors.JOSEError ? cause.code : 'NOT_VERIFIABLE' };
      }
    },
  };
}

/** Throws what the last key came to, or the first that came to anything but another's signature. */
async function verifyByEach(
  keys: AsyncIterable<CryptoKey>,
  verify: (key: CryptoKey) => Promise<{ payload: JWTPayload }>,
  isAnothers: (failed: unknown) => boolean,
): Promise<JWTPayload> {
  let last: unknown;
  for await (const key of keys) {
    try {
      return (await verify(key)).payload;
    } catch (failed) {
      if (!isAnothers(failed)) throw failed;
      last = failed;
    }
  }
  throw last;
}

function digestOf(token: string): string {
  return hash('sha256', token, 'base64');
}
