import type { OpenScope, Scope } from './scope.js';

/** Signature algorithms of tokens: each with a public key, so that who checks a token cannot make one. */
export const tokenAlgorithms = ['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'] as const;

export interface AccessSettings {
  /** null: whatever can be open, while only this machine can call and no caller is named; otherwise nothing */
  anonymous: readonly OpenScope[] | null;
  tokens: TokenSettings;
  callers: readonly CallerSettings[];
}

export interface TokenSettings {
  /** a JWKS; null: no token is read */
  keysFile: string | null;
  issuer: string | null;
  audience: string | null;
  algorithms: readonly (typeof tokenAlgorithms)[number][];
  clockToleranceSeconds: number;
}

export interface CallerSettings {
  name: string;
  /** by which of his certificates, of a `callerAuthorityFiles` authority, he is known */
  certificate?: { thumbprint?: string | undefined; subject?: string | undefined } | undefined;
  token?: { subject: string } | undefined;
  scopes: readonly Scope[];
  requestsPerSecond?: number | undefined;
  /** by default as many as `requestsPerSecond` */
  burst?: number | undefined;
}

/** What of the `server` keys bears on who may do what. */
export interface DoorSettings {
  host: string;
  plainHttp: 'loopback' | 'anywhere';
  tls: {
    /** null: no TLS */
    certificateFile: string | null;
    keyFile: string | null;
    callerCertificates: 'off' | 'optional' | 'required';
    callerAuthorityFiles: readonly string[];
  };
}
