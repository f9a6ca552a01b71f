import { expect } from 'chai';
import { Fault } from '../../src/domain/fault.js';
import { loadConfiguration } from '../../src/configuration/load-configuration.js';
import { defaultFile, load, problemsOf } from './configuration-files.js';

describe('the configuration', () => {
  it('is what the default file says when nobody says otherwise', () => {
    const { values, originOf } = load([]);
    expect(values).to.deep.include({
      server: {
        host: '127.0.0.1', port: 8080, maxBodyBytes: 262144, headersTimeoutSeconds: 10, requestTimeoutSeconds: 30, shutdownSeconds: 10, workers: 1,
        plainHttp: 'loopback', tls: { certificateFile: null, keyFile: null, passphraseFile: null, minVersion: 'TLSv1.3', callerCertificates: 'off', callerAuthorityFiles: [] },
      },
      access: {
        anonymous: null, reloadSeconds: 1, callers: [],
        tokens: { keysFile: null, issuer: null, audience: null, algorithms: ['ES256', 'EdDSA', 'PS256', 'RS256'], clockToleranceSeconds: 5 },
      },
      store: { url: 'sqlite:./data/slotguard.db' },
      rules: { directory: './rules', reloadSeconds: 1, keep: 10 },
      enforcement: { '6.15.1': { ESME: 'enforce' }, '6.21': { ESME: 'enforce', GPF: 'enforce' } },
      whenUnavailable: 'refuse',
      mpanPrefixFallback: false,
      operatorChangeGraceDays: 0,
      registrationMaxAgeDays: null,
      equivalentGroups: [],
      factDeadlineMilliseconds: 1000,
      lookUps: { maxWaiting: 256, failuresBeforePause: 10, pauseMilliseconds: 1000 },
      signature: 'upstream',
      signers: { directory: null, reloadSeconds: 1 },
      certificates: { chain: 'off', rootsDirectory: null },
      certificateCache: { maxEntries: 10000 },
      batch: { maxInFlight: 256 },
      overload: { maxDecisions: 1024, maxBatches: 64, maxReadings: 64, maxHeldBytes: 67_108_864, maxDelayMilliseconds: 1000 },
      log: { level: 'info' },
      audit: { commitDelayMilliseconds: 0, mpxnInClear: false, signingKeyFile: null },
    });
    expect(originOf(['server', 'port'])).to.equal('default');
  });

  it('is laid in layers: maps by key, lists and scalars as a whole, and each value knows where it came from', () => {
    const { values, originOf } = load(
      ['server:\n  port: 1\n  host: a\nequivalentGroups: [x, y]\nenforcement: { "6.21": { GPF: observe } }\n', 'server: { port: 2 }\nequivalentGroups: [z]\n'],
      { SLOTGUARD_SERVER_HOST: 'b', PATH: '/bin' },
    );
    expect(values.server).to.include({ port: 2, host: 'b', maxBodyBytes: 262144 });
    expect(values.equivalentGroups).to.deep.equal(['z']);
    expect(values.enforcement).to.deep.equal({ '6.15.1': { ESME: 'enforce' }, '6.21': { ESME: 'enforce', GPF: 'observe' } });
    expect(originOf(['server', 'port'])).to.equal('1.yaml:1');
    expect(originOf(['server', 'host'])).to.equal('SLOTGUARD_SERVER_HOST');
    expect(originOf(['server', 'maxBodyBytes'])).to.equal('default');
    expect(originOf(['equivalentGroups'])).to.equal('1.yaml:2');
    expect(originOf(['enforcement', '6.21', 'GPF'])).to.equal('0.yaml:5');
    expect(originOf(['enforcement', '6.21', 'ESME'])).to.equal('default');
  });

  it('an empty file changes nothing', () => {
    expect(load(['', '# nothing yet\n']).values).to.deep.equal(load([]).values);
  });

  it('a reason of the rule author\'s own may have codes and wording', () => {
    const { values } = load(['responseCodes: { too-late: { "6.21": E062109 } }\nwording: { too-late: "{srv} came too late." }\n']);
    expect(values.responseCodes['too-late']).to.deep.equal({ '6.21': 'E062109' });
    expect(values.responseCodes['wrong-network-operator']).to.deep.equal({ '6.15.1': 'E061510', '6.21': 'E062106' });
    expect(values.wording['too-late']).to.equal('{srv} came too late.');
  });

  const neverMatches = '0.yaml:1:56 no certificate would ever match this: write it as `O=Example, CN=dsp`, without `subject=`, slashes, quotes, or spaces before `=`, with a space behind each comma, and `\\,` for a comma in a value';
  const cases: readonly (readonly [string, string, string])[] = [
    ['an unknown key', 'sever: { port: 1 }', '0.yaml:1:1 unknown key `sever`: did you mean `server`?'],
    ['an unknown key further down', 'server:\n  prot: 1', '0.yaml:2:3 unknown key `prot`: did you mean `port`?'],
    ['a code that tells the Supplier of success', 'responseCodes: { wrong-network-operator: { "6.21": I0 } }', '0.yaml:1:52 write E and 1 to 7 digits, such as E061510: a code of another kind does not tell the Supplier that the request was rejected'],
    ['a wrong type', 'server: { port: "80" }', '0.yaml:1:17 write 80 without quotes'],
    ['a port too high', 'server: { port: 65536 }', '0.yaml:1:17 write at most 65535, not `65536`'],
    ['yes', 'mpanPrefixFallback: yes', '0.yaml:1:21 write true or false, not `yes`'],
    ['true in quotes', 'mpanPrefixFallback: "true"', '0.yaml:1:21 write true without quotes'],
    ['false in quotes', "mpanPrefixFallback: 'false'", '0.yaml:1:21 write false without quotes'],
    ['yes in quotes', 'mpanPrefixFallback: "yes"', '0.yaml:1:21 write true or false, not `yes`'],
    ['an SRV without its quotes is the same key', 'enforcement: { 6.21: { ESME: enforced } }', '0.yaml:1:30 unknown value `enforced`: did you mean `enforce`?'],
    ['an SRV out of scope', 'enforcement: { "6.23": { ESME: off } }', '0.yaml:1:16 unknown key `6.23`: did you mean `6.21`?'],
    ['a device type', 'enforcement: { "6.21": { ESMEE: off } }', '0.yaml:1:26 unknown key `ESMEE`: did you mean `ESME`?'],
    ['a response code', 'responseCodes: { unavailable: { "6.21": E06210812 } }', '0.yaml:1:41 write E and 1 to 7 digits, such as E061510: a code of another kind does not tell the Supplier that the request was rejected'],
    ['a reason', 'responseCodes: { Unavailable: { "6.21": E062108 } }', '0.yaml:1:18 the key `Unavailable`: write a reason, lower-case words joined by hyphens'],
    ['a placeholder', 'wording: { verified: "{srv} of {suplierParty}" }', '0.yaml:1:22 unknown placeholder `{suplierParty}`: did you mean `{supplierParty}`?'],
    ['a lone brace', 'wording: { verified: "{srv" }', '0.yaml:1:22 a `{` or `}` stands alone: write placeholders as `{srv}`'],
    ['a store of another kind', 'store: { url: mysql://x }', '0.yaml:1:15 write sqlite:PATH, such as sqlite:./data/slotguard.db'],
    ['a store that this version does not have', 'store: { url: "postgres://u:secret@h/d" }', '0.yaml:1:15 this version has the embedded store only: write sqlite:PATH, such as sqlite:./data/slotguard.db'],
    ['a map emptied', 'server:', '0.yaml:1:8 no value: write keys with values'],
    ['a list', '- a', '0.yaml:1:1 write keys with values, not a list'],
    ['keys where nothing stands otherwise', 'registrationMaxAgeDays: { days: 7 }', '0.yaml:1:25 write a number, not keys with values'],
    ['an age of no days', 'registrationMaxAgeDays: 0', '0.yaml:1:25 write at least 1, not `0`'],
    ['MPxNs in clear for anybody', 'access: { anonymous: [decide, clear-mpxn] }', '0.yaml:1:31 write one of decide, read-decisions, report, rules, admin, not `clear-mpxn`'],
    ['a scope', 'access: { callers: [{ name: dsp, token: { subject: dsp }, scopes: [decides] }] }', '0.yaml:1:68 unknown value `decides`: did you mean `decide`?'],
    ['an algorithm whose key could make tokens', 'access: { tokens: { algorithms: [HS256] } }', '0.yaml:1:34 unknown value `HS256`: did you mean `ES256`?'],
    ['a certificate known by two marks', 'access: { callers: [{ name: a, certificate: {}, scopes: [] }] }', '0.yaml:1:45 write either thumbprint or subject'],
    ...[
      ['with what openssl writes before it', 'subject=O=Example, CN=dsp'],
      ['with slashes', '/O=Example/CN=dsp'],
      ['with spaces', 'O = Example, CN = dsp'],
      ['without a space behind the comma, as RFC 4514 and most proxies write it', 'CN=dsp,O=Example'],
      ['without spaces around a plus', 'O=Example, OU=a+CN=dsp'],
      ['with a value in quotes', 'O="Example, Ltd", CN=dsp'],
      ['that ends in a comma', 'O=Example,'],
      ['that ends in a backslash', 'O=Example\\'],
    ].map(([what, subject]) => [`a subject ${what}`, `access: { callers: [{ name: a, certificate: { subject: '${subject}' }, scopes: [] }] }`, neverMatches] as const),
    ['what is no YAML', 'a: [', '0.yaml:1:4 a list `[` that is not closed: its `]` is missing'],
  ];
  for (const [what, text, problem] of cases) {
    it(`refuses ${what}`, () => {
      expect(problemsOf([`${text}\n`])).to.deep.equal([problem]);
    });
  }

  for (const subject of ['O=Ex\\, Ltd\\+x=1 + OU=\\#1 / é\\ , CN=a\\"b\\"', 'emailAddress=a@b, CN=#\\0Ax\\\\', 'CN=1=2']) {
    it(`takes ${subject}, which is the subject of a certificate`, () => {
      const { values } = load([`access: { callers: [{ name: a, certificate: { subject: '${subject}' }, scopes: [] }] }\n`]);
      expect(values.access.callers[0]?.certificate?.subject).to.equal(subject);
    });
  }

  it('a bad value is found even where a higher layer hides it', () => {
    expect(problemsOf(['server: { port: x }\n', 'server: { port: 1 }\n'], { SLOTGUARD_SERVER_PORT: '2' })).to.deep.equal([
      '0.yaml:1:17 write a number, not `x`',
    ]);
  });

  it('all problems of all layers are listed, each once', () => {
    expect(problemsOf(['server: { port: x }\nsrever: 1\n', 'batch: 1\n'], { SLOTGUARD_LOG_LEVEL: 'loud', SLOTGUARD_NO: '1' })).to.deep.equal([
      '0.yaml:1:17 write a number, not `x`',
      '0.yaml:2:1 unknown key `srever`: did you mean `server`?',
      '1.yaml:1:8 write keys with values, not `1`',
      'SLOTGUARD_LOG_LEVEL write one of trace, debug, info, warn, error, fatal, silent, not `loud`',
      'SLOTGUARD_NO sets no key: take it out',
    ]);
  });

  it('is not read without end from what has none', function () {
    if (process.platform === 'win32') this.skip();
    expect(() => loadConfiguration({ defaultFile, files: ['/dev/zero'], environment: {} })).to.throw(Fault).with.deep.property('places', [
      { at: '/dev/zero', problem: 'more than 256 kB: split the file' },
    ]);
  });

  it('a file that is not there is named', () => {
    const missing = { defaultFile, files: ['no-such-directory/site.yaml'], environment: {} };
    expect(() => loadConfiguration(missing)).to.throw(Fault, 'the configuration file `no-such-directory/site.yaml` cannot be read').with.deep.property('places', [
      { at: 'no-such-directory/site.yaml', problem: 'there is no such file' },
    ]);
    expect(() => loadConfiguration({ ...missing, files: ['.'] })).to.throw(Fault).with.deep.property('places', [{ at: '.', problem: 'it is a directory: name a file' }]);
  });
});

