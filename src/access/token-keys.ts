import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { Fault } from '../domain/fault.js';

/** A JSON Web Key Set (RFC 7517, 5) of public keys. */
export interface TokenKeys {
  keys: JsonWebKey[];
}

const leastRsaBits = 2048;

/** Throws `Fault('configuration-invalid')`, with a place for each key that cannot be used. */
export function readTokenKeys(text: string, file: string): TokenKeys {
  const keys = keysIn(text);
  if (keys === undefined || keys.length === 0) throw new Fault('configuration-invalid', `\`${file}\` is no JWKS: write { "keys": [ ... ] } with a public key at least`);
  const places = keys.flatMap((key, index) => {
    const problem = whyUnusable(key);
    return problem === undefined ? [] : [{ at: `${file}, key ${index + 1}`, problem }];
  });
  if (places.length > 0) throw new Fault('configuration-invalid', `\`${file}\` holds keys that no token can be checked with`, places);
  return { keys: keys as JsonWebKey[] };
}

function keysIn(text: string): unknown[] | undefined {
  try {
    const { keys } = JSON.parse(text) as { keys?: unknown };
    return Array.isArray(keys) ? keys : undefined;
  } catch {
    return undefined;
  }
}

function whyUnusable(key: unknown): string | undefined {
  if (typeof key !== 'object' || key === null) return 'it is no key';
  if ('k' in key || 'd' in key) return 'it is secret: whoever checks tokens needs the public half only, and must not be able to make one';
  const read = readPublicKey(key as JsonWebKey);
  if (read === undefined) return 'it cannot be read: write an EC, OKP or RSA public key';
  const { modulusLength = leastRsaBits } = read.asymmetricKeyDetails ?? {};
  return modulusLength < leastRsaBits ? `it has ${modulusLength} bits: an RSA key needs ${leastRsaBits} at least` : undefined;
}

function readPublicKey(key: JsonWebKey): KeyObject | undefined {
  try {
    return createPublicKey({ key, format: 'jwk' });
  } catch {
    return undefined;
  }
}
