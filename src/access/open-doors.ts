import { isLoopback } from './anonymous.js';
import { spellThumbprint } from './certificate.js';
import type { AccessSettings, CallerSettings, DoorSettings } from './settings.js';

/** What is wrong with a key of the configuration, given that the others are as they are. */
export interface Mistake {
  path: readonly PropertyKey[];
  problem: string;
}

/** Where the settings, each right by itself, would together leave a door open, or let nobody in by it. */
export function findOpenDoors(server: DoorSettings, access: AccessSettings): Mistake[] {
  return [...mistakesOfServer(server), ...mistakesOfTokens(access), ...access.callers.flatMap((caller, index) => mistakesOfCaller(caller, ['access', 'callers', index], server, access)), ...findTwins(access.callers)];
}

function mistakesOfServer({ host, plainHttp, tls }: DoorSettings): Mistake[] {
  const { certificateFile, keyFile, callerCertificates, callerAuthorityFiles } = tls;
  const asksCallers = callerCertificates !== 'off';
  return mistakesAmong([
    [certificateFile === null && plainHttp === 'loopback' && !isLoopback(host), ['server', 'host'],
      `other machines can reach \`${host}\`, and without TLS what they say can be read and changed on its way: set server.tls.certificateFile and server.tls.keyFile, or server.plainHttp: anywhere`],
    [certificateFile !== null && keyFile === null, ['server', 'tls', 'keyFile'], 'server.tls.certificateFile is set, and its private key is missing: name its file'],
    [certificateFile === null && keyFile !== null, ['server', 'tls', 'certificateFile'], 'server.tls.keyFile is set, and its certificate is missing: name its file'],
    [certificateFile === null && asksCallers, ['server', 'tls', 'callerCertificates'], 'without TLS nobody can show a certificate: set server.tls.certificateFile, or write off'],
    [asksCallers && callerAuthorityFiles.length === 0, ['server', 'tls', 'callerAuthorityFiles'], 'callers are asked for certificates, and no authority is believed: name the files of those that certify your callers'],
    [!asksCallers && callerAuthorityFiles.length > 0, ['server', 'tls', 'callerCertificates'], 'server.tls.callerAuthorityFiles is set, and no caller is asked for a certificate: write optional or required'],
  ]);
}

function mistakesOfTokens({ tokens: { keysFile, issuer, audience } }: AccessSettings): Mistake[] {
  return mistakesAmong([
    [keysFile !== null && issuer === null, ['access', 'tokens', 'issuer'], 'access.tokens.keysFile is set: write the issuer whose tokens are believed, or any would be'],
    [keysFile !== null && audience === null, ['access', 'tokens', 'audience'], 'access.tokens.keysFile is set: write the audience that tokens must name, or one made for another service would do'],
    [keysFile === null && (issuer !== null || audience !== null), ['access', 'tokens', 'keysFile'], 'tokens have an issuer or an audience, and no keys to check them with: name the JWKS file'],
  ]);
}

function mistakesOfCaller({ certificate, token, requestsPerSecond, burst }: CallerSettings, path: Mistake['path'], { tls }: DoorSettings, { tokens }: AccessSettings): Mistake[] {
  return mistakesAmong([
    [certificate === undefined && token === undefined, path, 'nobody could be this caller: write certificate or token'],
    [certificate !== undefined && tls.callerCertificates === 'off', [...path, 'certificate'], 'no caller is asked for a certificate: set server.tls.callerCertificates'],
    [token !== undefined && tokens.keysFile === null, [...path, 'token'], 'no token is read: set access.tokens.keysFile'],
    [burst !== undefined && requestsPerSecond === undefined, [...path, 'burst'], 'it limits nothing without requestsPerSecond: write that too'],
  ]);
}

/** Two callers who could not be told apart. */
function findTwins(callers: readonly CallerSettings[]): Mistake[] {
  const known = new Map<string, string>();
  return callers.flatMap(({ name, certificate, token }, index) => {
    const marks = [
      ['name', name], ['certificate', certificate?.thumbprint && spellThumbprint(certificate.thumbprint)], ['certificate', certificate?.subject], ['token', token?.subject],
    ] as const;
    return marks.flatMap(([key, mark]) => {
      if (mark === undefined) return [];
      const other = known.get(`${key} ${mark}`);
      known.set(`${key} ${mark}`, name);
      return other === undefined ? [] : [{ path: ['access', 'callers', index, key], problem: `the callers \`${other}\` and \`${name}\` have the same ${key}: give each one of his own` }];
    });
  });
}

function mistakesAmong(checks: readonly (readonly [isMistaken: boolean, path: Mistake['path'], problem: string])[]): Mistake[] {
  return checks.flatMap(([isMistaken, path, problem]) => (isMistaken ? [{ path, problem }] : []));
}
