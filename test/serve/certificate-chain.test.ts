import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Fault } from '../../src/domain/fault.js';
import { openAuthorities } from '../../src/open-authorities.js';
import { serve, type Serving } from '../../src/serve.js';
import { createAuthority } from '../../src/smki/issue-certificate.js';
import { ask, type House, setUpHouse } from './house.js';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** `certificates.chain: verify` over the demo estate, whose certificates came along with that of their authority. */
describe('with chains verified', () => {
  let house: House;
  let roots: string;
  before(async () => {
    house = await setUpHouse();
    roots = join(house.folder, 'roots');
  });
  after(() => {
    house.remove();
  });

  async function decide(root: string, counter: number): Promise<Record<string, unknown>> {
    rmSync(roots, { recursive: true, force: true });
    mkdirSync(roots);
    writeFileSync(join(roots, 'root.pem'), root);
    const serving: Serving = await serve({ ...house.configuration, certificates: { chain: 'verify', rootsDirectory: roots } }, { log });
    try {
      return (await ask(serving.url, house.request('permit', counter))).body;
    } finally {
      await serving.stop();
    }
  }

  it('a certificate of a configured root is decided as ever', async () => {
    const [, base64 = ''] = /<sr:Certificate>([^<]+)</.exec(house.request('permit', 1)) ?? [];
    expect(await decide(base64, 1)).to.include({ decision: 'permit', reason: 'verified' });
  });

  it('a certificate of another root is rejected as unreadable, and the message says why', async () => {
    const { certificate } = await createAuthority({ name: 'Demo' });
    const answer = await decide(certificate.pem, 2);
    expect(answer).to.include({ decision: 'reject', reason: 'unreadable-certificate', responseCode: 'E062107' });
    expect(answer.message).to.contain('no authority named `OU=07, CN=Demo` that chains to a configured root has issued it');
  });

  it('roots must be named', () => {
    expect(() => openAuthorities({ certificates: { chain: 'verify', rootsDirectory: null } })).to.throw(Fault, 'chains cannot be verified without roots (certificates.chain: verify)');
    expect(openAuthorities({ certificates: { chain: 'off', rootsDirectory: '/nowhere' } })).to.equal(undefined);
  });
});
