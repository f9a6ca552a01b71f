import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

export const issuer = 'https://issuer.example';
export const audience = 'slotguard';

/** An issuer of tokens: its public keys, and tokens that say what a test wants. */
export interface TestIssuer {
  publicKey: JWK;
  sign(claims?: object, header?: { kid?: string; alg?: string; typ?: string }): Promise<string>;
}

export async function createTestIssuer(kid: string): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  return {
    publicKey: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' },
    sign: (claims, header) => new SignJWT({ iss: issuer, aud: audience, sub: 'dsp', exp: seconds(60), ...claims }).setProtectedHeader({ alg: 'ES256', kid, ...header }).sign(privateKey),
  };
}

/** from now */
export function seconds(count: number): number {
  return Math.floor(Date.now() / 1000) + count;
}

export function encode(part: object | string): string {
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
}
