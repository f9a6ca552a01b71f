import { generateKeyPairSync } from 'node:crypto';
import type { CertificateUse } from '../../src/domain/service-request.js';
import { type Authority, createAuthority, type Issue, issueCertificate } from '../../src/smki/issue-certificate.js';
import { type Dice, pick } from '../duis/mutations.js';
import { bmpString, integer, tlv } from '../support/der-writer.js';
import { identifier, name, oddCertificate, role } from '../support/pki.js';
import { findRealCertificates } from '../support/shared-material.js';
import type { Said } from './plain-decision.js';
import { readByWalking } from './read-by-walking.js';

export interface PooledCertificate {
  base64: string;
  /** undefined: it cannot be read */
  says: Said | undefined;
}

export interface CertificatePool {
  all: readonly PooledCertificate[];
  /** Network Operator certificates of one use that are valid now, by block of EUI-64s */
  ordinary: Readonly<Record<CertificateUse, readonly (readonly PooledCertificate[])[]>>;
  says: (base64: string) => Said | undefined;
}

/** How many blocks of 65,536 EUI-64s certificates are issued in; block 2 is that of the published Network Operator certificates. */
export const blockCount = 12;

export function blockStart(block: number): bigint {
  return 0x90b3d51f30000000n + (BigInt(block) << 16n);
}

export function eui64(number: bigint): string {
  return number.toString(16).toUpperCase().match(/../g)!.join('-');
}

const years = (from: number, to: number) => ({ notBefore: new Date(Date.UTC(from, 0)), notAfter: new Date(Date.UTC(to, 0)) });
const kinds: readonly Partial<Issue>[] = [{}, {}, years(2015, 2020), years(2040, 2050), ...['00', '01', '01', '02', '04', '04', '07', '08', '7F', '87', '89'].map((ou) => ({ ou }))];
const uses = ['DigitalSigning', 'KeyAgreement'] as const;

/** Some hundred real certificates: of every block, role and use, expired and to come, at either end of a block; the published ones; and what cannot be read. */
export async function createCertificatePool(): Promise<CertificatePool> {
  const authority = await createAuthority({ name: 'Z1' });
  const issued = await Promise.all(Array.from({ length: blockCount }, (_, block) => issueOfBlock(authority, block)));
  const unreadable = unreadableTexts(authority, issued[0]![0]!.base64).map((base64) => ({ base64, says: undefined }));
  const real = findRealCertificates().map(({ base64 }) => ({ base64, says: readByWalking(Buffer.from(base64, 'base64')) }));
  const all = [...issued.flat(), ...unreadable, ...real];
  const saidBy = new Map(all.map(({ base64, says }) => [base64, says]));
  const ordinary = (keyUsage: string) => issued.map((block) => block.slice(0, 4).filter(({ says }) => says?.keyUsage === keyUsage));
  const agreeing = ordinary('keyAgreement');
  return { all, ordinary: { DigitalSigning: ordinary('digitalSignature'), KeyAgreement: agreeing, KeyAgreementTopUp: agreeing }, says: (base64) => saidBy.get(base64) };
}

/** Some of them: what is read for the first time is read ten times slower, and each random estate begins anew. */
export function someOf({ all, ordinary, says }: CertificatePool, dice: Dice): CertificatePool {
  const few = <T>(from: readonly T[], count: number) => Array.from({ length: count }, () => pick(dice, from));
  const agreeing = ordinary.KeyAgreement.map((block) => few(block, 1));
  return {
    all: few(all, 70),
    ordinary: {
      DigitalSigning: ordinary.DigitalSigning.map((block) => few(block, 1)),
      KeyAgreement: agreeing,
      KeyAgreementTopUp: agreeing,
    },
    says,
  };
}

function issueOfBlock(authority: Authority, block: number): Promise<PooledCertificate[]> {
  return Promise.all(kinds.flatMap((kind, index) => uses.map(async (use) => {
    const entityId = eui64(blockStart(block) + (index === 1 ? 0xffffn : 0n));
    const ou = kind.ou ?? '03';
    const { base64 } = await issueCertificate(authority, { ...kind, entityId, ou, use });
    return { base64, says: { ou, entityId, keyUsage: use === 'DigitalSigning' ? 'digitalSignature' : 'keyAgreement' } };
  })));
}

function unreadableTexts(authority: Authority, readable: string): string[] {
  const der = Buffer.from(readable, 'base64');
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'der', type: 'spki' });
  const odd = [
    oddCertificate({ publicKey: p384 }),
    oddCertificate({ serialNumber: integer('ff') }),
    oddCertificate({ serialNumber: integer('7f'.repeat(1661)) }),
    oddCertificate({ subject: name(role(), role(), identifier()) }),
    oddCertificate({ subject: name(role(bmpString('03')), identifier()) }),
    oddCertificate({ version: tlv(0xa0, integer('01')) }),
    Buffer.concat([der, Buffer.alloc(1)]),
    der.subarray(0, -1),
  ].map((bytes) => bytes.toString('base64'));
  return [...odd, authority.certificate.base64, '!!!!', 'AAAA', readable.slice(1), `${readable}====`, readable.replace('M', 'm')];
}
