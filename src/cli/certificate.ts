import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { Fault } from '../domain/fault.js';
import { remotePartyRoleNames } from '../domain/organisation-certificate.js';
import type { Party, PartyDirectory } from '../domain/party.js';
import { readServiceRequest } from '../duis/read-service-request.js';
import { type CertificateDescription, describeCertificate } from '../smki/describe-certificate.js';
import { type LabelledCertificate, readCertificatesOfFile } from '../smki/read-certificate-file.js';
import { readStrictBase64 } from '../smki/strict-base64.js';
import { readPath } from '../store/open-store.js';
import { openStoreToRead } from '../store/open-to-read.js';
import { describeError, exitCodes, tell } from './output.js';
import type { CommandContext } from './context.js';
import { readInput } from './read-input.js';

const help = `
FILE holds PEM, DER or base64, or a whole DUIS Service Request whose certificates are wanted; - is standard input.
The owning party is looked up in the configured store, where there is one. Exit 1 when a certificate cannot be read.

Examples:
  slotguard certificate network-operator.pem
  slotguard certificate request.xml --json`;

export function certificateCommand(context: CommandContext): Command {
  return new Command('certificate')
    .description('Print what SMKI Organisation certificates say, and which party owns them.')
    .argument('<file...>', 'PEM, DER, base64 or a DUIS Service Request')
    .option('--json', 'one JSON object a certificate, a line each')
    .addHelpText('after', help)
    .action(async (files: string[], { json = false }: { json?: boolean }) => {
      const directory = openDirectory(context);
      for (const file of files) await printFile(context, file, directory, json);
    });
}

function openDirectory(context: CommandContext): PartyDirectory | undefined {
  const { url } = context.loadConfiguration().values.store;
  if (!existsSync(readPath(url))) return undefined;
  const store = openStoreToRead(url);
  try {
    return store.reference.readDirectory();
  } finally {
    store.close();
  }
}

async function printFile(context: CommandContext, file: string, directory: PartyDirectory | undefined, json: boolean): Promise<void> {
  try {
    for (const { label, der } of certificatesIn(await readInput(file))) {
      const description = describeCertificate(der);
      const owner = description.entityId === undefined ? undefined : directory?.findByEntityId(description.entityId);
      if (!description.reading.readable) context.exitWith(exitCodes.failed);
      if (json) context.out(JSON.stringify({ file, label, ...description, owner: owner === undefined ? null : { id: owner.id, name: owner.name } }));
      else tell(context, describe(description, owner, directory).map((line, index) => (index === 0 ? `${file}, ${label}: ${line}` : `  ${line}`)));
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    describeError(error).forEach((line, index) => context.err(index === 0 ? `${file}: ${line.replace('slotguard: ', '')}` : line));
    context.exitWith(exitCodes.failed);
  }
}

function certificatesIn(bytes: Buffer): readonly LabelledCertificate[] {
  return readCertificatesOfFile(bytes) ?? readServiceRequest(bytes).certificates.map(({ use, base64 }) => ({ label: use, der: readStrictBase64(base64) }));
}

function describe(description: CertificateDescription, owner: Party | undefined, directory: PartyDirectory | undefined): string[] {
  const { reading, remotePartyRoleCode: code, entityId, notBefore, notAfter } = description;
  const whose = directory === undefined ? 'not looked up: there is no store yet' : 'nobody in the party directory';
  return [
    reading.readable ? 'an SMKI Organisation certificate' : `unreadable as an SMKI Organisation certificate: ${reading.cause}`,
    `role        ${code === undefined ? '-' : `${code} (${remotePartyRoleNames[code] ?? 'unknown role'})`}`,
    `entity id   ${entityId ?? '-'}`,
    `owner       ${owner === undefined ? whose : `${owner.name} (${owner.id})`}`,
    `key usage   ${description.keyUsages?.join(', ') ?? '-'}`,
    `subject     ${description.subject ?? '-'}`,
    `issuer      ${description.issuer ?? '-'}`,
    `serial      ${description.serialNumber ?? '-'}`,
    `valid       ${dateOf(notBefore)} to ${dateOf(notAfter)}`,
    `thumbprint  ${description.thumbprint} (SHA-256)`,
  ];
}

function dateOf(instant: number | undefined): string {
  return instant === undefined ? '-' : new Date(instant).toISOString().replace('.000Z', 'Z');
}
