import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Fault } from '../domain/fault.js';
import { whyNot } from './read-input.js';

const cure = 'name one in PEM, P-256 or Ed25519, such as `openssl genpkey -algorithm ed25519` makes';

/** A compact JWS over the text, with the thumbprint of the public key as `kid`. Throws `Fault('configuration-invalid')` where the file holds no key for it. */
export async function signText(text: string, keyFile: string): Promise<string> {
  const key = readKey(keyFile, 'configuration-invalid', createPrivateKey);
  const { calculateJwkThumbprint, CompactSign, exportJWK } = await import('jose');
  const kid = await calculateJwkThumbprint(await exportJWK(createPublicKey(key)));
  return new CompactSign(Buffer.from(text)).setProtectedHeader({ alg: algorithmOf(key, keyFile, 'configuration-invalid'), kid, cty: 'json' }).sign(key);
}

export function isSigned(text: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text.trim());
}

/** What was signed; undefined where it was not signed so, or not with that key. Throws `Fault('usage')` where the file holds no key for it. */
export async function readSigned(signed: string, keyFile: string): Promise<string | undefined> {
  const key = readKey(keyFile, 'usage', createPublicKey);
  const { compactVerify } = await import('jose');
  try {
    const { payload } = await compactVerify(signed.trim(), key, { algorithms: [algorithmOf(key, keyFile, 'usage')] });
    return Buffer.from(payload).toString();
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    return undefined;
  }
}

function readKey(file: string, code: 'usage' | 'configuration-invalid', read: (pem: string) => KeyObject): KeyObject {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Fault(code, `the key file \`${file}\` cannot be read: ${whyNot(cause)}`, [], { cause });
  }
  try {
    return read(pem);
  } catch {
    throw new Fault(code, `\`${file}\` holds no ${read === createPrivateKey ? 'private' : 'public'} key that can be read without a pass phrase: ${cure}`);
  }
}

function algorithmOf(key: KeyObject, file: string, code: 'usage' | 'configuration-invalid'): 'ES256' | 'EdDSA' {
  if (key.asymmetricKeyType === 'ed25519') return 'EdDSA';
  if (key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return 'ES256';
  throw new Fault(code, `\`${file}\` holds a key of another kind (${key.asymmetricKeyType ?? 'unknown'}): ${cure}`);
}
