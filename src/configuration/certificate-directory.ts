import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Fault, type Place } from '../domain/fault.js';
import type { CertificateFile } from '../smki/read-certificate-file.js';

const isCertificate = (name: string): boolean => /\.(pem|crt|cer|der)$/i.test(name);
/** hidden files, what stands beside certificates, and what editors leave behind */
const isOther = (name: string): boolean => /^\.|^README|~$|#$|\.(swp|swo|bak|orig|tmp)$/.test(name);

/**
 * The certificate files of a directory, in the order of their names. Throws `Fault('configuration-invalid')` that names the key where there is
 * no such directory, and every file that cannot be opened or is named like none.
 */
export function readCertificateDirectory(directory: string, key: string): CertificateFile[] {
  if (!existsSync(directory) || !statSync(directory).isDirectory()) {
    throw new Fault('configuration-invalid', `there is no directory \`${directory}\`: set ${key}`, [{ at: directory, problem: 'no such directory' }]);
  }
  const problems: Place[] = [];
  const files = listCertificateFiles(directory).flatMap((path): CertificateFile[] => {
    const read = readFile(path);
    if ('problem' in read) problems.push({ at: path, problem: read.problem });
    return 'problem' in read ? [] : [{ path, bytes: read.bytes }];
  });
  if (problems.length > 0) throw new Fault('configuration-invalid', `there are files in ${directory} that are no certificate files`, problems);
  return files;
}

/** Paths, for `watchFiles`. */
export function listCertificateFiles(directory: string): string[] {
  const names = readdirSync(directory).filter((name) => !isOther(name)).sort();
  return names.map((name) => join(directory, name));
}

function readFile(path: string): { bytes: Uint8Array } | { problem: string } {
  if (!isCertificate(path)) return { problem: 'a certificate file ends in .pem, .crt, .cer or .der: rename it, or move it elsewhere' };
  try {
    return { bytes: readFileSync(path) };
  } catch {
    return { problem: 'the file cannot be opened: is it a directory, a link to nowhere, or not readable?' };
  }
}
