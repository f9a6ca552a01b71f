import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../domain/fault.js';
import type { CertificateFile, FoundFile } from '../smki/read-certificate-file.js';
import { notRead, unlessDenied } from './list-folder.js';

const isCertificate = (name: string): boolean => /\.(pem|crt|cer|der)$/i.test(name);
/** hidden files, what stands beside certificates, and what editors leave behind */
const isOther = (name: string): boolean => /^\.|^README|~$|#$|\.(swp|swo|bak|orig|tmp)$/.test(name);
const gone: readonly (string | undefined)[] = ['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP'];

/**
 * The certificate files of a directory, in the order of their names. Throws `Fault('configuration-invalid')` that names the key where there is
 * no such directory, and every file that cannot be opened or is named like none.
 */
export function readCertificateDirectory(directory: string, key: string): CertificateFile[] {
  if (!existsSync(directory) || !statSync(directory).isDirectory()) {
    throw new Fault('configuration-invalid', `there is no directory \`${directory}\`: set ${key}`, [{ at: directory, problem: 'no such directory' }]);
  }
  const found = unlessDenied(() => listCertificateFiles(directory), 'configuration-invalid', `the directory \`${directory}\` of ${key} cannot be read`).map(readCertificateFile);
  const problems = found.flatMap((file) => ('problem' in file ? [{ at: file.path, problem: file.problem }] : []));
  if (problems.length > 0) throw new Fault('configuration-invalid', `there are files in ${directory} that are no certificate files`, problems);
  return found.flatMap((file) => ('problem' in file ? [] : [file]));
}

/** Paths, for `watchFiles`. */
export function listCertificateFiles(directory: string): string[] {
  const names = readdirSync(directory).filter((name) => !isOther(name)).sort();
  return names.map((name) => join(directory, name));
}

/** Never throws. */
export function readCertificateFile(path: string): FoundFile {
  if (!isCertificate(path)) return { path, problem: 'a certificate file ends in .pem, .crt, .cer or .der: rename it, or move it elsewhere', isGone: false };
  try {
    if (isSpecial(path)) return { path, problem: notRead, isGone: false };
    return { path, bytes: readFileSync(path) };
  } catch (cause) {
    const problem = 'the file cannot be opened: is it a directory, a link to nowhere, or not readable?';
    return { path, problem, isGone: isGone(cause) };
  }
}

function isSpecial(path: string): boolean {
  const found = statSync(path);
  return !found.isFile() && !found.isDirectory();
}

/** Whether what could not be read is not there, rather than unreadable. */
export function isGone(cause: unknown): boolean {
  return gone.includes((cause as NodeJS.ErrnoException).code);
}
