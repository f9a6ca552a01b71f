import { isEui64 } from './world-schema.js';
import type { Eui64 } from '../domain/eui64.js';
import type { Device } from '../domain/device.js';
import type { Party } from '../domain/party.js';
import { type CertificateUse, certificateUses } from '../domain/service-request.js';
import { named, type Path, type Reading } from './reading.js';
import type { NamedCertificate, Saying } from './scenario.js';
import type { WrittenSaying } from './world-schema.js';

/** What a request can name. */
export interface Names {
  parties: ReadonlyMap<string, Party>;
  devices: ReadonlyMap<string, Device>;
  certificates: ReadonlyMap<string, NamedCertificate>;
}

/** What is written of a request with its names looked up; a name that is not there is reported. */
export function resolveSaying(reading: Reading, path: Path, written: WrittenSaying, names: Names): Saying {
  const { from, target, certificates, ...rest } = written;
  const resolved = {
    ...rest,
    originator: from === undefined ? undefined : findUser(reading, [...path, 'from'], from, names),
    target: target === undefined ? undefined : findTarget(reading, [...path, 'target'], target, names),
    certificates: certificates === undefined ? undefined : findCertificates(reading, [...path, 'certificates'], certificates, names),
  };
  return Object.fromEntries(Object.entries(resolved).filter(([, value]) => value !== undefined));
}

/** `bright-energy` where the party has one user, `bright-energy as IS` where it has more, or any EUI-64. */
function findUser(reading: Reading, path: Path, from: string, { parties }: Names): Eui64 | undefined {
  if (isEui64(from)) return from;
  const [id = '', role] = from.split(' as ');
  const party = named(reading, path, parties, 'party', id);
  if (party === undefined) return undefined;
  const users = party.users.filter((user) => role === undefined || user.role === role);
  const [user] = users;
  if (users.length === 1 && user !== undefined) return user.id;
  const choices = party.users.map((each) => `\`${id} as ${each.role}\``).join(' or ');
  reading.report(path, choices === '' ? `${id} has no user: write an EUI-64 of its` : `${id} sends in several roles, or not in this one: write ${choices}, or an EUI-64`);
  return undefined;
}

function findTarget(reading: Reading, path: Path, target: string, { devices }: Names): Eui64 | undefined {
  return isEui64(target) ? target : named(reading, path, devices, 'device', target)?.id;
}

/** One name stands for the signing certificate and the key agreement certificate. */
function findCertificates(reading: Reading, path: Path, written: string | Partial<Record<CertificateUse, string>>, names: Names): NonNullable<Saying['certificates']> {
  if (typeof written === 'string') {
    const certificate = named(reading, path, names.certificates, 'certificate', written);
    return certificate === undefined ? [] : [{ use: 'DigitalSigning', certificate }, { use: 'KeyAgreement', certificate }];
  }
  return certificateUses.flatMap((use) => {
    const name = written[use];
    const certificate = name === undefined ? undefined : named(reading, [...path, use], names.certificates, 'certificate', name);
    return certificate === undefined ? [] : [{ use, certificate }];
  });
}
