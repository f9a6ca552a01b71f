import { expect } from 'chai';
import { isLoopback, scopesOfAnonymous } from '../../src/access/anonymous.js';
import { findOpenDoors } from '../../src/access/open-doors.js';
import { openScopes } from '../../src/access/scope.js';
import type { AccessSettings, CallerSettings, DoorSettings } from '../../src/access/settings.js';
import { load } from '../configuration/configuration-files.js';

const { server, access } = load([]).values;
const thumbprint = 'ab'.repeat(32);

interface Changes {
  server?: Partial<Omit<DoorSettings, 'tls'>>;
  tls?: Partial<DoorSettings['tls']>;
  tokens?: Partial<AccessSettings['tokens']>;
  callers?: CallerSettings[];
  anonymous?: AccessSettings['anonymous'];
}

function settingsOf({ server: serverKeys, tls, tokens, callers = [], anonymous = null }: Changes): [DoorSettings, AccessSettings] {
  return [{ ...server, ...serverKeys, tls: { ...server.tls, ...tls } }, { ...access, anonymous, callers, tokens: { ...access.tokens, ...tokens } }];
}

const withTls = { certificateFile: 'c.pem', keyFile: 'k.pem' };
const asking = { ...withTls, callerCertificates: 'optional', callerAuthorityFiles: ['a.pem'] } as const;
const withTokens = { keysFile: 'keys.json', issuer: 'i', audience: 'a' };
const scopes = ['decide'] as const;

describe('settings that would leave a door open', () => {
  const cases: readonly (readonly [what: string, changes: Changes, key: string | undefined])[] = [
    ['nothing at all', {}, undefined],
    ['every network without TLS', { server: { host: '0.0.0.0' } }, 'server.host'],
    ['every network of IPv6 without TLS', { server: { host: '::' } }, 'server.host'],
    ['a name without TLS', { server: { host: 'slotguard.example' } }, 'server.host'],
    ['every network without TLS, as was said', { server: { host: '0.0.0.0', plainHttp: 'anywhere' } }, undefined],
    ['every network with TLS', { server: { host: '0.0.0.0' }, tls: withTls }, undefined],
    ['a certificate without its key', { tls: { certificateFile: 'c.pem' } }, 'server.tls.keyFile'],
    ['a key without its certificate', { tls: { keyFile: 'k.pem' } }, 'server.tls.certificateFile'],
    ['certificates of callers without TLS', { tls: { ...asking, certificateFile: null, keyFile: null } }, 'server.tls.callerCertificates'],
    ['certificates of callers of any authority', { tls: { ...asking, callerAuthorityFiles: [] } }, 'server.tls.callerAuthorityFiles'],
    ['authorities of callers who are not asked', { tls: { ...asking, callerCertificates: 'off' } }, 'server.tls.callerCertificates'],
    ['tokens of any issuer', { tokens: { ...withTokens, issuer: null } }, 'access.tokens.issuer'],
    ['tokens for anybody', { tokens: { ...withTokens, audience: null } }, 'access.tokens.audience'],
    ['tokens without keys', { tokens: { ...withTokens, keysFile: null } }, 'access.tokens.keysFile'],
    ['an issuer of tokens alone', { tokens: { issuer: 'i' } }, 'access.tokens.keysFile'],
    ['an audience of tokens alone', { tokens: { audience: 'a' } }, 'access.tokens.keysFile'],
    ['a caller without a mark', { callers: [{ name: 'a', scopes }] }, 'access.callers.0'],
    ['a caller by a certificate that nobody is asked for', { callers: [{ name: 'a', scopes, certificate: { thumbprint } }] }, 'access.callers.0.certificate'],
    ['a caller by a token that nobody reads', { callers: [{ name: 'a', scopes, token: { subject: 'a' } }] }, 'access.callers.0.token'],
    ['a burst without a rate', { tls: asking, callers: [{ name: 'a', scopes, certificate: { thumbprint }, burst: 2 }] }, 'access.callers.0.burst'],
    ['a burst beside a rate', { tls: asking, callers: [{ name: 'a', scopes, certificate: { thumbprint }, requestsPerSecond: 1, burst: 2 }] }, undefined],
    ['callers by either', { tls: asking, tokens: withTokens, callers: [{ name: 'a', scopes, certificate: { thumbprint } }, { name: 'b', scopes, token: { subject: 'a' } }] }, undefined],
    ['two callers of one name', { tokens: withTokens, callers: [{ name: 'a', scopes, token: { subject: 'a' } }, { name: 'a', scopes, token: { subject: 'b' } }] }, 'access.callers.1.name'],
    ['two callers of one token', { tokens: withTokens, callers: [{ name: 'a', scopes, token: { subject: 'a' } }, { name: 'b', scopes, token: { subject: 'a' } }] }, 'access.callers.1.token'],
    ['two callers of one subject', { tls: asking, callers: [{ name: 'a', scopes, certificate: { subject: 'CN=a' } }, { name: 'b', scopes, certificate: { subject: 'CN=a' } }] }, 'access.callers.1.certificate'],
    [
      'two callers of one thumbprint, in two spellings',
      { tls: asking, callers: [{ name: 'a', scopes, certificate: { thumbprint } }, { name: 'b', scopes, certificate: { thumbprint: Array(32).fill('AB').join(':') } }] },
      'access.callers.1.certificate',
    ],
  ];
  for (const [what, changes, key] of cases) {
    it(`${key === undefined ? 'are not' : 'are'} ${what}`, () => {
      expect(findOpenDoors(...settingsOf(changes)).map(({ path }) => path.join('.'))).to.deep.equal(key === undefined ? [] : [key]);
    });
  }

  it('are told with both ends, and what to do', () => {
    const [mistake] = findOpenDoors(...settingsOf({ server: { host: '0.0.0.0' } }));
    expect(mistake?.problem).to.equal('other machines can reach `0.0.0.0`, and without TLS what they say can be read and changed on its way: set server.tls.certificateFile and server.tls.keyFile, or server.plainHttp: anywhere');
  });
});

describe('whoever does not say who he is', () => {
  const cases: readonly (readonly [what: string, changes: Changes, may: readonly string[]])[] = [
    ['everything on a machine of one\'s own', {}, openScopes],
    ['everything on localhost', { server: { host: 'localhost' } }, openScopes],
    ['nothing where others can call', { server: { host: '0.0.0.0', plainHttp: 'anywhere' } }, []],
    ['nothing over TLS', { tls: withTls }, []],
    ['nothing where callers are named', { callers: [{ name: 'a', scopes: [], token: { subject: 'a' } }] }, []],
    ['nothing where tokens are read', { tokens: withTokens }, []],
    ['what was said', { server: { host: '0.0.0.0' }, tls: withTls, anonymous: ['decide'] }, ['decide']],
    ['nothing where that was said', { anonymous: [] }, []],
  ];
  for (const [what, changes, may] of cases) {
    it(`may do ${what}`, () => {
      const [doors, settings] = settingsOf(changes);
      expect(scopesOfAnonymous(settings, doors)).to.deep.equal(may);
    });
  }

  it('is on this machine only where the address is its own', () => {
    expect(['127.0.0.1', '127.8.8.8', '::1', 'localhost'].filter(isLoopback)).to.have.length(4);
    expect(['0.0.0.0', '0', '127.1', '::', '10.0.0.1', '::ffff:10.0.0.1', 'localhost.example', 'slotguard', '128.0.0.1', ''].filter(isLoopback)).to.deep.equal([]);
  });
});
