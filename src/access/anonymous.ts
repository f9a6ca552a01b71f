import { BlockList, isIP } from 'node:net';
import { openScopes, type OpenScope } from './scope.js';
import type { AccessSettings, DoorSettings } from './settings.js';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether only this machine can connect to the address. A name other than localhost may mean any. */
export function isLoopback(host: string): boolean {
  const version = isIP(host);
  return host === 'localhost' || (version !== 0 && loopback.check(host, version === 6 ? 'ipv6' : 'ipv4'));
}

/** What whoever does not say who he is may do: by default everything on a machine of one's own, and nothing as soon as there is anybody to tell apart. */
export function scopesOfAnonymous({ anonymous, callers, tokens }: AccessSettings, { host, tls }: DoorSettings): readonly OpenScope[] {
  if (anonymous !== null) return anonymous;
  const isOwnMachine = isLoopback(host) && tls.certificateFile === null && tokens.keysFile === null && callers.length === 0;
  return isOwnMachine ? openScopes : [];
}