describe('the configuration by variables of the environment', () => {
  const cases: readonly (readonly [string, string, (string | number)[], unknown])[] = [
    ['SLOTGUARD_SERVER_PORT', '0', ['server', 'port'], 0],
    ['SLOTGUARD_SERVER_MAX_BODY_BYTES', '2048', ['server', 'maxBodyBytes'], 2048],
    ['SLOTGUARD_SERVER_MAXBODYBYTES', '2048', ['server', 'maxBodyBytes'], 2048],
    ['SLOTGUARD_STORE_URL', 'sqlite:/var/lib/slotguard/slotguard.db', ['store', 'url'], 'sqlite:/var/lib/slotguard/slotguard.db'],
    ['SLOTGUARD_MPAN_PREFIX_FALLBACK', 'true', ['mpanPrefixFallback'], true],
    ['SLOTGUARD_MPANPREFIXFALLBACK', 'true', ['mpanPrefixFallback'], true],
    ['SLOTGUARD_ENFORCEMENT_6_21_GPF', 'off', ['enforcement', '6.21', 'GPF'], 'off'],
    ['SLOTGUARD_ENFORCEMENT_6_15_1_HCALCS', 'observe', ['enforcement', '6.15.1', 'HCALCS'], 'observe'],
    ['SLOTGUARD_RESPONSECODES_WRONG_NETWORK_OPERATOR_6_21', 'E1', ['responseCodes', 'wrong-network-operator', '6.21'], 'E1'],
    ['SLOTGUARD_WORDING_VERIFIED', '123', ['wording', 'verified'], '123'],
    ['SLOTGUARD_REGISTRATIONMAXAGEDAYS', '30', ['registrationMaxAgeDays'], 30],
    ['SLOTGUARD_REGISTRATIONMAXAGEDAYS', 'null', ['registrationMaxAgeDays'], null],
    ['SLOTGUARD_REGISTRATIONMAXAGEDAYS', '', ['registrationMaxAgeDays'], null],
    ['SLOTGUARD_EQUIVALENTGROUPS', 'ukpn, ssen,', ['equivalentGroups'], ['ukpn', 'ssen']],
    ['SLOTGUARD_EQUIVALENTGROUPS', '', ['equivalentGroups'], []],
    ['SLOTGUARD_EQUIVALENTGROUPS', '[ukpn, ssen]', ['equivalentGroups'], ['ukpn', 'ssen']],
    ['SLOTGUARD_ACCESS_ANONYMOUS', '', ['access', 'anonymous'], []],
    ['SLOTGUARD_ACCESS_ANONYMOUS', '[]', ['access', 'anonymous'], []],
    ['SLOTGUARD_ACCESS_ANONYMOUS', 'null', ['access', 'anonymous'], null],
    ['SLOTGUARD_SERVER_HOST', '0', ['server', 'host'], '0'],
  ];
  for (const [variable, text, path, value] of cases) {
    it(`${variable}=${text}`, () => {
      const { values, originOf } = load(['registrationMaxAgeDays: 7\n'], { [variable]: text });
      expect(path.reduce<unknown>((found, step) => (found as Record<string, unknown>)[step], values)).to.deep.equal(value);
      expect(originOf(path)).to.equal(variable);
    });
  }

  const refusals: readonly (readonly [NodeJS.ProcessEnv, string])[] = [
    [{ SLOTGUARD_SERVER_PROT: '1' }, 'SLOTGUARD_SERVER_PROT sets no key: did you mean SLOTGUARD_SERVER_PORT?'],
    [{ SLOTGUARD_SERVER_MAX_BODY_BYTE: '1' }, 'SLOTGUARD_SERVER_MAX_BODY_BYTE sets no key: did you mean SLOTGUARD_SERVER_MAX_BODY_BYTES?'],
    [{ SLOTGUARD_ACCESS_ANONYMOUS: 'report, decides' }, 'SLOTGUARD_ACCESS_ANONYMOUS unknown value `"decides"`: did you mean `decide`?'],
    [{ SLOTGUARD_STORE: 'x' }, 'SLOTGUARD_STORE sets no single key: write SLOTGUARD_STORE_URL'],
    [{ SLOTGUARD_SERVER_PORT: 'http' }, 'SLOTGUARD_SERVER_PORT write a number, not `http`'],
    [{ SLOTGUARD_SERVER_PORT: '' }, 'SLOTGUARD_SERVER_PORT write a number, not ``'],
    [{ SLOTGUARD_SERVER_PORT: '080' }, 'SLOTGUARD_SERVER_PORT write 80 without leading zeros'],
    [{ SLOTGUARD_SERVER_PORT: '1e3' }, 'SLOTGUARD_SERVER_PORT write a number, not `1e3`'],
    [{ SLOTGUARD_MPANPREFIXFALLBACK: '1' }, 'SLOTGUARD_MPANPREFIXFALLBACK write true or false, not `1`'],
    [{ SLOTGUARD_WHENUNAVAILABLE: 'refuze' }, 'SLOTGUARD_WHENUNAVAILABLE unknown value `refuze`: did you mean `refuse`?'],
    [{ SLOTGUARD_STORE_URL: 'postgres://u:secret@h/d' }, 'SLOTGUARD_STORE_URL this version has the embedded store only: write sqlite:PATH, such as sqlite:./data/slotguard.db'],
    [{ SLOTGUARD_WORDING_NO_SUCH_REASON: 'x' }, 'SLOTGUARD_WORDING_NO_SUCH_REASON sets no key: take it out'],
    [{ SLOTGUARD_SERVER_TLS_KEY_FILE: '-----BEGIN PRIVATE KEY-----\nsecret\n' }, 'SLOTGUARD_SERVER_TLS_KEY_FILE write the path of a file, or null: what stands here has several lines, or belongs in the file'],
    [{ SLOTGUARD_SERVER_TLS_KEY_FILE: '-----BEGIN PRIVATE KEY----- secret' }, 'SLOTGUARD_SERVER_TLS_KEY_FILE write the path of a file, or null: what stands here has several lines, or belongs in the file'],
    [{ SLOTGUARD_: 'x' }, 'SLOTGUARD_ sets no key: take it out'],
    [
      { SLOTGUARD_MPAN_PREFIX_FALLBACK: 'true', SLOTGUARD_MPANPREFIXFALLBACK: 'false' },
      'SLOTGUARD_MPAN_PREFIX_FALLBACK mpanPrefixFallback is set by SLOTGUARD_MPANPREFIXFALLBACK too: keep one',
    ],
  ];
  for (const [environment, problem] of refusals) {
    it(`refuses ${JSON.stringify(environment)}`, () => {
      expect(problemsOf([], environment)).to.deep.equal([problem]);
    });
  }

  it('several of one map are all heeded, and each is named where it is wrong', () => {
    const both = { SLOTGUARD_SERVER_HOST: 'b', SLOTGUARD_SERVER_PORT: '9', SLOTGUARD_ENFORCEMENT_6_21_ESME: 'observe', SLOTGUARD_ENFORCEMENT_6_21_GPF: 'off' };
    const { values, originOf } = load([], both);
    expect(values.server).to.include({ host: 'b', port: 9 });
    expect(values.enforcement['6.21']).to.deep.equal({ ESME: 'observe', GPF: 'off' });
    expect([originOf(['server', 'port']), originOf(['enforcement', '6.21', 'GPF'])]).to.deep.equal(['SLOTGUARD_SERVER_PORT', 'SLOTGUARD_ENFORCEMENT_6_21_GPF']);
    expect(problemsOf([], { ...both, SLOTGUARD_SERVER_PORT: 'x' })).to.deep.equal(['SLOTGUARD_SERVER_PORT write a number, not `x`']);
  });

  it('two keys that no variable can tell apart are set in a file', () => {
    const twins = 'wording: { too-late: a, toolate: b }\n';
    expect(problemsOf([twins], { SLOTGUARD_WORDING_TOO_LATE: 'c' })).to.deep.equal([
      'SLOTGUARD_WORDING_TOO_LATE stands for both wording.too-late and wording.toolate: set them in a file',
    ]);
  });

  it('other variables are not ours', () => {
    expect(load([], { SLOTGUARDIAN: '1', slotguard_server_port: '1', SERVER_PORT: '1' }).values.server.port).to.equal(8080);
  });
});
