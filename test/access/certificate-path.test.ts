import 'reflect-metadata';
import { X509Certificate, webcrypto } from 'node:crypto';
import { BasicConstraintsExtension, KeyUsageFlags, KeyUsagesExtension, X509CertificateGenerator } from '@peculiar/x509';
import { expect } from 'chai';
import { createPathFinder } from '../../src/access/certificate-path.js';

const p256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 86_400_000;
const now = Math.floor(Date.now() / 1000) * 1000;

interface Holder {
  name: string;
  keys: webcrypto.CryptoKeyPair;
}

interface Choices {
  pathLength?: number;
  isAuthority?: boolean;
  usage?: KeyUsageFlags;
  days?: number;
}

const holder = async (name: string): Promise<Holder> => ({ name, keys: await webcrypto.subtle.generateKey(p256, true, ['sign', 'verify']) });

async function certify(subject: Holder, issuer: Holder, choices: Choices = {}): Promise<X509Certificate> {
  const { pathLength, isAuthority = true, usage = KeyUsageFlags.keyCertSign, days = 10 } = choices;
  const extensions = isAuthority ? [new BasicConstraintsExtension(true, pathLength, true), new KeyUsagesExtension(usage, true)] : [];
  const made = await X509CertificateGenerator.create({
    subject: subject.name,
    issuer: issuer.name,
    publicKey: subject.keys.publicKey,
    signingKey: issuer.keys.privateKey,
    signingAlgorithm: p256,
    notBefore: new Date(now - day),
    notAfter: new Date(now + days * day),
    extensions,
  }, webcrypto);
  return new X509Certificate(Buffer.from(made.rawData));
}

describe('the path from a client certificate to an authority', () => {
  let root: Holder;
  let newRoot: Holder;
  let between: Holder;
  let issuing: Holder;
  let caller: Holder;
  before(async () => {
    [root, newRoot, between, issuing, caller] = await Promise.all(['CN=Root', 'CN=Root', 'CN=Between', 'CN=Issuing', 'CN=caller'].map(holder)) as [Holder, Holder, Holder, Holder, Holder];
  });

  const leafOf = (issuer: Holder, days = 10) => certify(caller, issuer, { isAuthority: false, days });

  it('ends when the first of its certificates does', async () => {
    const find = createPathFinder([await certify(root, root, { days: 9 })]);
    const ends = await Promise.all([[5, 7], [7, 5], [20, 20]].map(async ([leaf, middle]) =>
      find(await leafOf(issuing, leaf), [await certify(issuing, root, { days: middle! })])));
    expect(ends).to.deep.equal([now + 5 * day, now + 5 * day, now + 9 * day]);
  });

  it('is as long as each authority on it allows, and no longer', async () => {
    const ofBetween = await certify(issuing, between);
    const find = (pathLength?: number) => createPathFinder([root].map(() => roots.get(pathLength)!));
    const roots = new Map(await Promise.all([undefined, 0, 1].map(async (length) =>
      [length, await certify(root, root, length === undefined ? {} : { pathLength: length })] as const)));
    const [leaf, ofRoot, middle] = [await leafOf(issuing), await certify(issuing, root), await certify(between, root)];
    expect([undefined, 0, 1].map((length) => find(length)(leaf, [ofBetween, middle]) > now)).to.deep.equal([true, false, false]);
    expect([undefined, 0, 1].map((length) => find(length)(leaf, [ofRoot]) > now)).to.deep.equal([true, false, true]);
    expect(find(0)(await leafOf(root), [])).to.be.above(now);
    expect(find()(leaf, [await certify(issuing, between, { pathLength: 0 }), await certify(between, root, { pathLength: 0 })])).to.equal(-Infinity);
  });

  it('does not count an authority that certifies its own new key to the length', async () => {
    const find = createPathFinder([await certify(root, root, { pathLength: 1 })]);
    expect(find(await leafOf(issuing), [await certify(issuing, newRoot, { pathLength: 0 }), await certify(newRoot, root)])).to.be.above(now);
  });

  it('is of nobody else where the caller shows the certificate of such an authority itself', async () => {
    const [shown, ofSameName] = await Promise.all([certify(root, root, { days: 3 }), certify(newRoot, newRoot)]);
    expect(createPathFinder([ofSameName, shown])(new X509Certificate(shown.raw), [])).to.equal(now + 3 * day);
    expect(createPathFinder([ofSameName])(shown, [shown])).to.equal(-Infinity);
  });

  it('leads to nobody but an authority that certifies itself', async () => {
    const middle = await certify(issuing, root);
    const leaf = await leafOf(issuing);
    expect(createPathFinder([middle])(leaf, [])).to.equal(-Infinity);
    expect(createPathFinder([middle, await certify(root, root)])(leaf, [])).to.be.above(now);
    expect(createPathFinder([await certify(newRoot, newRoot)])(leaf, [middle, await certify(root, root)])).to.equal(-Infinity);
  });

  it('does not go through a certificate that may certify nobody, nor through an authority that shows itself', async () => {
    const [leaf, certifier] = [await leafOf(issuing), await certify(issuing, root)];
    const find = createPathFinder([await certify(root, root)]);
    expect(find(leaf, [certifier])).to.be.above(now);
    expect(find(leaf, [await certify(issuing, root, { isAuthority: false })])).to.equal(-Infinity);
    expect(find(leaf, [await certify(issuing, root, { usage: KeyUsageFlags.digitalSignature })])).to.equal(-Infinity);
    expect(find(leaf, [await certify({ ...issuing, name: 'CN=Other' }, root)])).to.equal(-Infinity);
    expect(createPathFinder([certifier])(new X509Certificate(certifier.raw), [])).to.equal(-Infinity);
  });

  it('is soon given up where those beside a certificate certify each other', async () => {
    const circle = await Promise.all(Array.from({ length: 8 }, async () => holder('CN=Circle')));
    const beside = await Promise.all(circle.map((each) => certify(each, circle[0]!)));
    const same = await Promise.all(Array.from({ length: 8 }, () => certify(circle[0]!, circle[0]!)));
    const find = createPathFinder([await certify(root, root)]);
    const began = performance.now();
    for (const others of [beside, same]) expect(find(await leafOf(circle[0]!), others)).to.equal(-Infinity);
    expect(performance.now() - began).to.be.below(2_000);
  });
});
