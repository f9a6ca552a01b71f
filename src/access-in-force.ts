import { scopesOfAnonymous } from './access/anonymous.js';
import { createCallerTable } from './access/caller.js';
import { createGate, type Gate } from './access/gate.js';
import { limitsOf, type RateLimits } from './access/rate-limit.js';
import { createTokenVerifier } from './access/token-verifier.js';
import { beliefOf } from './configuration/access-files.js';
import type { Configuration } from './configuration/schema.js';
import { createTurns } from './decision/turns.js';
import type { TlsMaterial } from './http/tls.js';
import type { AccessMaterial } from './watch-access.js';

/** Who may do what, in this process. */
export interface AccessInForce {
  gate: () => Gate;
  /** undefined: no TLS */
  tls: () => TlsMaterial | undefined;
  /** Whether the last change was refused, which the log tells why. */
  isChangeRefused: () => boolean;
  /** Has it be in force from now on, whatever was before. */
  take: (material: AccessMaterial) => Promise<void>;
  /** Has `takeTls` hear of the certificates for TLS, now and whenever others are taken. */
  eachTls: (takeTls: (material: TlsMaterial) => void) => void;
}

export async function putInForce(server: Configuration['server'], first: AccessMaterial, now: () => number): Promise<AccessInForce> {
  const takeTurns = createTurns();
  let { tls, isChangeRefused = false } = first;
  let limits = limitsOf(first.access.callers);
  let gate = await gateOf(server, first, limits, now);
  let takeTls: (material: TlsMaterial) => void = () => undefined;

  function tellTls(): void {
    if (tls !== undefined) takeTls(tls);
  }

  return {
    gate: () => gate,
    tls: () => tls,
    isChangeRefused: () => isChangeRefused,
    take: (material) => takeTurns('access', async () => {
      limits = limitsOf(material.access.callers, limits);
      gate = await gateOf(server, material, limits, now);
      ({ tls, isChangeRefused = false } = material);
      tellTls();
    }),
    eachTls: (take) => {
      takeTls = take;
      tellTls();
    },
  };
}

async function gateOf(server: Configuration['server'], { access, tls, tokenKeys }: AccessMaterial, limits: RateLimits, now: () => number): Promise<Gate> {
  const tokens = tokenKeys && (await createTokenVerifier(access.tokens, tokenKeys, now));
  return createGate({ callers: createCallerTable(access.callers, limits), anonymous: scopesOfAnonymous(access, server), belief: beliefOf(tls), tokens, now });
}
